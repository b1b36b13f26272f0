// `openbell status`: how the exchange is, from all that can be asked of it without disturbing it.
import { existsSync, statfsSync, statSync } from 'node:fs'
import { findRunningPostgres } from '../adapters/embedded-postgres/running.js'
import { nodeFiles } from '../adapters/node-files.js'
import { connectDatabase } from '../adapters/postgres.js'
import { defaultPathSettings } from '../exchange.js'
import { snapshotNames } from '../matching/snapshot-file.js'
import { readCursor } from '../projection/cursor.js'
import { findEventLogEnd } from '../publish/event-log.js'
import { openEventReader } from '../publish/event-reader.js'
import { eventsFolder, snapshotsFolder } from '../recovery.js'
import { folderOf } from './data-folder.js'
import { OperateError, UsageError } from './errors.js'
import { exitDifferent, exitGood } from './exit-codes.js'
import { answer, countOf, folderOptions, parseOptions } from './options.js'
import { exchangeOptions, RunningExchange, timeoutMsDefault } from './running-exchange.js'

interface Status {
  readonly url: string
  /** Orders are decided. */
  readonly ready: boolean
  /** As the exchange tells them, such as `projection: running`. */
  readonly parts: Readonly<Record<string, unknown>>
  /** What lies in the data folder; null where it is not on this machine. */
  readonly folder: FolderStatus | null
  /** Of the tables; null where the database cannot be asked. */
  readonly projected: { readonly sequence: number; readonly lagFrames: number } | null
}

interface FolderStatus {
  readonly path: string
  readonly epoch: number
  readonly sequence: number
  readonly lastFrameAt: string
  readonly snapshotSequence: number | null
  readonly snapshotAgeSeconds: number | null
  readonly freeBytes: number
}

export async function status(args: string[]): Promise<number> {
  const { values, positionals } = parseOptions({
    args,
    allowPositionals: true,
    options: { ...folderOptions, ...exchangeOptions },
  })
  if (positionals.length > 0) throw new UsageError('status takes --url URL and --data FOLDER')
  const timeoutMs = countOf(values['timeout-ms'] ?? String(timeoutMsDefault), '--timeout-ms', 1)
  const found = await look(new RunningExchange(values.url, timeoutMs), folderOf(values.data))
  answer(values.json, found, () => textOf(found))
  return isWell(found) ? exitGood : exitDifferent
}

async function look(exchange: RunningExchange, path: string): Promise<Status> {
  const { status, body } = await exchange.get('/ready')
  const { parts } = body as { parts?: Status['parts'] }
  if (!parts) throw new OperateError(`${exchange.url} answers no /ready: it is no exchange of ours`)
  const folder = folderStatus(path)
  const projected = await projectedStatus(path, folder?.sequence)
  return { url: exchange.url, ready: status === 200, parts, folder, projected }
}

function folderStatus(path: string): FolderStatus | null {
  const end = findEventLogEnd(nodeFiles, eventsFolder(path))
  if (!end) return null
  const { sequence } = end
  const options = { files: nodeFiles, folder: eventsFolder(path), lastSequence: () => sequence }
  const reader = openEventReader(options, sequence - 1)
  const frame = reader.next()
  reader.close()
  const newest = snapshotNames(nodeFiles, snapshotsFolder(path)).at(-1)
  const madeMs = newest && statSync(`${snapshotsFolder(path)}/${newest}`).mtimeMs
  const { bavail, bsize } = statfsSync(path)
  return {
    path,
    epoch: frame?.epoch ?? 0,
    sequence,
    lastFrameAt: new Date((frame?.timestampUs ?? 0) / 1000).toISOString(),
    snapshotSequence: newest ? Number.parseInt(newest, 10) : null,
    snapshotAgeSeconds: madeMs ? Math.max(0, Math.round((Date.now() - madeMs) / 1000)) : null,
    freeBytes: bavail * bsize,
  }
}

const askMsMax = 3_000
const silent = { info() {}, warn() {}, error() {} }

/** Of the database that the exchange uses, where it answers at once. */
async function projectedStatus(
  path: string,
  sequence: number | undefined,
): Promise<Status['projected']> {
  const embedded = `${path}/postgres`
  const url =
    process.env.DATABASE_URL ||
    (existsSync(embedded) ? await findRunningPostgres(embedded) : undefined)
  if (!url || sequence === undefined) return null
  try {
    const signal = AbortSignal.timeout(askMsMax)
    const database = await connectDatabase(url, {
      log: silent,
      signal,
      statementTimeoutMs: askMsMax,
    })
    try {
      const projected = (await readCursor(database.sql))?.sequence ?? 0
      return { sequence: projected, lagFrames: Math.max(0, sequence - projected) }
    } finally {
      await database.close()
    }
  } catch {
    // A status is told of everything else, too.
    return null
  }
}

/** Tables behind by so many frames are behind; fewer are on their way. */
const lagFramesMax = 10_000

const isDiskShort = (folder: FolderStatus | null): boolean =>
  folder !== null && folder.freeBytes < defaultPathSettings.freeBytesMin

/** What a part says of itself where somebody should look. */
const troubles: ReadonlySet<unknown> = new Set(['down', 'waiting', 'halted'])

function isWell({ ready, parts, folder, projected }: Status): boolean {
  const isBehind = (projected?.lagFrames ?? 0) > lagFramesMax
  const isTroubled = Object.values(parts).some((state) => troubles.has(state))
  return ready && !isBehind && !isTroubled && !isDiskShort(folder)
}

function textOf({ url, ready, parts, folder, projected }: Status): string {
  const whole = (count: number) => count.toLocaleString('en')
  const lines = [
    `exchange   ${url}`,
    `ready      ${ready ? 'yes' : 'NO: no order is decided'}`,
    ...Object.entries(parts).map(([name, state]) => `${name.padEnd(10)} ${String(state)}`),
  ]
  if (folder) {
    const { snapshotSequence, snapshotAgeSeconds } = folder
    const snapshot =
      snapshotSequence === null
        ? 'none yet'
        : `of frame ${snapshotSequence}, ${whole(snapshotAgeSeconds ?? 0)} s old`
    lines.push(
      `data       ${folder.path}, ${whole(Math.floor(folder.freeBytes / 2 ** 20))} MiB free${isDiskShort(folder) ? ': NEARLY FULL, only cancels are taken' : ''}`,
      `frame      ${folder.sequence} of epoch ${folder.epoch}, at ${folder.lastFrameAt}`,
      `snapshot   ${snapshot}`,
    )
  }
  lines.push(
    projected
      ? `tables     at frame ${projected.sequence}, ${whole(projected.lagFrames)} frames behind`
      : 'tables     cannot be asked from here',
  )
  return lines.join('\n')
}
