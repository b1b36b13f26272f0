// What a command would tell a person who asked for something that cannot be done.
import * as assert from 'uvu/assert'
import { OperateError } from '../errors.js'

/** The words of the OperateError that `work` must end with. */
export async function faultOf(work: () => Promise<unknown>): Promise<string> {
  try {
    await work()
  } catch (error) {
    assert.instance(error, OperateError)
    return (error as Error).message
  }
  throw new Error('nothing was refused')
}
