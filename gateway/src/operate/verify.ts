// `openbell verify`: whether a data folder can be trusted, and where not.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { compileEngine } from '@openbell/engine'
import { nodeFiles } from '../adapters/node-files.js'
import { segmentNames } from '../journal/segment.js'
import { journalFolder } from '../recovery.js'
import { OperateError, UsageError } from './errors.js'
import { lockFolder } from './folder-lock.js'
import { parseOptions } from './options.js'
import { type Verification, verifyFolder } from './verify-folder.js'

export function verify(args: string[]): number {
  const { values, positionals } = parseOptions({
    args,
    allowPositionals: true,
    options: { data: { type: 'string' }, json: { type: 'boolean', default: false } },
  })
  if (positionals.length > 0) throw new UsageError('verify takes --data FOLDER')
  const folder = values.data ?? process.env.OPENBELL_DATA ?? './data'
  if (!existsSync(folder)) throw new OperateError(`${folder}: no such file or directory`)
  if (segmentNames(nodeFiles, journalFolder(folder)).length === 0)
    throw new OperateError(`${folder} holds no journal`)
  const verification = verifyLocked(folder)
  console.log(values.json ? JSON.stringify(verification) : textOf(verification))
  return verification.sound ? 0 : 1
}

function verifyLocked(folder: string): Verification {
  const unlock = existsSync(join(folder, 'lock')) ? lockFolder(folder) : undefined
  try {
    return verifyFolder(nodeFiles, folder, compileEngine())
  } finally {
    unlock?.()
  }
}

function textOf(verification: Verification): string {
  const { segments, frames, commands, eventFrames, snapshots, stateHash } = verification
  const whole = (count: number) => count.toLocaleString('en')
  return [
    `journal     ${whole(frames)} frames with ${whole(commands)} commands in ${segments} segments`,
    `event log   ${whole(eventFrames)} frames, as replayed`,
    `snapshots   ${snapshots}, as replayed`,
    `state hash  ${stateHash}`,
    ...verification.notes.map((note) => `note: ${note}`),
    ...verification.faults.map((fault) => `FAULT: ${fault}`),
    verification.sound ? 'sound' : 'NOT SOUND',
  ].join('\n')
}
