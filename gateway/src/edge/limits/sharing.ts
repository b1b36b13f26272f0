// Tells the other edges in the background what this one has counted, and learns what they have.
import type { SharedState, Timers } from '../../ports.js'
import type { Counts } from './counts.js'

/** An edge knows of the others' counts so late; until then each may allow as much as there is left. */
const roundEveryMs = 100
/** Names of one kind in a round; the others wait for the next. */
const namesPerRound = 512

export class Sharing {
  #underWay: Promise<void> | undefined
  readonly #end: () => void

  constructor(
    private readonly shared: SharedState,
    private readonly kinds: readonly Counts[],
    timers: Timers,
  ) {
    this.#end = timers.every(roundEveryMs, () => void this.round())
  }

  /** One at a time: while the server is slow, counts wait here, where they are bounded. */
  round(): Promise<void> {
    if (!this.#underWay && this.shared.isUp())
      this.#underWay = this.#tell().finally(() => {
        this.#underWay = undefined
      })
    return this.#underWay ?? Promise.resolve()
  }

  close(): void {
    this.#end()
  }

  async #tell(): Promise<void> {
    const due = this.kinds.flatMap((counts) => counts.takeDue(namesPerRound))
    if (due.length === 0) return
    const sent = due.map((count) => ({ window: count.window, amount: count.unsent }))
    try {
      const totals = await this.shared.add(due.map((count) => count.addition()))
      for (const [i, count] of due.entries()) {
        const { window, amount } = sent[i] as (typeof sent)[number]
        count.wasTold(window, amount, totals[i] as number)
      }
    } catch {
      // What arrived all the same is told twice: the limit errs on the strict side.
      for (const count of due) if (!count.isDue) count.counts.makeDue(count)
    }
  }
}
