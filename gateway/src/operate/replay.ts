// `openbell replay`: a recording through the whole path, and what came of it.
import { nodeFiles } from '../adapters/node-files.js'
import { eventsFolder, journalFolder, snapshotsFolder } from '../recovery.js'
import { openOrderFile } from './benchmark-recording.js'
import { openBitstamp } from './bitstamp-recording.js'
import { OperateError, UsageError } from './errors.js'
import { lockFolder } from './folder-lock.js'
import { InputFile } from './input-file.js'
import { parseOptions } from './options.js'
import { progressOn } from './progress.js'
import type { Recording } from './recording.js'
import { type ReplayResult, replayRecording } from './replay-recording.js'
import { withTemporaryFolder } from './temporary-folder.js'

type Open = (file: InputFile) => Recording | Promise<Recording>

const formats: ReadonlyMap<string, Open> = new Map<string, Open>([
  ['bitstamp', openBitstamp],
  ['benchmark', openOrderFile],
])

export async function replay(args: string[]): Promise<number> {
  const { values, positionals } = parseOptions({
    args,
    allowPositionals: true,
    options: {
      format: { type: 'string' },
      data: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  if (positionals.length !== 1) throw new UsageError('replay takes one FILE')
  const open = formats.get(values.format ?? '')
  if (!open) throw new UsageError(`--format is one of ${[...formats.keys()].join(', ')}`)
  const file = new InputFile(positionals[0])
  const run = (folder: string) => replayFile(file, open, folder)
  const { data } = values
  const result = await (data === undefined ? withTemporaryFolder(run) : inNewFolder(data, run))
  console.log(values.json ? JSON.stringify(result) : textOf(result))
  return 0
}

async function replayFile(file: InputFile, open: Open, folder: string): Promise<ReplayResult> {
  const progress = progressOn(process.stderr)
  try {
    return await replayRecording(await open(file), folder, (commandsDone) =>
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
  const whole = (count: number) => count.toLocaleString('en')
  const rows: [string, string][] = [
    ['orders', whole(result.orders)],
    ['cancels', whole(result.cancels)],
    ['trades', whole(result.trades)],
    ['rejects', whole(result.rejects)],
    ['best bid', result.bestBid ?? 'none'],
    ['best ask', result.bestAsk ?? 'none'],
    ['state hash', result.stateHash],
    ['seconds', result.seconds.toFixed(3)],
    ['commands a second', whole(result.perSecond)],
  ]
  return rows.map(([name, value]) => `${name.padEnd(18)} ${value}`).join('\n')
}
