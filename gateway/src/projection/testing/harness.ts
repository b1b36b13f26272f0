// Runs projectors over a log and waits for what they come to.
import { systemClock, systemTimers } from '../../adapters/system.js'
import type { EventLog, Reporter, Sql, Timers } from '../../ports.js'
import { createProjector, type Projector } from '../projector.js'

export interface Watched {
  readonly projector: Projector
  /** What `onFatal` was called with. */
  readonly faults: Error[]
  readonly messages: string[]
}

/** Every delay is over at once, in its turn. */
export const hastyTimers: Timers = {
  after: (_delayMs, run) => systemTimers.after(0, run),
  every: (_periodMs, run) => systemTimers.every(1, run),
}

export function watch(sql: Sql, eventLog: EventLog, batchEventsMax = 1_000): Watched {
  const faults: Error[] = []
  const messages: string[] = []
  const say = (message: string) => messages.push(message)
  const reporter: Reporter = { info: say, warn: say, error: say }
  const onFatal = (error: Error) => faults.push(error)
  const clock = systemClock
  const ports = { sql, eventLog, clock, timers: hastyTimers, later: setImmediate, reporter }
  const projector = createProjector({ ...ports, onFatal, batchEventsMax })
  return { projector, faults, messages }
}

/** @throws Error where it has not come about within two minutes */
export async function until(isSo: () => boolean): Promise<void> {
  const endMs = performance.now() + 120_000
  while (!isSo()) {
    if (performance.now() > endMs)
      throw new Error('what was waited for did not happen within 120 s')
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
}

export const settled = ({ projector }: Watched): Promise<void> =>
  until(() => projector.state === 'halted' || projector.lag() === 0)

/** Projects until the log's end or a fault. */
export async function project(
  sql: Sql,
  eventLog: EventLog,
  batchEventsMax?: number,
): Promise<Watched> {
  const watched = watch(sql, eventLog, batchEventsMax)
  await watched.projector.start()
  await settled(watched)
  await watched.projector.stop()
  return watched
}
