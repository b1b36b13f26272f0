// The edge of a process: views and feeds from the event frames, commands through a link, and the server
// that strangers can reach.
import { OpenAccount, OutcomeStatus, rejectNames } from '@openbell/protocol'
import { consoleReporter as reporter } from '../../adapters/reporter.js'
import {
  systemClock as clock,
  systemRandom as random,
  systemTimers as timers,
} from '../../adapters/system.js'
import { LinkCommands } from '../../edge/commands.js'
import { Connections } from '../../edge/connections.js'
import type { EdgeSettings } from '../../edge/dependencies.js'
import { createEdge } from '../../edge/edge.js'
import { Freshness } from '../../edge/freshness.js'
import { RequestLimits } from '../../edge/limits/limits.js'
import { MeteredCommands } from '../../edge/metered-commands.js'
import { PublicFeed } from '../../edge/public-feed.js'
import type { Address } from '../../edge/server.js'
import { createSockets } from '../../edge/sockets/index.js'
import { createIdentity, type IdentitySecrets } from '../../identity/identity.js'
import {
  CommandError,
  type Commands,
  type DistantLink,
  type EventFrame,
  type EventLog,
  type LimitSettings,
  type LinkEdge,
  type PublicSubjects,
  type Sql,
  type TraceSettings,
  type Tracing,
  type ViewChanges,
  type Views,
} from '../../ports.js'
import { createHistory } from '../../projection/history.js'
import type { Endings } from './endings.js'
import type { Place } from './role.js'
import { connectShared } from './shared.js'
import { unlessEnding } from './unless-ending.js'
import { openViews, startFolding } from './views.js'

export interface EdgePartSettings {
  readonly folder: string
  readonly host: string
  readonly port: number
  readonly secrets: IdentitySecrets
  readonly edge: EdgeSettings
  readonly limits: LimitSettings
  readonly trustedProxies: readonly string[]
  /** Undefined: no other edge lives, and limits are kept in memory. */
  readonly redisUrl: string | undefined
  /** Where figures are told; undefined: at the API's port. */
  readonly monitor: Address | undefined
  readonly traces: TraceSettings | undefined
}

export interface EdgeNeeds {
  readonly eventLog: EventLog
  /** To the core's thread, or to whatever process leads. */
  readonly link: LinkEdge | DistantLink
  readonly sql: Sql
  /** Its uuid, drawn at its start. */
  readonly edge: Uint8Array
  /** Told of the frame of views that are saved. */
  readonly onViewsSaved: (sequence: number) => void
  /** Opens what market data goes out on besides, once there is some; undefined: there is no bus. */
  readonly publicSubjects: (() => PublicSubjects) | undefined
  /** Whether no other edge lives, so that what depended on connections of earlier ones ends. */
  readonly isOnly: boolean
}

/** Resolves, with its address, when strangers can reach it. */
export async function startEdge(
  place: Place,
  settings: EdgePartSettings,
  { eventLog, link, sql, edge: uuid, onViewsSaved, publicSubjects, isOnly }: EdgeNeeds,
): Promise<string> {
  const { endings, watch } = place
  const { folder, secrets, edge, limits, trustedProxies, monitor } = settings
  const shared = await connectShared(endings, settings.redisUrl, uuid)
  if (shared) watch.add({ redis: () => (shared.isUp() ? 'up' : 'down') })
  const parts = { clock, timers, random, reporter, sql, eventLog, shared }
  const views = openViews(folder, eventLog.lastSequence())
  const isDistant = 'open' in link
  const { onFailed, ending } = place.process
  const onSessionEnded = () => {
    reporter.warn('the core has ended the session of this edge, which was gone for too long')
    untilOpen(linked, isOnly, ending).catch(onFailed)
  }
  const linked = new LinkCommands({ link, isDistant, clock, timers, edge: uuid, onSessionEnded })
  endings.add(() => linked.close())
  const tracing = await startTraces(endings, settings.traces)
  const metered = new MeteredCommands(linked, clock)
  const commands = tracing?.traced(metered) ?? metered
  const feeds = new Set<(changes: ViewChanges) => void>()
  const onFolded = (frame: EventFrame, changes: ViewChanges) => {
    for (const feed of feeds) feed(changes)
    linked.onFrame(frame)
  }
  startFolding(place, folder, eventLog, views, onFolded, onViewsSaved)
  const latest = isDistant ? () => link.latest() : eventLog.lastSequence
  const freshness = new Freshness({ views, timers, latest })
  feeds.add(freshness.onFolded)
  if (isDistant) link.open(linked)
  await untilOpen(linked, isOnly, ending)
  const openAccount = (uuid: string) => accountOf(commands, uuid)
  const identity = await createIdentity({ ...parts, secrets, openAccount })
  endings.add(() => identity.close())
  const rateLimits = new RequestLimits({ ...parts, settings: limits, trustedProxies })
  endings.add(() => rateLimits.close())
  const { origins } = edge
  const socketLimits = origins.length > 0 ? { origins } : {}
  const connections = new Connections({ commands, clock, timers, reporter })
  endings.add(() => connections.close())
  const speaking = { identity, connections, rateLimits }
  const sockets = createSockets({ ...parts, ...speaking, views, limits: socketLimits })
  feeds.add(sockets.onFrame)
  if (publicSubjects) feeds.add(startPublicFeed(place, views, publicSubjects()))
  const { refusals: limited } = rateLimits
  const commanded = { orders: linked.statistics, answers: metered }
  const counted = { ...commanded, limited, sockets: sockets.counts, views }
  const { meterOf, onFrame } = watch.addEdge(counted)
  feeds.add(onFrame)
  const history = createHistory({ ...parts, sequence: () => views.sequence() })
  const figures = monitor ? undefined : watch.figures
  const told = { readiness: watch.readiness, meterOf, figures, tracing }
  const shown = { views, history, freshness, commands, ...told }
  const server = createEdge({ ...parts, ...speaking, ...shown, settings: edge }, sockets)
  const listening = await server.listen(settings.port, settings.host)
  endings.add(() => listening.close())
  return listening.address
}

/** Returns what is to be told of every frame. */
function startPublicFeed({ endings, watch }: Place, views: Views, subjects: PublicSubjects) {
  const feed = new PublicFeed({ views, subjects, clock, timers })
  endings.add(feed.close)
  watch.addPublicSubjects(subjects.counts)
  return feed.onFrame
}

/** Only who wants traces loads what makes them. */
async function startTraces(
  endings: Endings,
  settings: TraceSettings | undefined,
): Promise<Tracing | undefined> {
  if (!settings) return undefined
  const { startTracing } = await import('../../adapters/tracing.js')
  const tracing = startTracing(settings, reporter)
  endings.add(() => tracing.close())
  return tracing
}

/** Waits for a leader as long as it takes. @throws Error where the core gives no session */
async function untilOpen(
  commands: LinkCommands,
  isOnly: boolean,
  ending: AbortSignal,
): Promise<void> {
  for (;;) {
    try {
      await unlessEnding(ending, commands.open({ isOnly }))
      return
    } catch (error) {
      if (!(error instanceof CommandError)) throw error
      reporter.warn('nobody leads yet; the edge waits')
    }
  }
}

/** The core's number of the account with this uuid, which it opens where there is none. */
async function accountOf(commands: Commands, uuid: string): Promise<number> {
  const bytes = Buffer.from(uuid.replaceAll('-', ''), 'hex')
  const head = { account: 0, market: 0, deadlineMs: 0 }
  const { outcome } = await commands.send(OpenAccount, head, { uuid: bytes })
  if (outcome.status === OutcomeStatus.rejected)
    throw new Error(`the core opens no account: ${rejectNames[outcome.reject]}`)
  return outcome.result
}
