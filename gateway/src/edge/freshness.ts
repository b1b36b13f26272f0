// Whoever writes through one edge and reads through another reads what it wrote: a private read waits
// until this edge's views have what the core had published when the read came.
import type { Timers, Views } from '../ports.js'
import { viewsBehind } from './errors.js'

export interface FreshnessParts {
  readonly views: Pick<Views, 'sequence'>
  readonly timers: Timers
  /** The core's last published sequence, asked now; a number where this process knows it. */
  readonly latest: () => number | Promise<number>
}

/** A read that would wait longer is refused. */
const waitMaxMs = 1_000

/** A read that waits for a sequence, once that is known. */
class Waiter {
  sequence = Number.POSITIVE_INFINITY
  readonly done: Promise<void>
  tell: () => void = () => {}
  refuse: () => void = () => {}

  constructor() {
    this.done = new Promise((resolve, reject) => {
      this.tell = resolve
      this.refuse = () => reject(viewsBehind())
    })
  }
}

export class Freshness {
  private readonly waiters = new Set<Waiter>()

  constructor(private readonly parts: FreshnessParts) {}

  /**
   * Resolves when the views are fresh; undefined where they are now. Rejects with ApiError, 503,
   * where they are not in time or the core does not answer.
   */
  reached(): Promise<void> | undefined {
    const latest = this.parts.latest()
    if (typeof latest === 'number' && this.has(latest)) return undefined
    return this.wait(latest)
  }

  /** Call it after each frame was folded. */
  readonly onFolded = (): void => {
    for (const waiter of this.waiters) if (this.has(waiter.sequence)) waiter.tell()
  }

  private async wait(latest: number | Promise<number>): Promise<void> {
    const waiter = new Waiter()
    const callOff = this.parts.timers.after(waitMaxMs, waiter.refuse)
    this.waiters.add(waiter)
    Promise.resolve(latest).then((sequence) => {
      waiter.sequence = sequence
      this.onFolded()
    }, waiter.refuse)
    try {
      await waiter.done
    } finally {
      callOff()
      this.waiters.delete(waiter)
    }
  }

  private has(sequence: number): boolean {
    return this.parts.views.sequence() >= sequence
  }
}
