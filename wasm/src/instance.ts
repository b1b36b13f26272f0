// One instance of the core and its guard: after a trap nothing more is asked of it.
import { type Abi, runDrain } from './abi.js'
import { type Capacities, capacityNames, outputBytesMin } from './capacities.js'
import { EngineTrapError } from './errors.js'

/** Text of AssemblyScript: UTF-16, its length in bytes in the word before. */
function readString({ memory }: Abi, address: number): string {
  if (address === 0) return ''
  const lengthBytes = new DataView(memory.buffer).getUint32(address - 4, true)
  return new TextDecoder('utf-16le').decode(new Uint8Array(memory.buffer, address, lengthBytes))
}

/** What a call of a few commands writes. */
const shortOutputBytes = 1024

/** An instance of the core whose memory has its final size. */
export class EngineInstance {
  readonly abi: Abi
  readonly view: DataView
  readonly bytes: Uint8Array
  readonly #inputAt: number
  readonly #outputAt: number
  /** Whether commands of earlier frames may be left, as after a restore. */
  isInputLeft = true
  readonly #shortOutputs = new Array<Uint8Array | undefined>(shortOutputBytes).fill(undefined)
  #trap: EngineTrapError | undefined

  /** @throws RangeError when the capacities do not fit into 4 GiB, or one is no count or too small. */
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
    const { exports } = new WebAssembly.Instance(module as WebAssembly.Module, { env: { abort } })
    this.abi = exports as unknown as Abi
    const bytes = this.call(() =>
      this.abi.initialise(...(counts as unknown as Parameters<Abi['initialise']>)),
    )
    if (bytes === 0) throw new RangeError('the capacities do not fit into the core’s memory')
    this.view = new DataView(this.abi.memory.buffer)
    this.bytes = new Uint8Array(this.abi.memory.buffer)
    this.#inputAt = this.abi.inputAddress() >>> 0
    this.#outputAt = this.abi.outputAddress() >>> 0
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

  /** From now on every call throws what this returns. */
  poison(error: unknown): EngineTrapError {
    this.#trap =
      error instanceof EngineTrapError
        ? error
        : new EngineTrapError(`the core was left in the middle: ${error}`, { cause: error })
    return this.#trap
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
      if (length > 0) onEvents(this.output(length))
    } while (state === runDrain)
  }

  /** The first bytes of the output. Short views are kept: making one costs as much as an order. */
  output(length: number): Uint8Array {
    const kept = this.#shortOutputs[length]
    if (kept) return kept
    const view = this.bytes.subarray(this.#outputAt, this.#outputAt + length)
    if (length < this.#shortOutputs.length) this.#shortOutputs[length] = view
    return view
  }

  readU64(address: number): number {
    return this.view.getUint32(address, true) + this.view.getUint32(address + 4, true) * 4294967296
  }
}
