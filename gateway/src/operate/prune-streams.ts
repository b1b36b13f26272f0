// `openbell prune --streams`: the oldest generations of the streams, which nobody needs there any more.

import type { NatsClient } from '../adapters/nats/connect.js'
import { EventPlaces } from '../adapters/nats/event-places.js'
import { agreeOnExchange } from '../adapters/nats/exchange-id.js'
import { storedCount } from '../adapters/nats/snapshot-offers.js'
import { SnapshotStore } from '../adapters/nats/snapshot-store.js'
import { StreamLog } from '../adapters/nats/stream-log.js'
import { StreamSet, type StreamSettings } from '../adapters/nats/streams.js'
import { nodeFiles } from '../adapters/node-files.js'
import { consoleReporter as reporter } from '../adapters/reporter.js'
import type { ClusterSettings } from '../config.js'
import { frameFault, hex } from '../journal/frame.js'
import { exchangeIdOf } from '../journal/segment.js'
import { durableCursor } from '../projection/cursor.js'
import { journalFolder } from '../recovery.js'
import { storedSnapshots } from '../roles/parts/stored-snapshot.js'
import { storedViews } from '../roles/parts/stored-views.js'
import { quiet, withBus } from './bus.js'
import { readingFolder } from './data-folder.js'
import { withDatabase } from './database.js'
import { OperateError } from './errors.js'
import { exitGood } from './exit-codes.js'
import { answer } from './options.js'
import { type GenerationPlan, type Need, planGenerations } from './prune/stream-plan.js'
import { withTemporaryFolder } from './temporary-folder.js'

const connectMsMax = 30_000

interface StreamsPruned {
  readonly journal: readonly GenerationPlan[]
  readonly events: readonly GenerationPlan[]
  /** Whether those that may go are gone. */
  readonly isDeleted: boolean
}

interface Options {
  readonly data: string | undefined
  readonly isMeant: boolean
  readonly isJson: boolean
}

/** @param isMeant false: it only tells what could go */
export async function pruneStreams({ data, isMeant, isJson }: Options): Promise<number> {
  const pruned = await readingFolder(data, ({ path }) =>
    withBus(connectMsMax, (client, cluster) => prune(client, cluster, path, isMeant)),
  )
  answer(isJson, pruned, () => textOf(pruned))
  return exitGood
}

async function prune(
  client: NatsClient,
  { streams: settings, generationsKept: keptCount }: ClusterSettings,
  folder: string,
  isDeleted: boolean,
): Promise<StreamsPruned> {
  const journal = await StreamSet.open(client, settings, 'journal')
  const events = await StreamSet.open(client, settings, 'events')
  const [snapshots, views, tables] = await needsOf(client, settings, folder, events)
  const options = { files: nodeFiles, folder, keptCount }
  const plans = {
    journal: await planGenerations(journal, { ...options, needs: [snapshots] }),
    events: await planGenerations(events, { ...options, needs: [snapshots, views, tables] }),
  }
  if (isDeleted) {
    await journal.deleteThrough(goesThrough(plans.journal))
    await events.deleteThrough(goesThrough(plans.events))
  }
  return { ...plans, isDeleted }
}

const goesThrough = (plan: readonly GenerationPlan[]): number =>
  plan.findLast(({ staysFor }) => staysFor === null)?.lastSequence ?? 0

/** What new cores, edges and projectors begin behind. */
const needsOf = (
  client: NatsClient,
  settings: StreamSettings,
  folder: string,
  events: StreamSet,
): Promise<readonly [Need, Need, Need]> =>
  withTemporaryFolder(async (aside) => {
    const store = new SnapshotStore(client, settings)
    const stream = new EventPlaces(events)
    const views = storedViews({ files: nodeFiles, folder: aside, store, stream, reporter })
    const tables = await withDatabase(folder, durableCursor)
    const snapshots = await older(snapshotsOf(client, settings, folder, aside))
    return [
      { sequence: snapshots, who: 'two snapshots in the store' },
      { sequence: await older(views), who: 'two views in the store' },
      { sequence: tables.sequence, who: 'tables' },
    ]
  }, folder)

/** Snapshots of the store, newest first, each proved against the log and by a core. */
async function* snapshotsOf(
  client: NatsClient,
  settings: StreamSettings,
  folder: string,
  aside: string,
): AsyncGenerator<{ readonly sequence: number }> {
  const exchangeId = exchangeIdOf(nodeFiles, journalFolder(folder))
  if (!exchangeId) throw new OperateError(`${folder} holds no journal`)
  const { signal } = new AbortController()
  const agreed = await agreeOnExchange(client, settings, exchangeId, { log: quiet, signal })
  if (hex(agreed) !== hex(exchangeId))
    throw new OperateError(`${folder} and the streams of ${settings.prefix} are of two exchanges`)
  const stream = await StreamLog.open({ client, settings, check: frameFault, log: quiet, signal })
  const store = new SnapshotStore(client, settings)
  const parts = { files: nodeFiles, folder, aside, store, stream, exchangeId, reporter }
  for await (const { identity } of storedSnapshots(parts)) yield identity
}

/** The older of the two newest: should the newer one be damaged, it is begun with. */
async function older(found: AsyncIterable<{ readonly sequence: number }>): Promise<number> {
  let count = 0
  for await (const { sequence } of found) if (++count === storedCount) return sequence
  return 0
}

function textOf({ journal, events, isDeleted }: StreamsPruned): string {
  const all = [...journal, ...events]
  const lines = all.map(({ name, firstSequence, lastSequence, staysFor }) => {
    const word = staysFor !== null ? 'stays   ' : isDeleted ? 'deleted ' : 'could go'
    const why = staysFor === null ? '' : `: ${staysFor}`
    return `${word}   ${name}, frames ${firstSequence} to ${lastSequence}${why}`
  })
  const canGo = all.some(({ staysFor }) => staysFor === null)
  if (all.length === 0) lines.push('no generation is old enough to go')
  else if (canGo && !isDeleted) lines.push('nothing was deleted: say so by --delete')
  return lines.join('\n')
}
