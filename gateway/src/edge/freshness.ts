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

class Waiter {
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

/** Reads that share an answer of the core, and wait for the sequence that it told, once it has. */
class Group {
  readonly waiters = new Set<Waiter>()

  constructor(public sequence = Number.POSITIVE_INFINITY) {}

  tell(): void {
    for (const waiter of this.waiters) waiter.tell()
  }

  refuse(): void {
    for (const waiter of this.waiters) waiter.refuse()
  }
}

export class Freshness {
  /** Where somebody waits. */
  private readonly groups = new Set<Group>()
  /** While the core is away, all reads get one promise, which outlives them: it is listened to once. */
  private readonly unanswered = new Map<Promise<number>, Group>()

  constructor(private readonly parts: FreshnessParts) {}

  /**
   * Resolves when the views are fresh; undefined where they are now. Rejects with ApiError, 503,
   * where they are not in time or the core does not answer.
   */
  reached(): Promise<void> | undefined {
    const latest = this.parts.latest()
    if (typeof latest !== 'number') return this.wait(this.groupOf(latest))
    return this.has(latest) ? undefined : this.wait(new Group(latest))
  }

  /** Call it after each frame was folded. */
  readonly onFolded = (): void => {
    for (const group of this.groups) if (this.has(group.sequence)) group.tell()
  }

  private async wait(group: Group): Promise<void> {
    const waiter = new Waiter()
    const callOff = this.parts.timers.after(waitMaxMs, waiter.refuse)
    group.waiters.add(waiter)
    this.groups.add(group)
    try {
      await waiter.done
    } finally {
      callOff()
      group.waiters.delete(waiter)
      if (group.waiters.size === 0) this.groups.delete(group)
    }
  }

  private groupOf(latest: Promise<number>): Group {
    const known = this.unanswered.get(latest)
    if (known) return known
    const group = new Group()
    this.unanswered.set(latest, group)
    latest.then(
      (sequence) => {
        this.unanswered.delete(latest)
        group.sequence = sequence
        if (this.has(sequence)) group.tell()
      },
      () => {
        this.unanswered.delete(latest)
        group.refuse()
      },
    )
    return group
  }

  private has(sequence: number): boolean {
    return this.parts.views.sequence() >= sequence
  }
}
