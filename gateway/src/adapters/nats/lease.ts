// The lease: who tries to lead. Its end is judged by each watcher's own clock, never by comparing clocks
// of two machines.
import type {
  Clock,
  LeaseCell,
  LeaseEntry,
  LeaseState,
  LeaseValue,
  Reporter,
  Timers,
} from '../../ports.js'
import { errorText } from './errors.js'

export interface LeaseOptions {
  readonly store: LeaseCell
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Reporter
  /** Without a renewal for so long a lease is over. */
  readonly leaseMs: number
}

/** A lease is renewed and looked at so many times within its length. */
const looksPerLease = 6
const renewalsPerLease = 4

/** Watches the lease: who holds it, where the leader is, and whether it is over. */
export class LeaseWatch {
  private seen: LeaseEntry | undefined
  /** When the present revision was first read, by this process's own clock. */
  private seenSinceUs = 0
  private readUs = 0
  private hasRead = false
  private looking: Promise<void> | undefined
  private readonly stopTimer: () => void
  private readonly listeners = new Set<() => void>()
  private readonly waiting = new Set<() => void>()

  constructor(private readonly options: LeaseOptions) {
    const periodMs = Math.ceil(options.leaseMs / looksPerLease)
    this.stopTimer = options.timers.every(periodMs, () => void this.look())
    void this.look()
  }

  /** The last value that was read; undefined before the first or where nobody has ever led. */
  get entry(): LeaseEntry | undefined {
    return this.seen
  }

  /**
   * Whether somebody may try to lead: nobody holds it, or its holder was silent for the whole length
   * of the lease while this process could read. A named successor goes first.
   */
  isFree(self: string): boolean {
    if (!this.hasRead) return false
    if (!this.seen) return true
    const { holder, successor } = this.seen.value
    // Its own, taken by a write whose answer was lost.
    if (holder === self) return true
    const isMeant = successor === '' || self.startsWith(`${successor}/`)
    if (holder === '' && isMeant) return true
    return this.readUs - this.seenSinceUs >= this.options.leaseMs * 1000
  }

  /** Calls back when the value has changed; the returned function ends it. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Resolves after the next look. @throws the signal's reason */
  async untilLook(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    await new Promise<void>((resolve) => {
      const done = () => {
        this.waiting.delete(done)
        signal.removeEventListener('abort', done)
        resolve()
      }
      this.waiting.add(done)
      signal.addEventListener('abort', done)
    })
    signal.throwIfAborted()
  }

  close(): void {
    this.stopTimer()
    this.listeners.clear()
  }

  /** Reads it now. An error is not silence of the holder: the time begins anew behind it. */
  look(): Promise<void> {
    this.looking ??= this.read().finally(() => {
      this.looking = undefined
    })
    return this.looking
  }

  private async read(): Promise<void> {
    try {
      this.note(await this.options.store.read())
    } catch (error) {
      if (this.hasRead) this.options.log.warn(`the lease cannot be read: ${errorText(error)}`)
      this.hasRead = false
    } finally {
      for (const done of [...this.waiting]) done()
    }
  }

  private note(entry: LeaseEntry | undefined): void {
    const nowUs = this.options.clock.monotonicUs()
    const isChanged = entry?.revision !== this.seen?.revision
    // A look that took as long as a lease has seen nothing of what went on meanwhile.
    const isBlind = nowUs - this.readUs > (this.options.leaseMs * 1000) / 2
    if (isChanged || !this.hasRead || isBlind) this.seenSinceUs = nowUs
    this.readUs = nowUs
    this.hasRead = true
    this.seen = entry
    if (isChanged) for (const listener of this.listeners) listener()
  }
}

/** One process's hold on the lease: taken once, renewed until it is lost or given back. */
export class LeaseHolder {
  private revision = 0
  private value: LeaseValue
  private renewedUs = 0
  private current: LeaseState = 'none'
  private stopTimer: (() => void) | undefined
  /** The last write that was asked for, until it is done. */
  private writing: Promise<void> | undefined

  constructor(
    private readonly options: LeaseOptions & {
      /** Names this process among all that may lead, and this start of it. */
      readonly self: string
      readonly onState: (state: LeaseState) => void
    },
  ) {
    this.value = { holder: options.self, epoch: 0, address: '', renewals: 0, successor: '' }
  }

  get self(): string {
    return this.options.self
  }

  get state(): LeaseState {
    return this.current
  }

  /**
   * Takes the lease that a watch has found free; false where another was faster or nobody answered.
   * @param entry as the watch has seen it
   */
  async acquire(entry: LeaseEntry | undefined): Promise<boolean> {
    let revision: number | undefined
    try {
      revision = await this.options.store.write(this.value, entry?.revision ?? 0)
    } catch (error) {
      this.options.log.warn(`the lease cannot be taken: ${errorText(error)}`)
    }
    if (revision === undefined) return false
    this.held(revision)
    const periodMs = Math.ceil(this.options.leaseMs / renewalsPerLease)
    this.stopTimer = this.options.timers.every(periodMs, () => {
      // While nobody answers, renewals would only queue up before what must be said.
      if (!this.writing) void this.renew()
    })
    return true
  }

  /** Says at once and with every renewal from now on where the leader is. */
  async announce(epoch: number, address: string): Promise<void> {
    this.value = { ...this.value, epoch, address }
    await this.renew()
  }

  /** Renews it after the write that is under way; afterwards `state` tells. */
  async renew(): Promise<void> {
    const writing = Promise.resolve(this.writing).then(() => this.write())
    this.writing = writing
    await writing
    if (this.writing === writing) this.writing = undefined
  }

  /** Gives it back, so that the successor, or anybody, may take it at once. Never fails. */
  async release(successor = ''): Promise<void> {
    this.stopTimer?.()
    await this.writing
    if (this.current !== 'held' && this.current !== 'unsure') return
    this.value = { ...this.value, holder: '', address: '', successor }
    await this.write()
    this.become('none')
  }

  private async write(): Promise<void> {
    if (this.current === 'lost') return
    this.value = { ...this.value, renewals: this.value.renewals + 1 }
    try {
      const revision = (await this.put()) ?? (await this.settle())
      if (revision !== undefined) this.held(revision)
    } catch (error) {
      const silentUs = this.options.clock.monotonicUs() - this.renewedUs
      if (silentUs < this.options.leaseMs * 1000 || this.current !== 'held') return
      this.options.log.warn(`the lease cannot be renewed: ${errorText(error)}`)
      this.become('unsure')
    }
  }

  private put(): Promise<number | undefined> {
    return this.options.store.write(this.value, this.revision)
  }

  /**
   * The revision has moved: by a write of our own whose answer was lost, behind which this one goes, or
   * by another process.
   */
  private async settle(): Promise<number | undefined> {
    const entry = await this.options.store.read()
    if (entry?.value.holder === this.options.self) {
      this.revision = entry.revision
      return this.put()
    }
    this.stopTimer?.()
    this.become('lost')
    return undefined
  }

  private held(revision: number): void {
    this.revision = revision
    this.renewedUs = this.options.clock.monotonicUs()
    this.become('held')
  }

  private become(state: LeaseState): void {
    if (this.current === state) return
    this.current = state
    this.options.onState(state)
  }
}
