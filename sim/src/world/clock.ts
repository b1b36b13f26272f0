// Time that stands still until somebody moves it, and a wall clock that an operator may set.
import type { Clock, Timers } from '@openbell/gateway/ports.js'

interface Alarm {
  dueUs: number
  readonly periodUs: number
  readonly run: () => void
}

export class SimClock implements Clock {
  private timeUs = 0
  private offsetUs: number
  private alarms: Alarm[] = []

  constructor(startWallUs: number) {
    this.offsetUs = startWallUs
  }

  wallUs(): number {
    return this.timeUs + this.offsetUs
  }

  monotonicUs(): number {
    return this.timeUs
  }

  /** Time passes; timers that come due run in their order. */
  advance(us: number): void {
    const endUs = this.timeUs + us
    for (;;) {
      const next = this.alarms.reduce<Alarm | undefined>(
        (first, alarm) => (first && first.dueUs <= alarm.dueUs ? first : alarm),
        undefined,
      )
      if (!next || next.dueUs > endUs) break
      this.timeUs = Math.max(this.timeUs, next.dueUs)
      if (next.periodUs > 0) next.dueUs += next.periodUs
      else this.alarms = this.alarms.filter((alarm) => alarm !== next)
      next.run()
    }
    this.timeUs = endUs
  }

  /** Somebody sets the wall clock, forward or back. */
  jump(us: number): void {
    this.offsetUs += us
  }

  /** Timers on this clock. */
  readonly timers: Timers = {
    after: (delayMs, run) => this.add({ dueUs: this.timeUs + delayMs * 1000, periodUs: 0, run }),
    every: (periodMs, run) => {
      const periodUs = Math.max(1, periodMs * 1000)
      return this.add({ dueUs: this.timeUs + periodUs, periodUs, run })
    },
  }

  private add(alarm: Alarm): () => void {
    this.alarms.push(alarm)
    return () => {
      this.alarms = this.alarms.filter((other) => other !== alarm)
    }
  }
}
