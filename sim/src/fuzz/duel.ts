// Both cores side by side: the same frames, and after each the same events, byte for byte.
import { type Capacities, Engine, type EngineModule, loadEngine } from '@openbell/engine'
import { limits } from '@openbell/protocol'
import { Reference } from '../reference/reference.js'
import type { Pools } from '../reference/venue.js'
import { drawEvent, splitEvents } from './draw.js'
import { type FuzzFrame, join } from './stream.js'

/** More than any seed's limits. */
export const amplePools: Pools = {
  sessionsMax: 4,
  assetsMax: 6,
  marketsMax: 6,
  accountsMax: 32,
  ordersMax: 1024,
  clientIdsMax: 1024,
  priceDirectoryEntriesMax: 1024,
  tiersMax: 6,
  specialOrdersMax: 512,
  orderListsMax: 128,
  withdrawalsMax: 64,
}

/** The core's pools for the same numbers. */
const capacitiesOf = (pools: Pools, outputBytes: number): Capacities => ({
  sessions: pools.sessionsMax,
  assets: pools.assetsMax,
  markets: pools.marketsMax,
  accounts: pools.accountsMax,
  orders: pools.ordersMax,
  clientIds: pools.clientIdsMax,
  priceDirectoryEntries: pools.priceDirectoryEntriesMax,
  tiers: pools.tiersMax,
  specialOrders: pools.specialOrdersMax,
  orderLists: pools.orderListsMax,
  withdrawals: pools.withdrawalsMax,
  outputBytes,
})

/** Where the cores differ; the message shows both sides. */
export class Mismatch extends Error {
  override name = 'Mismatch'
}

export interface DuelOptions {
  readonly pools: Pools
  readonly outputBytes: number
  /** Every so many frames the core goes on from a snapshot or an export of itself; 0 for never. */
  readonly snapshotEvery: number
  /** Every so many frames the core scans its invariants. */
  readonly checkEvery: number
}

/** What one frame came to. */
export interface Step {
  /** Of the reference; valid until the next frame. */
  readonly events: Uint8Array
  /** Frames beyond the first that the core needed. */
  readonly resumed: number
  /** Times that the core handed over its output in the middle. */
  readonly drained: number
  /** From what the core has gone on. */
  readonly source: Source | undefined
}

/** By turns; an export goes into pools of other sizes. */
export type Source = 'snapshot' | 'export'

const resumedIndex = limits.commandIndexResumed
/** Frames within which a core must have done what one frame asks for. */
const resumedMax = 200_000
/** Parts of a frame's work between which a core is replaced, where it is at all. */
const partsReplacedMax = 8

export class Duel {
  readonly reference: Reference
  private engine: Engine
  private isAmple = false
  private sequence = 0
  private readonly buffer = { bytes: new Uint8Array(1 << 16), length: 0 }

  constructor(
    private readonly module: EngineModule,
    private readonly options: DuelOptions,
  ) {
    const { pools, outputBytes } = options
    this.reference = new Reference(pools)
    this.engine = loadEngine(module, capacitiesOf(pools, outputBytes))
  }

  /** @throws Mismatch, and what the cores throw */
  apply(frame: FuzzFrame): Step {
    const payload = join(frame.commands)
    const index = ++this.frames
    const expected = this.reference.apply(index, frame.timestampUs, payload, frame.isEpoch)
    const { resumed, drained } = this.run(frame, payload)
    compare(expected, this.buffer.bytes.subarray(0, this.buffer.length))
    this.compareDeadline()
    const { source } = this
    if (source) this.goOnFrom(source)
    if (this.isDue(this.options.checkEvery)) this.check()
    return { events: expected, resumed, drained, source }
  }

  /** Compares what may be asked at the end, and what is due next. @throws Mismatch */
  finish(): void {
    this.check()
    this.goOnFrom('snapshot')
    this.goOnFrom('export')
    const { venue } = this.reference
    for (const account of venue.accounts.keys())
      for (const [asset] of venue.assets.entries()) {
        const known = this.reference.balance(account, asset)
        const { availableUnits, lockedUnits } = this.engine.balance(account, asset)
        if (known.available !== availableUnits || known.locked !== lockedUnits)
          throw new Mismatch(
            `account ${account} has ${known.available} + ${known.locked} of asset ${asset}, the core says ${availableUnits} + ${lockedUnits}`,
          )
      }
  }

  private frames = 0

  private isDue(every: number): boolean {
    return every > 0 && this.frames % every === 0
  }

  /** From what the core goes on in this frame. */
  private get source(): Source | undefined {
    const { snapshotEvery } = this.options
    if (!this.isDue(snapshotEvery)) return undefined
    return (this.frames / snapshotEvery) % 2 === 0 ? 'snapshot' : 'export'
  }

  /** The frame, and empty ones of the same time until nothing is left to be done. */
  private run(frame: FuzzFrame, payload: Uint8Array): { resumed: number; drained: number } {
    let calls = 0
    const keep = (events: Uint8Array) => {
      calls++
      this.keep(events)
    }
    this.buffer.length = 0
    this.engine.apply(++this.sequence, frame.timestampUs, payload, keep, frame.isEpoch)
    let drained = Math.max(0, calls - 1)
    let resumed = 0
    while (this.engine.hasUnfinishedWork()) {
      calls = 0
      if (++resumed > resumedMax) throw new Mismatch('the core does not come to an end')
      if (resumed <= partsReplacedMax && this.source) this.goOnFrom(this.source)
      this.engine.apply(++this.sequence, frame.timestampUs, new Uint8Array(), keep)
      drained += Math.max(0, calls - 1)
    }
    return { resumed, drained }
  }

  private compareDeadline(): void {
    const expected = this.reference.nextDeadlineUs
    const { nextDeadlineUs } = this.engine
    if (expected !== nextDeadlineUs)
      throw new Mismatch(`the next deadline is ${expected}, the core says ${nextDeadlineUs}`)
  }

  private keep(events: Uint8Array): void {
    const { buffer } = this
    while (buffer.length + events.length > buffer.bytes.length) {
      const larger = new Uint8Array(buffer.bytes.length * 2)
      larger.set(buffer.bytes)
      buffer.bytes = larger
    }
    buffer.bytes.set(events, buffer.length)
    buffer.length += events.length
  }

  private check(): void {
    const broken = this.engine.checkInvariants()
    if (broken.length > 0) throw new Mismatch(`the core's invariants: ${broken.join('; ')}`)
  }

  private goOnFrom(source: Source): void {
    const hash = this.engine.stateHash()
    const other = source === 'snapshot' ? this.restored() : this.imported()
    if (other.stateHash() !== hash) throw new Mismatch(`a core from its ${source} has another hash`)
    this.engine = other
  }

  private restored(): Engine {
    return Engine.restore(this.module, this.engine.snapshot())
  }

  private imported(): Engine {
    const { pools, outputBytes } = this.options
    this.isAmple = !this.isAmple
    const capacities = capacitiesOf(this.isAmple ? amplePools : pools, outputBytes)
    return Engine.importState(this.module, this.engine.exportState(), capacities)
  }
}

/** @throws Mismatch at the first event that differs */
function compare(expected: Uint8Array, given: Uint8Array): void {
  if (expected.length === given.length && areSame(expected, given)) return
  const ours = splitEvents(expected)
  const theirs = splitEvents(given)
  const count = Math.max(ours.length, theirs.length)
  for (let i = 0; i < count; i++) {
    const [one, other] = [ours[i], theirs[i]]
    if (one && other && one.length === other.length && areSame(one, other)) continue
    const before = ours.slice(Math.max(0, i - 6), i).map((event) => `     ${drawEvent(event)}`)
    const rest = (events: readonly Uint8Array[], sign: string) =>
      events.slice(i, i + 4).map((event) => `  ${sign}  ${drawEvent(event)}`)
    const lines = [...before, ...rest(ours, '-'), ...rest(theirs, '+')]
    const word = (event: Uint8Array | undefined) =>
      event ? drawEvent(event).split(' ')[0] : 'none'
    const what = `event ${i + 1}: ${word(one)}, the core says ${word(other)}`
    throw new Mismatch([what, '(- reference, + core)', ...lines].join('\n'))
  }
}

/** Equal, but for the index of a command that was finished by a later frame. */
function areSame(expected: Uint8Array, given: Uint8Array): boolean {
  for (let at = 0; at < expected.length; ) {
    const sizeBytes = expected[at + 2] | (expected[at + 3] << 8)
    for (let i = at; i < at + sizeBytes; i++) {
      if (expected[i] === given[i]) continue
      if (i < at + 4 || i >= at + 8 || !isResumed(given, at)) return false
      if (isOwn(expected, at)) return false
    }
    at += sizeBytes
  }
  return true
}

const indexAt = (events: Uint8Array, at: number): number =>
  new DataView(events.buffer, events.byteOffset).getUint32(at + 4, true)

const isResumed = (events: Uint8Array, at: number): boolean => indexAt(events, at) === resumedIndex
const isOwn = (events: Uint8Array, at: number): boolean =>
  indexAt(events, at) === limits.commandIndexOwn
