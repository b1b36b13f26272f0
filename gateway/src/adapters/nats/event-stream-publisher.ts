// Publishes the local event log to the event stream: the same bytes, a part a message, each behind the
// one before or not at all.
import { EventHead, FrameType } from '@openbell/protocol'
import type { EventFrame, EventLog, EventReader, LogCondition, Reporter } from '../../ports.js'
import { AcknowledgedPublisher } from './acknowledged.js'
import { Backoff } from './backoff.js'
import type { NatsClient } from './connect.js'
import {
  apiCode,
  errorText,
  howToMakeRoom,
  isFull,
  natsCode,
  StreamDamagedError,
  wrongLastSequence,
} from './errors.js'
import { Flight } from './flight.js'
import { isHopeless } from './generation-reader.js'
import { type Generation, StreamSet, type StreamSettings } from './streams.js'

export interface EventPublisherOptions {
  readonly client: NatsClient
  readonly settings: StreamSettings
  /** The local event log, which is read from behind the stream's last frame. */
  readonly events: EventLog
  /** The bytes of a frame's parts as they lie in the log. */
  readonly encode: (frame: EventFrame) => readonly Uint8Array[]
  readonly log: Reporter
  readonly signal: AbortSignal
  readonly onCondition?: (condition: LogCondition) => void
}

const publishTimeoutMs = 5_000

/** Where the stream ends. */
interface Place {
  readonly generation: Generation
  /** Of the last message; 0 where there is none. */
  readonly slot: number
  /** The head of the last part; undefined where the stream has none. */
  readonly last: EventHead | undefined
  readonly bytes: Uint8Array
}

export class EventStreamPublisher {
  private sequence = 0
  private condition: LogCondition = 'ready'
  private wake: () => void = () => {}

  private constructor(
    private readonly options: EventPublisherOptions,
    private readonly streams: StreamSet,
    private readonly publisher: AcknowledgedPublisher,
  ) {}

  static async open(options: EventPublisherOptions): Promise<EventStreamPublisher> {
    const { client, settings } = options
    const publisher = new AcknowledgedPublisher(client.connection, publishTimeoutMs)
    return new EventStreamPublisher(
      options,
      await StreamSet.open(client, settings, 'events'),
      publisher,
    )
  }

  /** Of the last frame that the stream is known to hold whole. */
  get lastSequence(): number {
    return this.sequence
  }

  /**
   * Publishes until the signal ends it, and begins anew behind the stream's last message after each
   * failure. @throws StreamDamagedError where the stream holds another history than the local log
   */
  async run(): Promise<void> {
    const { events, signal } = this.options
    const stop = events.onPublished(() => this.wake())
    const onAbort = () => this.wake()
    signal.addEventListener('abort', onAbort, { once: true })
    let backoff = new Backoff(signal)
    try {
      while (!signal.aborted) {
        const { sequence } = this
        await this.publishFrom().catch((error) => this.note(error))
        if (this.sequence > sequence) backoff = new Backoff(signal)
        await backoff.wait()
      }
    } catch (error) {
      if (!signal.aborted) throw error
    } finally {
      stop()
      signal.removeEventListener('abort', onAbort)
    }
  }

  /** @throws the error, where beginning anew cannot help */
  private note(error: unknown): void {
    this.options.signal.throwIfAborted()
    if (natsCode(error) === undefined || isHopeless(error)) throw error
    // Somebody else publishes, too: harmless, since the frames are the same whoever publishes them.
    if (apiCode(error) === wrongLastSequence) return
    if (isFull(error)) this.become('full', `${errorText(error)}; ${howToMakeRoom}`)
    else this.become('unreachable', errorText(error))
  }

  /** From the stream's end on, until something fails or the signal ends it. */
  private async publishFrom(): Promise<void> {
    const { client, events, signal } = this.options
    await client.untilConnected(signal)
    const place = await this.end()
    const first = place.last?.sequence ?? place.generation.base + 1
    await this.untilPublished(place.last ? first : 0)
    const reader = events.readerAfter(first - 1)
    try {
      await this.publish(place, reader)
    } finally {
      reader.close()
    }
  }

  private async publish(place: Place, reader: EventReader): Promise<void> {
    const { encode, signal } = this.options
    let last = place.last?.sequence ?? place.generation.base
    const flight = new Flight(this.publisher, place.generation, place.slot, (sequence) => {
      if (sequence > 0) this.sequence = sequence
      this.become('ready', '')
    })
    // The frame of the stream's last message is compared, and what is missing of it added.
    let skipped = place.last ? place.last.part + 1 : 0
    try {
      while (!signal.aborted) {
        const frame = reader.next()
        if (!frame) {
          await flight.land()
          this.become('ready', '')
          await this.untilPublished(last + 1)
          continue
        }
        last = frame.sequence
        const parts = encode(frame)
        if (skipped > 0) this.compare(place, parts)
        for (const [index, part] of parts.entries())
          if (index >= skipped)
            await flight.send(part, index === parts.length - 1 ? frame.sequence : 0)
        if (skipped === parts.length) this.sequence = frame.sequence
        skipped = 0
        if (frame.type !== FrameType.roll) continue
        await flight.land()
        flight.begin(await this.enter(frame.sequence))
      }
      await flight.land()
    } catch (error) {
      await flight.land().catch(() => {})
      throw error
    }
  }

  /** @throws StreamDamagedError */
  private compare({ generation, slot, bytes, last }: Place, parts: readonly Uint8Array[]): void {
    const mine = parts[last?.part ?? 0]
    if (mine && Buffer.compare(mine, bytes) === 0) return
    throw new StreamDamagedError(
      generation.name,
      slot,
      `the events of frame ${last?.sequence} are not those of the journal here`,
    )
  }

  /** Looks at the stream's last message. */
  private async end(): Promise<Place> {
    const newest = (await this.streams.list()).at(-1) ?? this.streams.generation(0)
    const info = await this.streams.make(newest)
    const slot = info.state.last_seq
    const empty = { generation: newest, slot: 0, last: undefined, bytes: new Uint8Array() }
    if (slot === 0) return empty
    const data = await this.streams.stored(newest, slot)
    if (data.length < EventHead.sizeBytes)
      throw new StreamDamagedError(newest.name, slot, 'this is no event frame')
    const last = EventHead.read(new DataView(data.buffer, data.byteOffset, data.byteLength), 0)
    if (last.type !== FrameType.roll || last.last !== 1)
      return { generation: newest, slot, last, bytes: data }
    return { ...empty, generation: await this.enter(last.sequence) }
  }

  private async enter(base: number): Promise<Generation> {
    const generation = this.streams.generation(base)
    await this.streams.make(generation)
    return generation
  }

  /** Waits until the local log has a frame. */
  private async untilPublished(sequence: number): Promise<void> {
    const { events, signal } = this.options
    while (!signal.aborted && events.lastSequence() < sequence)
      await new Promise<void>((resolve) => {
        this.wake = resolve
      })
    signal.throwIfAborted()
  }

  private become(condition: LogCondition, why: string): void {
    if (this.condition === condition) return
    this.condition = condition
    const { log, onCondition } = this.options
    if (condition === 'ready') log.info('events are published again')
    else log.warn(`events wait in the local log (${condition}): ${why}`)
    onCondition?.(condition)
  }
}
