// `openbell prune`: what no start needs any more goes into an archive.
import { existsSync, readdirSync } from 'node:fs'
import { nodeFiles } from '../adapters/node-files.js'
import { durableCursor } from '../projection/cursor.js'
import { eventsFolder, journalFolder, snapshotsFolder } from '../recovery.js'
import { owningFolder } from './data-folder.js'
import { withDatabase } from './database.js'
import { UsageError } from './errors.js'
import { exitGood } from './exit-codes.js'
import { answer, folderOptions, parseOptions } from './options.js'
import { moveToArchive } from './prune/archive.js'
import { type Consumers, type PrunePlan, planPruning } from './prune/plan.js'
import { pruneStreams } from './prune-streams.js'

interface Pruned extends PrunePlan {
  /** Null where nothing was moved. */
  readonly archive: string | null
}

export async function prune(args: string[]): Promise<number> {
  const { values, positionals } = parseOptions({
    args,
    allowPositionals: true,
    options: {
      ...folderOptions,
      archive: { type: 'string' },
      streams: { type: 'boolean', default: false },
      delete: { type: 'boolean', default: false },
    },
  })
  const { archive, streams, delete: isMeant, data, json: isJson } = values
  const isMixed = streams ? archive !== undefined : isMeant
  if (positionals.length > 0 || isMixed)
    throw new UsageError(
      'prune takes --archive FOLDER, or --streams and --delete, and --data FOLDER',
    )
  if (streams) return await pruneStreams({ data, isMeant, isJson })
  const pruned = await owningFolder(values.data, async ({ path }): Promise<Pruned> => {
    const plan = planPruning(nodeFiles, path, await consumersOf(path))
    if (archive !== undefined) move(path, archive, plan)
    return { archive: archive ?? null, ...plan }
  })
  answer(values.json, pruned, () => textOf(pruned))
  return exitGood
}

/** Oldest first, so that what stays is without a gap however far it comes. */
function move(path: string, archive: string, { events, snapshots, journal }: PrunePlan): void {
  const moveAll = (folder: string, names: readonly string[], part: string) => {
    for (const name of names) moveToArchive(nodeFiles, folder, `${archive}/${part}`, name)
  }
  moveAll(eventsFolder(path), events, 'events')
  moveAll(snapshotsFolder(path), snapshots, 'snapshots')
  moveAll(journalFolder(path), journal, 'journal')
}

async function consumersOf(path: string): Promise<Consumers> {
  const { sequence: projectedSequence } = await withDatabase(path, durableCursor)
  return { viewsSequence: oldestViews(`${path}/views`), projectedSequence }
}

/** Either of the saved views may be the one that can be read. */
function oldestViews(folder: string): number {
  const names = existsSync(folder) ? readdirSync(folder) : []
  const [oldest] = names.filter((name) => /^\d{16}\.views$/.test(name)).sort()
  return Number.parseInt(oldest ?? '0', 10)
}

function textOf({ archive, snapshotSequence, eventsSequence, ...files }: Pruned): string {
  const { journal, events, snapshots } = files
  const lines = [
    `stays      snapshots from frame ${snapshotSequence} on, the journal from there on,`,
    `           events behind frame ${eventsSequence}`,
    ...[...journal.map((name) => `journal/${name}`), ...events.map((name) => `events/${name}`)].map(
      (name) => `${archive === null ? 'could go' : 'archived'}   ${name}`,
    ),
    ...snapshots.map((name) => `${archive === null ? 'could go' : 'archived'}   snapshots/${name}`),
  ]
  const count = journal.length + events.length + snapshots.length
  if (count === 0) lines.push('nothing is old enough to go')
  else if (archive === null) lines.push('nothing was moved: say where to by --archive FOLDER')
  else lines.push(`${count} files lie in ${archive}, compared byte for byte`)
  return lines.join('\n')
}
