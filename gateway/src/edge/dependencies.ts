// What the edge is given: ports and what stands in the settings for it.
import type {
  Clock,
  EdgeCommands,
  Figures,
  History,
  Identity,
  Readiness,
  Reporter,
  RequestMeters,
  SharedState,
  Timers,
  Tracing,
  Views,
} from '../ports.js'
import type { Connections } from './connections.js'
import type { Freshness } from './freshness.js'
import type { RequestLimits } from './limits/limits.js'

export interface EdgeSettings {
  /** Deposits by API, out of nothing. */
  readonly faucet: boolean
  /** Origins of web pages that may call, such as `https://trade.example`. */
  readonly origins: readonly string[]
  /** At the end it says that it is not ready for so long, before it takes nothing new; or 0. */
  readonly drainMs?: number
  /** What operators say who they are by; undefined where nobody operates over the network. */
  readonly operatorToken?: string | undefined
}

export interface EdgeDependencies {
  readonly views: Views
  readonly history: History
  /** What reads of an account wait for. */
  readonly freshness: Freshness
  readonly commands: EdgeCommands
  readonly connections: Connections
  readonly identity: Identity
  readonly clock: Clock
  readonly timers: Timers
  readonly reporter: Reporter
  readonly readiness: () => Readiness
  readonly meterOf: RequestMeters
  /** Undefined: nobody collects traces. */
  readonly tracing?: Tracing | undefined
  /** Undefined where they are told at another port. */
  readonly figures: Figures | undefined
  readonly settings: EdgeSettings
  readonly rateLimits: RequestLimits
  /** Undefined: there is no other edge. */
  readonly shared?: SharedState | undefined
}
