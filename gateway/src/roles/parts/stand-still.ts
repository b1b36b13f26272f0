// A core that is not equal to the leader's ends, but not before those who watch it have seen why.
import { consoleReporter as reporter } from '../../adapters/reporter.js'
import type { Timers } from '../../ports.js'
import type { Place } from './role.js'

/** Prometheus looks every five seconds; it is seen even where it looks once a minute. */
const seenMs = 120_000

/**
 * The process stays up for a moment, not ready and with the mismatch counted, and then fails.
 * @param stopStream ends what could still make it lead
 */
export function standStill(
  { process, endings, watch }: Place,
  error: Error,
  stopStream: () => Promise<void>,
  timers: Timers,
): void {
  watch.coresDiffer()
  reporter.error(
    `${error.message}. It follows no more, cannot lead, and ends in ${seenMs / 1000} s`,
  )
  stopStream().catch(process.onFailed)
  endings.add(timers.after(seenMs, () => process.onFailed(error)))
}
