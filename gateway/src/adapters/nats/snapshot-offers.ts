// Offers what a process saves to those that start later: the newest goes into the store, where nobody
// else has put one meanwhile. Nobody waits for it, and what fails is tried again.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Reporter } from '../../ports.js'
import { errorText } from './errors.js'
import type { EventPlaces } from './event-places.js'
import type { SnapshotStore } from './snapshot-store.js'

/** A file under the name that it has in the store. */
export interface OfferedFile {
  readonly name: string
  readonly path: string
}

/** What a process has saved after a frame. */
export interface Offer {
  readonly sequence: number
  readonly main: OfferedFile
  /** What belongs to it, which is there before it counts. */
  readonly beside: readonly OfferedFile[]
}

export interface OfferOptions {
  readonly store: SnapshotStore
  readonly events: Pick<EventPlaces, 'lastSequence'>
  readonly log: Reporter
  readonly signal: AbortSignal
}

/** Of each kind, so many stay: should the newest be no good, there is one before it. */
export const storedCount = 2
const retryMs = 10_000

export const sequenceIn = (name: string): number => Number.parseInt(name, 10)

/** Names of one kind, by their ending, in the order of their sequences. */
export const storedOf = (names: readonly string[], ending: string): string[] =>
  names.filter((name) => /^\d{16}[.-]/.test(name) && name.endsWith(ending))

export class SnapshotOffers {
  private waiting: (Offer & { readonly previous: number }) | undefined
  /** Of the offer before; of the first one nobody knows. */
  private previous = Number.POSITIVE_INFINITY
  private isAtWork = false

  /** @param endings of the names of what is offered, and of what belongs to each of them alone */
  constructor(
    private readonly options: OfferOptions,
    private readonly endings: readonly string[],
  ) {}

  /** Only the newest offer waits. */
  offer(offer: Offer): void {
    this.waiting = { ...offer, previous: this.previous }
    this.previous = offer.sequence
    if (!this.isAtWork) void this.work()
  }

  private async work(): Promise<void> {
    const { log, signal } = this.options
    this.isAtWork = true
    for (let offer = this.waiting; offer && !signal.aborted; offer = this.waiting) {
      this.waiting = undefined
      try {
        if (await this.put(offer)) log.info(`${offer.main.name} is in the store`)
      } catch (error) {
        if (signal.aborted) break
        log.warn(`${offer.main.name} is not in the store yet: ${errorText(error)}`)
        await sleep(retryMs, undefined, { signal }).catch(() => {})
        this.waiting ??= offer
      }
    }
    this.isAtWork = false
  }

  /** False where somebody has put one there since the one before this. */
  private async put({ sequence, previous, main, beside }: Offer & { previous: number }) {
    const { store, events } = this.options
    // Who begins with it takes the events from this frame on out of the stream.
    const published = await events.lastSequence()
    if (published < sequence) throw new Error(`the event stream ends at frame ${published}`)
    const names = await store.names()
    const sound = (ending: string, of: readonly string[]) =>
      storedOf(of, ending).filter((name) => sequenceIn(name) <= published)
    const newest = sequenceIn(sound(this.endings[0] as string, names).at(-1) ?? '0')
    if (newest > previous || newest >= sequence) return false
    for (const file of beside) if (!names.includes(file.name)) await store.put(file.name, file.path)
    await store.put(main.name, main.path)
    const stored = await store.names()
    for (const ending of this.endings)
      for (const old of sound(ending, stored).slice(0, -storedCount)) await store.delete(old)
    return true
  }
}
