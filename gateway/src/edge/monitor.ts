// The door for those who watch a process and do not trade: health, readiness and figures at a port of
// their own. A role without an API has no other.
import { Hono } from 'hono'
import type { Clock, Figures, Readiness, Reporter, Timers } from '../ports.js'
import { mountRoutes } from './app.js'
import type { EdgeEnv } from './http.js'
import { operationRoutes } from './operations.js'
import { type Address, type Listening, listen } from './server.js'

export interface MonitorParts {
  readonly readiness: () => Readiness
  readonly figures: Figures
  readonly clock: Clock
  readonly timers: Timers
  readonly reporter: Reporter
}

/** @throws Error with `code` EADDRINUSE, EACCES … where the address cannot be had */
export function startMonitor(parts: MonitorParts, address: Address): Promise<Listening> {
  const app = new Hono<EdgeEnv>()
  mountRoutes(app, operationRoutes(parts), { ...parts, meterOf: () => () => {} })
  return listen(app, address, parts.timers)
}
