// What a process depends on, and how each of it is: told by /ready and to Prometheus.
import type { LeaseState } from './lease.js'
import type { LogCondition } from './stream.js'

/** A server, or an edge's link to the leader, as its adapter last heard of it. */
const serverStates = ['up', 'down'] as const
export type ServerState = (typeof serverStates)[number]

/** Of a core: whoever holds the lease leads, and who has none follows. */
const leaseStates = ['none', 'held', 'unsure', 'lost'] as const satisfies readonly LeaseState[]

/** The stream that is the log, as it takes the leader's frames; and that of their events, or as it is read. */
const logStates = [
  'ready',
  'unreachable',
  'full',
  'behind',
] as const satisfies readonly LogCondition[]

/** The projection. `waiting`: the database is away, and asked again and again; `halted`: somebody must look. */
const projectionStates = ['starting', 'running', 'waiting', 'halted', 'stopped'] as const
export type ProjectionState = (typeof projectionStates)[number]

/** All states that each part may have. */
export const partStates = {
  postgres: serverStates,
  redis: serverStates,
  nats: serverStates,
  link: serverStates,
  lease: leaseStates,
  log: logStates,
  events: logStates,
  projection: projectionStates,
} as const

export type PartName = keyof typeof partStates

/** How those parts are that this process has; asked whenever somebody looks. */
export type Parts = {
  readonly [Name in PartName]?: () => (typeof partStates)[Name][number]
}

/** In these states of a part nothing is decided, or nobody is told what was. */
const stopping: { readonly [Name in PartName]?: readonly string[] } = {
  nats: ['down'],
  link: ['down'],
  lease: ['unsure', 'lost'],
  log: ['unreachable', 'full', 'behind'],
  events: ['unreachable', 'full', 'behind'],
}

/** Whether all parts are so that orders can be decided; without Postgres and Redis they can. */
export const canDecide = (states: Readonly<Record<string, string>>): boolean =>
  Object.entries(states).every(([name, state]) => !stopping[name as PartName]?.includes(state))

/** Whether orders can be decided, or rows be written; and how each part is: `{ postgres: 'down' }`. */
export interface Readiness {
  readonly isReady: boolean
  readonly parts: Readonly<Record<string, string>>
}

/** How every part is now. */
export const statesOf = (parts: Parts): Record<string, string> =>
  Object.fromEntries(Object.entries(parts).map(([name, state]) => [name, state()]))
