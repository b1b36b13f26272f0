// What the edge is given: ports and what stands in the settings for it.
import type { Clock, EdgeCommands, History, Identity, Reporter, Timers, Views } from '../ports.js'
import type { CommandStatistics } from './commands.js'
import type { Connections } from './connections.js'

/** Whether orders can be decided, and what else is down: `{ database: 'down' }`. */
export interface Readiness {
  readonly isReady: boolean
  readonly parts: Readonly<Record<string, string>>
}

export interface EdgeSettings {
  /** Deposits by API, out of nothing. */
  readonly faucet: boolean
  /** Origins of web pages that may call, such as `https://trade.example`. */
  readonly origins: readonly string[]
  /** What operators say who they are by; undefined where nobody operates over the network. */
  readonly operatorToken?: string | undefined
}

export interface EdgeDependencies {
  readonly views: Views
  readonly history: History
  readonly commands: EdgeCommands
  readonly statistics: CommandStatistics
  readonly connections: Connections
  readonly identity: Identity
  readonly clock: Clock
  readonly timers: Timers
  readonly reporter: Reporter
  readonly readiness: () => Readiness
  readonly settings: EdgeSettings
}
