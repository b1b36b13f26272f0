// `openbell replay`: a recording through the whole path, and what came of it.
import { nodeFiles } from '../adapters/node-files.js'
import { eventsFolder, journalFolder, snapshotsFolder } from '../recovery.js'
import { openOrderFile } from './benchmark-recording.js'
import { openBitstamp } from './bitstamp/recording.js'
import { OperateError, UsageError } from './errors.js'
import { lockFolder } from './folder-lock.js'
import { InputFile } from './input-file.js'
import { openLobster } from './lobster/recording.js'
import { parseOptions } from './options.js'
import { progressOn } from './progress.js'
import type { Recording } from './recording.js'
import { type ReplayResult, replayRecording } from './replay-recording.js'
import { withTemporaryFolder } from './temporary-folder.js'

interface Format {
  /** `truth` is the file of the option that the format takes. */
  open(file: InputFile, truth?: InputFile): Recording | Promise<Recording>
  /** Names a file that the replay is held against. */
  readonly truthOption?: 'truth' | 'book'
}

const formats: ReadonlyMap<string, Format> = new Map<string, Format>([
  ['bitstamp', { open: openBitstamp, truthOption: 'truth' }],
  ['lobster', { open: openLobster, truthOption: 'book' }],
  ['benchmark', { open: openOrderFile }],
])

export async function replay(args: string[]): Promise<number> {
  const { values, positionals } = parseOptions({
    args,
    allowPositionals: true,
    options: {
      format: { type: 'string' },
      truth: { type: 'string' },
      book: { type: 'string' },
      data: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  if (positionals.length !== 1) throw new UsageError('replay takes one FILE')
  const format = formats.get(values.format ?? '')
  if (!format) throw new UsageError(`--format is one of ${[...formats.keys()].join(', ')}`)
  for (const option of ['truth', 'book'] as const)
    if (values[option] !== undefined && option !== format.truthOption)
      throw new UsageError(`--format ${values.format} takes no --${option}`)
  const file = new InputFile(positionals[0])
  const truthPath = values.truth ?? values.book
  const truth = truthPath === undefined ? undefined : new InputFile(truthPath)
  const run = async (folder: string) => replayFile(file, await format.open(file, truth), folder)
  const { data } = values
  const result = await (data === undefined ? withTemporaryFolder(run) : inNewFolder(data, run))
  console.log(values.json ? JSON.stringify(result) : textOf(result))
  return result.rowsEqual === result.rowsCompared ? 0 : 1
}

async function replayFile(
  file: InputFile,
  recording: Recording,
  folder: string,
): Promise<ReplayResult> {
  const progress = progressOn(process.stderr)
  try {
    return await replayRecording(recording, folder, (commandsDone) =>
      progress.show(file.readBytes / file.sizeBytes, commandsDone),
    )
  } finally {
    progress.end()
  }
}

/** @throws OperateError where the folder holds an exchange already */
async function inNewFolder<Result>(
  folder: string,
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  nodeFiles.makeFolder(folder)
  const unlock = lockFolder(folder)
  try {
    const parts = [journalFolder(folder), eventsFolder(folder), snapshotsFolder(folder)]
    if (parts.some((part) => nodeFiles.list(part).length > 0))
      throw new OperateError(`${folder} holds an exchange already`)
    return await work(folder)
  } finally {
    unlock()
  }
}

function textOf(result: ReplayResult): string {
  const rows: [string, string | number | null | undefined][] = [
    ['orders', result.orders],
    ['cancels', result.cancels],
    ['trades', result.trades],
    ['rejects', result.rejects],
    ['best bid', result.bestBid],
    ['best ask', result.bestAsk],
    ['state hash', result.stateHash],
    ['venue trades', result.venueTrades],
    ['matched trades', result.matchedTrades],
    ['executions', result.executions],
    ['mismatched', result.mismatchedExecutions],
    ['rows compared', result.rowsCompared],
    ['rows equal', result.rowsEqual],
    ['first unequal row', result.firstUnequalRow],
    ['seconds', result.seconds.toFixed(3)],
    ['commands a second', result.perSecond],
  ]
  return rows
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name.padEnd(18)} ${value?.toLocaleString('en') ?? 'none'}`)
    .join('\n')
}
