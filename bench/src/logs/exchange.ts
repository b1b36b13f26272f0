// The exchange as the default role runs it, less what strangers see of it: its threads, its link and its
// events, with the journal's file or a stream as the log.

import { readSettings } from '@openbell/gateway/config.js'
import { defaultPathSettings } from '@openbell/gateway/exchange.js'
import { OperateError } from '@openbell/gateway/operate/errors.js'
import type { EventLog, LinkEdge } from '@openbell/gateway/ports.js'
import { connectBus } from '@openbell/gateway/roles/parts/bus.js'
import { type Core, startCore, startFollowingCore } from '@openbell/gateway/roles/parts/core.js'
import { Endings } from '@openbell/gateway/roles/parts/endings.js'
import { publishedUntil } from '@openbell/gateway/roles/parts/event-log.js'
import { publishEvents } from '@openbell/gateway/roles/parts/event-stream.js'
import type { Place } from '@openbell/gateway/roles/parts/role.js'
import { Watch } from '@openbell/gateway/roles/parts/watch.js'
import type { TestNats } from '@openbell/gateway/testing/nats-server.js'
import { flowVenue } from '../order-flow.js'

export interface BenchExchange {
  readonly link: LinkEdge
  readonly eventLog: EventLog
  /** Frames whose events are in the log here, and are not known to be in the stream. */
  unpublished(): number
  /** Rejects where a part of the exchange fails. */
  readonly failed: Promise<never>
  close(): Promise<void>
}

export interface BenchExchangeOptions {
  readonly folder: string
  /** Undefined: the file is the log. */
  readonly nats?: TestNats
  /** Whether snapshots are taken and kept meanwhile. */
  readonly hasSnapshots: boolean
}

/** With which an exchange begins: its epoch, and what the genesis file says. */
const framesAtStart = 2

/** Begins a new one, and resolves when it takes commands. @throws OperateError where the server may lose what it has */
export async function openExchange(options: BenchExchangeOptions): Promise<BenchExchange> {
  const { folder, nats, hasSnapshots } = options
  const endings = new Endings()
  const ending = new AbortController()
  let onFailed: (error: Error) => void = () => {}
  const failed = new Promise<never>((_, reject) => {
    onFailed = reject
  })
  failed.catch(() => {})
  const process = { onHandover() {}, onFailed, ending: ending.signal }
  const place = { process, endings, watch: new Watch('all') }
  const snapshotCommands = hasSnapshots
    ? defaultPathSettings.snapshotCommands
    : Number.POSITIVE_INFINITY
  const path = { ...defaultPathSettings, snapshotCommands }
  const settings = { folder, genesis: flowVenue(), path }
  const close = async () => {
    ending.abort()
    await endings.run()
  }
  try {
    const { core, unpublished } = nats
      ? await startOnStream(place, settings, nats)
      : { core: await startCore(place, settings), unpublished: () => 0 }
    const { link, eventLog } = core
    await core.leading
    const hasStarted = () => eventLog.lastSequence() >= framesAtStart
    await publishedUntil(eventLog, hasStarted, ending.signal)
    if (hasSnapshots) core.startKeeper(() => {})
    return { link, eventLog, unpublished, failed, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** As production starts it, which refuses a server that acknowledges what it may lose. */
async function startOnStream(
  place: Place,
  settings: Parameters<typeof startCore>[1],
  { url, monitorUrl }: TestNats,
): Promise<{ readonly core: Core; unpublished(): number }> {
  const { cluster } = readSettings({ NATS_URL: url, NATS_MONITOR_URL: monitorUrl })
  if (!cluster) throw new Error('these settings have no cluster')
  const bus = await connectBus(place, cluster, true).catch((error: Error) => {
    throw new OperateError(error.message)
  })
  const core = await startFollowingCore(place, settings, cluster)
  await core.leading
  const { eventLog } = core
  const publisher = await publishEvents(place, bus, cluster.streams, eventLog)
  return { core, unpublished: () => eventLog.lastSequence() - publisher.lastSequence }
}
