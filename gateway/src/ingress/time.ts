// The time of a batch: the wall clock, kept from going back and from jumping unconfirmed.
import type { Clock, Reporter } from '../ports.js'

/** A step of the wall clock against the monotonic clock that counts as a jump, and not as drift. */
const jumpUs = 1_000_000
/** How long a jump must stand before it is believed. */
const confirmUs = 10_000_000

/** Gives `max(last, clock)` in microseconds since 1970. */
export class BatchTime {
  /** Wall minus monotonic time, as believed. */
  private offsetUs: number
  private jumpedAtUs: number | undefined
  private jumpOffsetUs = 0

  constructor(
    private readonly clock: Clock,
    private readonly reporter: Reporter,
    private lastUs: number,
  ) {
    this.offsetUs = clock.wallUs() - clock.monotonicUs()
  }

  next(): number {
    const monotonicUs = this.clock.monotonicUs()
    const offsetUs = this.clock.wallUs() - monotonicUs
    if (Math.abs(offsetUs - this.offsetUs) < jumpUs) {
      this.offsetUs = offsetUs
      this.jumpedAtUs = undefined
    } else this.doubt(monotonicUs, offsetUs)
    this.lastUs = Math.max(this.lastUs, Math.round(monotonicUs + this.offsetUs))
    return this.lastUs
  }

  /** Microseconds until `next` gives a time, as far as the clock is believed; 0 where it does now. */
  until(timestampUs: number): number {
    if (timestampUs <= this.lastUs) return 0
    return Math.max(0, timestampUs - Math.round(this.clock.monotonicUs() + this.offsetUs))
  }

  private doubt(monotonicUs: number, offsetUs: number): void {
    if (this.jumpedAtUs === undefined || Math.abs(offsetUs - this.jumpOffsetUs) >= jumpUs) {
      this.jumpedAtUs = monotonicUs
      this.jumpOffsetUs = offsetUs
      const seconds = ((offsetUs - this.offsetUs) / 1e6).toFixed(1)
      this.reporter.error(`the wall clock jumped by ${seconds} s; time goes on without it`)
    } else if (monotonicUs - this.jumpedAtUs >= confirmUs) {
      this.offsetUs = offsetUs
      this.jumpedAtUs = undefined
      this.reporter.warn('the jump of the wall clock stood for 10 s and is taken')
    }
  }
}
