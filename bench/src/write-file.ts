// Writes what was asked for into a file of the user's choice.
import { writeFileSync } from 'node:fs'
import { fileFault, OperateError } from '@openbell/gateway/operate/errors.js'

/** @throws OperateError naming the file where it cannot be written */
export function writeFile(path: string, content: Uint8Array | string): void {
  try {
    writeFileSync(path, content)
  } catch (error) {
    const fault = fileFault(error)
    throw fault ? new OperateError(`${path}: ${fault}`) : error
  }
}
