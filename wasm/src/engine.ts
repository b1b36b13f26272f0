// The door to the core: one frame of commands in, its events out, and what may be asked of it.
// It knows neither the journal nor the network.
import { limits } from '@openbell/protocol'
import { answerDrain, answerLeft, deadlineNone, priceNone } from './abi.js'
import { type Capacities, capacityNames, defaultCapacities } from './capacities.js'
import { EngineSnapshotError } from './errors.js'
import { importRecords, proveImport, readExport, writeExport } from './export.js'
import { EngineInstance } from './instance.js'
import { brokenInvariants, proveInvariants } from './invariants.js'
import type { EngineModule } from './module.js'
import { readOpenEdges } from './open-edges.js'
import {
  copyLength,
  copyRanges,
  isSealed,
  loadRanges,
  loadUnsealed,
  readCopyHead,
  readSnapshotHead,
  type SnapshotHead,
  sealCopy,
} from './snapshot.js'

/** What an account has of an asset, in units. */
export interface EngineBalance {
  readonly availableUnits: bigint
  readonly lockedUnits: bigint
}

/** How much of each pool is in use. */
export type Usage = Record<keyof Capacities, { readonly used: number; readonly capacity: number }>

/** A core. Deterministic: the same frames give the same bytes on every machine. */
export class Engine {
  readonly capacities: Capacities
  readonly #engine: EngineModule
  readonly #instance: EngineInstance

  /**
   * One that has applied nothing.
   * @throws RangeError when the capacities do not fit, EngineModuleError when the module is foreign.
   */
  constructor(engine: EngineModule, capacities: Partial<Capacities> = {}) {
    this.capacities = { ...defaultCapacities, ...capacities }
    this.#engine = engine
    this.#instance = new EngineInstance(engine.module, this.capacities)
  }

  /**
   * Applies the commands of one journal frame (the next sequence, a time not below the last).
   * `onEvents` is called zero or more times with whole records, at most
   * `limits.eventPartBytesMax` each; the view lies in the core's memory and is valid only during
   * the call. A refused or malformed command is an event, never an error.
   * `isEpoch`: the frame begins an epoch, and armed dead-man's timers start again in full.
   * @throws RangeError when the frame is too large or does not follow the last one: nothing has
   * changed then. Error from within `onEvents`, EngineTrapError when the core trapped.
   */
  apply(
    sequence: number,
    timestampUs: number,
    commands: Uint8Array,
    onEvents: (events: Uint8Array) => void,
    isEpoch = false,
  ): void {
    if (commands.length > limits.framePayloadBytesMax)
      throw new RangeError(`a frame of ${commands.length} bytes is too large`)
    const instance = this.#instance
    const { abi } = instance
    instance.assertBetweenFrames()
    instance.goOn(sequence, timestampUs)
    // As `instance.call` would do, without a function for every frame.
    try {
      instance.bytes.set(commands, instance.inputAddress())
      // Halves as signed numbers: V8 passes these without an object, whatever their highest bit.
      const answer = abi.applyFrame(
        sequence | 0,
        (sequence / 4294967296) | 0,
        timestampUs | 0,
        (timestampUs / 4294967296) | 0,
        commands.length,
        isEpoch ? 1 : 0,
      )
      instance.isInputLeft = (answer & (answerDrain | answerLeft)) !== 0
      const length = answer & ~(answerDrain | answerLeft)
      if (length > 0) instance.handOver(length, onEvents)
      if ((answer & answerDrain) !== 0) instance.drain(onEvents)
    } catch (error) {
      throw instance.poison(error)
    }
  }

  /**
   * Adds bytes to the digest of events: what `apply` hands over is read where it lies, anything else is
   * copied, for which the core must be between two frames.
   */
  digestEvents(events: Uint8Array): void {
    this.#instance.digest(events)
  }

  /**
   * 8 bytes: XXH64, as big-endian, of all events that were added since the last one, wherever one
   * part ended and the next began. It finds accidents and bugs, not forgeries.
   */
  takeEventsDigest(): Uint8Array {
    const at = this.#ask((abi) => abi.takeDigest())
    return this.#instance.bytes.slice(at, at + 8)
  }

  /** Whether the step budget left work: the next frame, be it empty, should come at once. */
  hasUnfinishedWork(): boolean {
    return this.#instance.call(() => this.#instance.abi.hasUnfinishedWork()) !== 0
  }

  /** 16 hex digits over all that shapes the future, whatever the memory's history. */
  stateHash(): string {
    const at = this.#ask((abi) => abi.stateHash())
    return this.#instance.view.getBigUint64(at, true).toString(16).padStart(16, '0')
  }

  /** The sequence of the last frame, 0 before the first. */
  get sequence(): number {
    return this.#instance.readU64(this.#ask((abi) => abi.position()))
  }

  /** The time of the last frame, 0 before the first. */
  get timestampUs(): number {
    return this.#instance.readU64(this.#ask((abi) => abi.position()) + 8)
  }

  /** Microseconds of the earliest timer, undefined when none runs: a frame of it must come then. */
  get nextDeadlineUs(): number | undefined {
    const at = this.#ask((abi) => abi.nextDeadline())
    const { view } = this.#instance
    return view.getUint32(at, true) === deadlineNone &&
      view.getUint32(at + 4, true) === deadlineNone
      ? undefined
      : this.#instance.readU64(at)
  }

  /** Ticks, or undefined where nobody buys. */
  bestBid(market: number): number | undefined {
    return this.#bestPrice(market, 0)
  }

  /** Ticks, or undefined where nobody sells. */
  bestAsk(market: number): number | undefined {
    return this.#bestPrice(market, 1)
  }

  /** Lots that stand at a price; side 0 buys, 1 sells. */
  depthAt(market: number, side: number, priceTicks: number): number {
    return this.#instance.readU64(this.#ask((abi) => abi.depthAt(market, side, priceTicks)))
  }

  /** Zero for what is unknown. */
  balance(account: number, asset: number): EngineBalance {
    const at = this.#ask((abi) => abi.balance(account, asset))
    const { view } = this.#instance
    return {
      availableUnits: view.getBigInt64(at, true),
      lockedUnits: view.getBigInt64(at + 8, true),
    }
  }

  /** For metrics and the alarm at 70 %. The limit of each is what Configure journaled. */
  usage(): Usage {
    const at = this.#ask((abi) => abi.usage())
    const rows = capacityNames.map((name, index) => [
      name,
      {
        used: this.#instance.view.getUint32(at + index * 8, true),
        capacity: this.#instance.view.getUint32(at + index * 8 + 4, true),
      },
    ])
    return Object.fromEntries(rows) as Usage
  }

  /** Scans the whole state; a sentence for each broken invariant, at most 64. */
  checkInvariants(): string[] {
    const at = this.#ask((abi) => abi.checkInvariants())
    return brokenInvariants(this.#instance.view, at)
  }

  /** The uuids of edges whose session is open, in the order of their places. */
  openEdges(): Uint8Array[] {
    return readOpenEdges(this.#instance)
  }

  /** All of the core's state, to be restored by the same engine with the same capacities. */
  snapshot(): Uint8Array {
    const stateHash = this.stateHash()
    const copy = this.copyState(new Uint8Array(this.copyBytes))
    sealCopy(copy, stateHash)
    return copy
  }

  /** Bytes that a copy of the state takes now. */
  get copyBytes(): number {
    return copyLength(this.#instance)
  }

  /**
   * The half of `snapshot` that must stop the core: copies the state to the beginning of `room`, as
   * fast as memory is. `Engine.seal` is the other half, for another thread.
   * @throws RangeError when the room is too small.
   */
  copyState(room: Uint8Array): Uint8Array {
    const { capacities, sequence, timestampUs } = this
    const engineHash = this.#engine.hash
    return copyRanges(this.#instance, { engineHash, sequence, timestampUs, capacities }, room)
  }

  /**
   * Makes a copy a snapshot, in place, and proves it: returns a fresh core that was restored from it.
   *
   * The seal states the restored core's hash, since the one that was copied has gone on. That both
   * are one state is known otherwise: a copy holds all memory that the core reads, which tests show
   * by comparing both cores' hashes and events wherever they take a `snapshot()`, whose seal states
   * the copied core's own; and every later frame of a journal holds the digest of the events that
   * the copied core gave, from which a restored one must not differ.
   * @throws EngineSnapshotError when it cannot be restored, or has a seal and that is not true.
   */
  static seal(engine: EngineModule, copy: Uint8Array): Engine {
    if (isSealed(copy)) return Engine.restore(engine, copy)
    const restored = loadUnsealed(() => Engine.#load(engine, readCopyHead(copy), copy))
    sealCopy(copy, restored.stateHash())
    return restored
  }

  /**
   * A fresh core in the state of a snapshot, verified by its hash and its invariants.
   * @throws EngineSnapshotError when it is corrupt, or of another engine, format or capacities.
   */
  static restore(
    engine: EngineModule,
    snapshot: Uint8Array,
    capacities?: Partial<Capacities>,
  ): Engine {
    const head = readSnapshotHead(snapshot)
    for (const [name, count] of Object.entries(capacities ?? {}))
      if (head.capacities[name as keyof Capacities] !== count)
        throw new EngineSnapshotError(
          `capacity ${name} was ${head.capacities[name as keyof Capacities]}, not ${count}`,
        )
    const restored = Engine.#load(engine, head, snapshot)
    const hash = restored.stateHash()
    if (hash !== head.stateHash)
      throw new EngineSnapshotError(`its state hash is ${hash}, its head says ${head.stateHash}`)
    return restored
  }

  /**
   * What this core knows, independent of its memory's layout: equal states give equal bytes. For
   * upgrades, audits and comparison; a snapshot is faster. Takes as much memory as it is long.
   */
  exportState(): Uint8Array {
    const { sequence, timestampUs } = this
    return writeExport(this.#instance, { sequence, timestampUs, stateHash: this.stateHash() })
  }

  /**
   * A fresh core in the state of an export, of this or another engine, whose capacities are at least
   * the venue's limits. Proved by its invariants, by its hash, and by exporting the same bytes again.
   * @throws EngineExportError when it is corrupt or of another version, when a pool is too small for
   * it, or naming the record that is not sound.
   */
  static importState(
    engine: EngineModule,
    bytes: Uint8Array,
    capacities: Partial<Capacities> = {},
  ): Engine {
    const read = readExport(bytes)
    const imported = new Engine(engine, capacities)
    importRecords(imported.#instance, read, imported.capacities)
    proveImport(imported, bytes, read)
    return imported
  }

  /** A fresh core in the state of a copy, whose invariants hold. */
  static #load(engine: EngineModule, head: SnapshotHead, copy: Uint8Array): Engine {
    if (head.engineHash !== engine.hash)
      throw new EngineSnapshotError(`engine ${head.engineHash} is not this one, ${engine.hash}`)
    const restored = new Engine(engine, head.capacities)
    loadRanges(restored.#instance, copy)
    const { sequence, timestampUs } = restored
    if (sequence !== head.sequence || timestampUs !== head.timestampUs)
      throw new EngineSnapshotError(`it ends at ${sequence}, its head says ${head.sequence}`)
    proveInvariants(restored)
    return restored
  }

  #ask(question: (abi: EngineInstance['abi']) => number): number {
    return this.#instance.call(() => question(this.#instance.abi)) >>> 0
  }

  #bestPrice(market: number, side: number): number | undefined {
    const ticks = this.#ask((abi) => abi.bestPrice(market, side))
    return ticks === priceNone ? undefined : ticks
  }
}
