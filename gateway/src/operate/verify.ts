// `openbell verify`: whether a data folder can be trusted, and where not.
import { compileEngine } from '@openbell/engine'
import { nodeFiles } from '../adapters/node-files.js'
import { readingFolder } from './data-folder.js'
import { UsageError } from './errors.js'
import { exitDifferent, exitGood } from './exit-codes.js'
import { answer, countOf, folderOptions, parseOptions } from './options.js'
import { type Verification, verifyFolder } from './verify-folder.js'

export async function verify(args: string[]): Promise<number> {
  const { values, positionals } = parseOptions({
    args,
    allowPositionals: true,
    options: { ...folderOptions, to: { type: 'string' } },
  })
  if (positionals.length > 0) throw new UsageError('verify takes --data FOLDER and --to SEQUENCE')
  const to = values.to === undefined ? Number.POSITIVE_INFINITY : countOf(values.to, '--to', 1)
  const verification = await readingFolder(values.data, ({ path, sequenceMax }) =>
    verifyFolder(nodeFiles, path, compileEngine(), Math.min(to, sequenceMax)),
  )
  answer(values.json, verification, () => textOf(verification))
  return verification.sound ? exitGood : exitDifferent
}

function textOf(verification: Verification): string {
  const { segments, frames, commands, sequence, fromSequence, eventFrames } = verification
  const whole = (count: number) => count.toLocaleString('en')
  const from = fromSequence > 0 ? `, replayed from the snapshot of frame ${fromSequence}` : ''
  return [
    `journal     ${whole(frames)} frames with ${whole(commands)} commands in ${segments} segments${from}`,
    `event log   ${whole(eventFrames)} frames, as replayed`,
    `snapshots   ${verification.snapshots}, as replayed`,
    `state hash  ${verification.stateHash} after frame ${sequence}`,
    ...verification.notes.map((note) => `note: ${note}`),
    ...verification.faults.map((fault) => `FAULT: ${fault}`),
    ...verification.advice.map((advice) => `next: ${advice}`),
    verification.sound ? 'sound' : 'NOT SOUND',
  ].join('\n')
}
