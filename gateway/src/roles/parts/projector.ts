// The projection of a role: event frames → Postgres.
import { consoleReporter as reporter } from '../../adapters/reporter.js'
import { systemClock as clock, systemTimers as timers } from '../../adapters/system.js'
import { WriteCounts } from '../../metrics/projection-figures.js'
import type { EventLog, Sql } from '../../ports.js'
import { createProjector, type Projector } from '../../projection/projector.js'
import type { Place } from './role.js'
import { unlessEnding } from './unless-ending.js'

/** What cannot be projected refuses a start; later it is an alarm, and trading goes on. */
export async function startProjector(
  { process, endings, watch }: Place,
  eventLog: EventLog,
  sql: Sql,
): Promise<Projector> {
  let fault: Error | undefined
  let isStarting = true
  const onFatal = (error: Error) => {
    if (isStarting) fault = error
    else reporter.error(`the projection stands still: ${error.message}`)
  }
  const writes = new WriteCounts()
  const onWritten = writes.note
  const later = setImmediate
  const ports = { clock, timers, later, reporter, sql, eventLog }
  const projector = createProjector({ ...ports, onFatal, onWritten })
  endings.add(() => projector.stop())
  await unlessEnding(process.ending, projector.start())
  isStarting = false
  if (fault) throw fault
  watch.addProjection(projector, writes)
  return projector
}
