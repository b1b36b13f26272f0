// One instance of the core and its guard: after a trap nothing more is asked of it.
import { limits } from '@openbell/protocol'
import { type Abi, runDrain } from './abi.js'
import { type Capacities, capacityNames, outputBytesMin } from './capacities.js'
import { EngineModuleError, EngineTrapError } from './errors.js'

/** Text of AssemblyScript: UTF-16, its length in bytes in the word before. */
function readString({ memory }: Abi, address: number): string {
  if (address === 0) return ''
  const lengthBytes = new DataView(memory.buffer).getUint32(address - 4, true)
  return new TextDecoder('utf-16le').decode(new Uint8Array(memory.buffer, address, lengthBytes))
}

const pageBytes = 65_536

const isCount = (number: number): boolean => Number.isSafeInteger(number) && number >= 0

/**
 * With a memory of so many bytes where the module imports one, else with the least of its own.
 * @throws RangeError where so much memory cannot be had
 */
function instantiate(module: object, bytes: number, abort: (...place: number[]) => never): Abi {
  const core = module as WebAssembly.Module
  const isGiven = WebAssembly.Module.imports(core).some(({ kind }) => kind === 'memory')
  const given = isGiven && {
    memory: new WebAssembly.Memory({ initial: Math.ceil(bytes / pageBytes) }),
  }
  const { exports } = new WebAssembly.Instance(core, { env: { abort, ...given } })
  return exports as unknown as Abi
}

/** By module, an instance that is only asked what others need. */
const surveyors = new WeakMap<object, Abi>()

/** @throws EngineModuleError where the module is not the core, or one of another format */
function surveyorOf(module: object): Abi {
  const exported = WebAssembly.Module.exports(module as WebAssembly.Module)
  if (!exported.some(({ name }) => name === 'formatVersion'))
    throw new EngineModuleError('the module is no core of Openbell: it exports no formatVersion')
  const surveyor = instantiate(module, pageBytes, () => {
    throw new EngineTrapError('the core cannot lay out its memory')
  })
  const format = surveyor.formatVersion()
  if (format !== limits.formatVersion)
    throw new EngineModuleError(`the core has format ${format}, not ${limits.formatVersion}`)
  surveyors.set(module, surveyor)
  return surveyor
}

/** 0 where it is more than the core can address. */
const memoryBytesFor = (module: object, counts: readonly number[]): number =>
  (surveyors.get(module) ?? surveyorOf(module)).layOut(...counts) >>> 0

/** What a call of a few commands writes. */
const shortOutputBytes = 1024

/** An instance of the core whose memory has its final size. */
export class EngineInstance {
  readonly abi: Abi
  readonly view: DataView
  readonly bytes: Uint8Array
  readonly #inputAt: number
  readonly #outputAt: number
  readonly #outputBytes: number
  // What the core's `position` says, so that a frame is compared without a call.
  #sequence = 0
  #timestampUs = 0
  /** Whether commands of earlier frames may be left, as after a restore. */
  isInputLeft = true
  readonly #shortOutputs = new Array<Uint8Array | undefined>(shortOutputBytes).fill(undefined)
  #trap: EngineTrapError | undefined
  #isHandingOver = false

  /**
   * @throws RangeError when the capacities do not fit into 4 GiB, or one is no count or too small.
   * EngineModuleError when the module is not the core, or one of another format.
   */
  constructor(module: object, capacities: Capacities) {
    const counts = capacityNames.map((name) => capacities[name])
    for (const name of capacityNames) {
      const least = name === 'outputBytes' ? outputBytesMin : 1
      const count = capacities[name]
      if (!Number.isInteger(count) || count < least || count > 0x7fffffff)
        throw new RangeError(`capacity ${name} must be a count from ${least}, not ${count}`)
    }
    const abort = (message: number, file: number, line: number, column: number): never => {
      const where = `${readString(this.abi, file)}:${line}:${column}`
      throw new EngineTrapError(
        `${readString(this.abi, message) || 'assertion failed'} at ${where}`,
      )
    }
    const bytes = memoryBytesFor(module, counts)
    if (bytes === 0) throw new RangeError('the capacities do not fit into the core’s memory')
    this.abi = instantiate(module, bytes, abort)
    if (this.call(() => this.abi.initialise(...counts)) === 0)
      throw new RangeError('the system has not so much memory for the core')
    this.view = new DataView(this.abi.memory.buffer)
    this.bytes = new Uint8Array(this.abi.memory.buffer)
    this.#inputAt = this.abi.inputAddress() >>> 0
    this.#outputAt = this.abi.outputAddress() >>> 0
    this.#outputBytes = capacities.outputBytes
  }

  /**
   * Runs something on the core.
   * @throws EngineTrapError when it traps, or did so before.
   */
  call<Answer>(work: () => Answer): Answer {
    this.assertSound()
    try {
      return work()
    } catch (error) {
      throw this.poison(error)
    }
  }

  /** @throws EngineTrapError when the core has trapped before. */
  assertSound(): void {
    if (this.#trap) throw this.#trap
  }

  /** @throws Error while events are handed over, EngineTrapError when the core has trapped before. */
  assertBetweenFrames(): void {
    this.assertSound()
    if (this.#isHandingOver) throw new Error('the core is in a frame, whose events are handed over')
  }

  /** From now on every call throws what this returns. */
  poison(error: unknown): EngineTrapError {
    this.#trap =
      error instanceof EngineTrapError
        ? error
        : new EngineTrapError(`the core was left in the middle: ${error}`, { cause: error })
    return this.#trap
  }

  /**
   * The next frame is this one.
   * @throws RangeError when it does not follow the last one, on which the core would trap
   */
  goOn(sequence: number, timestampUs: number): void {
    const isNext = sequence > this.#sequence && timestampUs >= this.#timestampUs
    if (!isNext || !isCount(sequence) || !isCount(timestampUs))
      throw this.#refusal(sequence, timestampUs)
    this.#sequence = sequence
    this.#timestampUs = timestampUs
  }

  /** Apart: with its sentences `goOn` would be too large for V8 to put it into `apply`. */
  #refusal(sequence: number, timestampUs: number): RangeError {
    if (!isCount(sequence) || !isCount(timestampUs))
      return new RangeError(`sequence ${sequence}, time ${timestampUs} are no counts`)
    return new RangeError(
      sequence <= this.#sequence
        ? `sequence ${sequence} is not above the last frame’s, ${this.#sequence}`
        : `time ${timestampUs} is before the last frame’s, ${this.#timestampUs}`,
    )
  }

  /** The core's state is another one. */
  readPosition(): void {
    const at = this.call(() => this.abi.position()) >>> 0
    this.#sequence = this.readU64(at)
    this.#timestampUs = this.readU64(at + 8)
  }

  /** Where commands belong: at one place as long as none are left of earlier frames. */
  inputAddress(): number {
    return this.isInputLeft ? this.abi.inputAddress() >>> 0 : this.#inputAt
  }

  /** Hands over the output until the frame is done. */
  drain(onEvents: (events: Uint8Array) => void): void {
    let state: number
    do {
      state = this.abi.run()
      const length = this.abi.outputBytes()
      if (length > 0) this.handOver(length, onEvents)
    } while (state === runDrain)
  }

  /** Nothing else is written there meanwhile. Where `onEvents` throws, the caller poisons the core. */
  handOver(length: number, onEvents: (events: Uint8Array) => void): void {
    this.#isHandingOver = true
    onEvents(this.output(length))
    this.#isHandingOver = false
  }

  /** The first bytes of the output. Short views are kept: making one costs as much as an order. */
  output(length: number): Uint8Array {
    const kept = this.#shortOutputs[length]
    if (kept) return kept
    const view = this.bytes.subarray(this.#outputAt, this.#outputAt + length)
    if (length < this.#shortOutputs.length) this.#shortOutputs[length] = view
    return view
  }

  /** Adds bytes to the digest of events; those that do not lie in the output are copied there. */
  digest(bytes: Uint8Array): void {
    const { abi } = this
    if (bytes.buffer === this.bytes.buffer && bytes.byteOffset === this.#outputAt) {
      this.call(() => abi.digestOutput(bytes.length))
      return
    }
    this.assertBetweenFrames()
    for (let at = 0; at < bytes.length; at += this.#outputBytes) {
      const piece = bytes.subarray(at, at + this.#outputBytes)
      this.bytes.set(piece, this.#outputAt)
      this.call(() => abi.digestOutput(piece.length))
    }
  }

  readU64(address: number): number {
    return this.view.getUint32(address, true) + this.view.getUint32(address + 4, true) * 4294967296
  }
}
