// The replicated log: the journal's frames, one message a frame, fenced by the stream's last sequence.
import { FrameHead, FrameType } from '@openbell/protocol'
import type { StreamInfo } from 'nats'
import type {
  AppendOutcome,
  FrameCheck,
  LogCondition,
  ReplicatedLog,
  Reporter,
  StoredFrame,
} from '../../ports.js'
import { untilDone } from './backoff.js'
import type { NatsClient } from './connect.js'
import { errorText, howToMakeRoom, isFull, StreamBehindError } from './errors.js'
import { GenerationReader, isHopeless } from './generation-reader.js'
import { Publication } from './publication.js'
import { rollShare, StreamRoom } from './stream-room.js'
import { type Generation, StreamSet, type StreamSettings } from './streams.js'

export interface StreamLogOptions {
  readonly client: NatsClient
  readonly settings: StreamSettings
  /** Checks what was read, of a frame alone: whoever reads on compares the chain. */
  readonly check: FrameCheck
  readonly log: Reporter
  /** Ends whatever waits, with its reason. */
  readonly signal: AbortSignal
  readonly onCondition?: (condition: LogCondition) => void
}

/** What a message takes in the stream besides the frame: headers, subject, the record's own head. */
const messageOverheadBytes = 256

/** What is known of the frame behind which the next one goes. */
interface Tip {
  readonly sequence: number
  readonly isRoll: boolean
}

export class StreamLog implements ReplicatedLog {
  private tip: Tip | undefined
  private filledBytes = 0
  private bytesMax = 0
  private condition: LogCondition = 'ready'
  private readonly publication: Publication

  private constructor(
    private readonly options: StreamLogOptions,
    private readonly streams: StreamSet,
    private readonly reader: GenerationReader,
    private readonly events: StreamRoom,
    private current: Generation,
  ) {
    const { client, signal } = options
    const become = (to: LogCondition, why: string) => this.become(to, why)
    this.publication = new Publication(client, streams.manager, signal, become)
  }

  /** Makes the first generation where there is none. @throws StreamRefusedError; the signal's reason */
  static async open(options: StreamLogOptions): Promise<StreamLog> {
    const { client, settings, log, signal } = options
    const streams = await StreamSet.open(client, settings, 'journal')
    const events = new StreamRoom(await StreamSet.open(client, settings, 'events'))
    const onHeard = (isHeard: boolean, why: string) =>
      opened.become(isHeard ? 'ready' : 'unreachable', why)
    const reader = new GenerationReader({ ...options, streams, onHeard })
    const open = async () => {
      const newest = (await streams.list()).at(-1) ?? streams.generation(0)
      return { newest, info: await streams.make(newest) }
    }
    const onFailure = (error: unknown) => log.warn(`opening the log: ${errorText(error)}`)
    const { newest, info } = await untilDone(signal, open, onFailure, isHopeless)
    const opened = new StreamLog(options, streams, reader, events, newest)
    opened.measure(info)
    return opened
  }

  /** Whether the caller should append a roll as the next frame: the events roll with the journal. */
  get isRollDue(): boolean {
    const isDue = this.bytesMax > 0 && this.filledBytes >= this.bytesMax * rollShare
    return isDue || this.events.isNearlyFull(this.current.base)
  }

  async append(frame: Uint8Array, chain: string, expectedLast: number): Promise<AppendOutcome> {
    const { sequence, type } = headOf(frame)
    if (sequence !== expectedLast + 1)
      throw new RangeError(`frame ${sequence} cannot follow frame ${expectedLast}`)
    if (this.tip?.sequence !== expectedLast) await this.lookAt(expectedLast)
    const slot = sequence - this.current.base
    const outcome = await this.publication.settle(this.current, frame, chain, slot)
    if (outcome === 'deposed') return outcome
    this.become('ready', '')
    this.filledBytes += frame.length + messageOverheadBytes
    this.tip = { sequence, isRoll: type === FrameType.roll }
    if (this.tip.isRoll) await this.enter(sequence)
    return outcome
  }

  async last(): Promise<StoredFrame | undefined> {
    return this.retried('reading the end of the log', () => this.reader.last())
  }

  async *read(fromSequence: number): AsyncGenerator<readonly StoredFrame[]> {
    const last = await this.last()
    if (last && last.sequence >= fromSequence)
      yield* this.reader.frames(fromSequence, last.sequence, this.options.signal)
  }

  async follow(
    fromSequence: number,
    onFrame: (frame: StoredFrame) => void | Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    const either = AbortSignal.any([signal, this.options.signal])
    try {
      for await (const frames of this.reader.frames(fromSequence, Number.MAX_SAFE_INTEGER, either))
        for (const frame of frames) {
          await onFrame(frame)
          if (either.aborted) break
        }
    } catch (error) {
      if (!signal.aborted) throw error
    }
    this.options.signal.throwIfAborted()
  }

  /** Learns which generation the frame behind `sequence` belongs to. */
  private async lookAt(sequence: number): Promise<void> {
    const what = `looking for frame ${sequence}`
    const place = await this.retried(what, () => this.reader.place(sequence))
    this.current = place.generation
    this.measure(place.info)
    this.tip = { sequence, isRoll: place.isRoll }
    if (place.isRoll) await this.enter(sequence)
  }

  /** Goes on in the generation behind a roll, and makes it where nobody has. */
  private async enter(base: number): Promise<void> {
    const generation = this.streams.generation(base)
    const info = await this.retried(`making ${generation.name}`, () =>
      this.streams.make(generation),
    )
    this.current = generation
    this.measure(info)
    this.become('ready', '')
  }

  private measure({ state, config }: StreamInfo): void {
    this.filledBytes = state.bytes
    this.bytesMax = config.max_bytes
  }

  private retried<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
    const onFailure = (error: unknown) => {
      this.become(conditionAfter(error), `${what}: ${errorText(error)}`)
    }
    return untilDone(this.options.signal, work, onFailure, isHopeless)
  }

  private become(condition: LogCondition, why: string): void {
    if (this.condition === condition) return
    this.condition = condition
    const { log, onCondition } = this.options
    if (condition === 'ready') log.info('the log takes frames again')
    else log.warn(`${advice[condition]}: ${why}`)
    onCondition?.(condition)
  }
}

const advice: Record<Exclude<LogCondition, 'ready'>, string> = {
  unreachable: 'the log cannot be reached, and nothing is decided here until it can',
  full: `the log is full, and nothing is decided until there is room: ${howToMakeRoom}`,
  behind: 'the log ends before a frame that it acknowledged; look at the servers’ disks',
}

function conditionAfter(error: unknown): LogCondition {
  if (error instanceof StreamBehindError) return 'behind'
  return isFull(error) ? 'full' : 'unreachable'
}

const headOf = (frame: Uint8Array): FrameHead =>
  FrameHead.read(new DataView(frame.buffer, frame.byteOffset, frame.byteLength), 0)
