// The core of a process: its thread, and the threads that help it.
import { type Lead, startCoreThread } from '../../adapters/core-thread.js'
import { startKeeperThread } from '../../adapters/keeper-thread.js'
import { consoleReporter as reporter } from '../../adapters/reporter.js'
import type { StreamPlace } from '../../adapters/stream-behind.js'
import { type StreamThread, startStreamThread } from '../../adapters/stream-thread.js'
import { systemTimers as timers } from '../../adapters/system.js'
import type { ClusterSettings } from '../../config.js'
import type { EventLog, LeaseState, LinkEdge, LogCondition, SnapshotKept } from '../../ports.js'
import { eventsDiffer } from '../../recovery.js'
import type { CoreSettings } from '../threads/core.js'
import type { StreamThreadSettings } from '../threads/stream.js'
import { eventLogOf, publishedUntil } from './event-log.js'
import type { Place } from './role.js'
import { standStill } from './stand-still.js'
import { threadEntry as entry } from './thread-entry.js'
import { unlessEnding } from './unless-ending.js'

export interface Core {
  readonly link: LinkEdge
  readonly eventLog: EventLog
  /** Resolves when commands are taken; of one who only follows it may never. */
  readonly leading: Promise<Lead>
  /** Snapshots are kept from then on; those that were ordered before wait. */
  startKeeper(onKept: (snapshot: SnapshotKept) => void): void
}

/** A core whose log is a stream. */
export interface FollowingCore extends Core {
  /** Tells edges, while this process leads, where its link is. */
  announce(address: string): void
  /** Of one that follows, and is not equal to another core. */
  standStill(error: Error): void
}

/** Resolves when it has recovered, and what it found can be read. */
export const startCore = (place: Place, settings: CoreSettings): Promise<Core> =>
  startThreads(place, settings, place.process.onFailed)

/**
 * The same of a core that follows the stream of a cluster until it leads.
 * @param eventsFrom the first frame whose events somebody in this process wants
 */
export async function startFollowingCore(
  place: Place,
  settings: CoreSettings,
  cluster: ClusterSettings,
  eventsFrom = Number.POSITIVE_INFINITY,
): Promise<FollowingCore> {
  const { folder } = settings
  const stream = startStream(place, { folder, cluster, eventsFrom })
  const exchangeId = await unlessEnding(place.process.ending, stream.ready)
  let isStanding = false
  const stand = (error: Error) => {
    if (isStanding) return
    isStanding = true
    standStill(place, error, stream.stop, timers)
  }
  const onFailed = (error: Error) => {
    if (error.name === eventsDiffer) stand(error)
    // Without its stream the core's thread ends, and that is no failure of its own.
    else if (!isStanding) place.process.onFailed(error)
  }
  const core = await startThreads(place, { ...settings, exchangeId }, onFailed, stream.place)
  return { ...core, announce: stream.announce, standStill: stand }
}

function startStream(
  { process, endings, watch }: Place,
  settings: StreamThreadSettings,
): StreamThread {
  const { onFailed } = process
  let lease: LeaseState = 'none'
  let log: LogCondition = 'ready'
  const stream = startStreamThread({
    entry,
    settings,
    onFailed,
    onNews: (news) => {
      if (news.kind === 'log') reporter[news.level](news.message)
      else if (news.kind === 'lease') lease = news.state
      else if (news.kind === 'condition') log = news.condition
      else if (news.kind === 'handover') process.onHandover()
    },
  })
  watch.add({ lease: () => lease, log: () => log })
  endings.add(() => stream.stop())
  return stream
}

async function startThreads(
  { process, endings, watch }: Place,
  settings: CoreSettings,
  onFailed: (error: Error) => void,
  stream?: StreamPlace,
): Promise<Core> {
  const { folder } = settings
  const withStream = stream ? { stream } : {}
  const core = startCoreThread({ entry, settings, ...withStream, reporter, onFailed })
  endings.add(() => core.stop())
  watch.addCore(core)
  const { frames, commands, sequence, milliseconds } = await core.ready
  if (frames > 0) reporter.info(`recovered ${commands} commands in ${milliseconds} ms`)
  const eventLog = eventLogOf(folder, core)
  await publishedUntil(eventLog, () => eventLog.lastSequence() >= sequence, process.ending)
  return {
    link: core.link,
    eventLog,
    leading: core.leading,
    startKeeper: (tell) => {
      const onKept = (snapshot: SnapshotKept) => {
        watch.snapshotKept(snapshot)
        tell(snapshot)
      }
      const { snapshotLost: onLost } = watch
      const onFailed = ({ message }: Error) => {
        reporter.error(`until the next start no snapshot is kept: ${message}`)
        onLost({ isInvariantBroken: false })
      }
      startKeeperThread({ entry, folder, orders: core.keeperPort, onKept, onLost, onFailed })
    },
  }
}
