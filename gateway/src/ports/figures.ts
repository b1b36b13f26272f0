// What is counted for whoever watches the exchange. Counting is cheap and done where things happen;
// Prometheus is shown it when it asks (metrics/).
import type { CommandFault } from './commands.js'
import type { Distribution } from './distribution.js'

/** The text that Prometheus reads. */
export interface Figures {
  readonly contentType: string
  text(): Promise<string>
}

/** Counts the requests of one route. */
export type RequestMeter = (status: number, seconds: number) => void
export type RequestMeters = (method: string, route: string) => RequestMeter

/** What an edge saw in the events since its session opened: those of the whole exchange. */
export interface OrderCounts {
  readonly orders: number
  readonly trades: number
  /** By number of the reject. */
  readonly rejects: Uint32Array
  /** Of this edge's own commands, those that have no outcome yet. */
  readonly pending: number
}

/** How an edge's own commands were answered. */
export interface AnswerCounts {
  /** Seconds from a command to its outcome. */
  readonly acknowledgement: Distribution
  /** Commands that were not decided, or whose outcome is not known. */
  readonly faults: Readonly<Record<CommandFault, number>>
}

/** Web sockets of an edge. */
export interface SocketCounts {
  readonly connections: number
  readonly subscriptions: number
  readonly messagesSent: number
  /** Readers that were cut off because they were too slow. */
  readonly dropped: number
  /** Book updates that a reader who had fallen behind got as one. */
  readonly conflated: number
}

/** What must never happen, counted where it is found. */
export class Alarms {
  /** Two cores that applied the same frames were not equal. */
  stateHashMismatches = 0
  /** A scan of a core found an invariant broken. */
  invariantFailures = 0
  /** Snapshots that were not kept. */
  snapshotFailures = 0
}
