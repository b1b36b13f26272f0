// Tails the event stream into a local event log, from which an edge or a projector reads as everywhere.
import { FrameType } from '@openbell/protocol'
import type { LogCondition, Reporter } from '../../ports.js'
import { untilDone } from './backoff.js'
import type { NatsClient } from './connect.js'
import { errorText, isUnanswered, StreamDamagedError } from './errors.js'
import { EventPlaces, eventHeadOf } from './event-places.js'
import { isHopeless } from './generation-reader.js'
import { tailStream } from './stream-tail.js'
import { type Generation, StreamSet, type StreamSettings } from './streams.js'

/** Proves the parts as they come and writes them down; `EventMirror` of the publish stage. */
export interface EventSink {
  /** Of the last frame that is whole. */
  readonly lastSequence: number
  /** True where a frame is whole with this part; throws where it is not the one that must come. */
  accept(part: Uint8Array): boolean
}

export interface EventMirrorOptions {
  readonly client: NatsClient
  readonly settings: StreamSettings
  readonly sink: EventSink
  readonly log: Reporter
  readonly signal: AbortSignal
}

export class EventStreamMirror {
  private readonly listeners = new Set<() => void>()
  private hasCaughtUp = false
  private isHeard = true
  private readonly places: EventPlaces

  private constructor(
    private readonly options: EventMirrorOptions,
    private readonly streams: StreamSet,
  ) {
    this.places = new EventPlaces(streams)
  }

  static async open(options: EventMirrorOptions): Promise<EventStreamMirror> {
    return new EventStreamMirror(
      options,
      await StreamSet.open(options.client, options.settings, 'events'),
    )
  }

  /** Of the last frame that can be read in the local log. */
  get lastSequence(): number {
    return this.options.sink.lastSequence
  }

  /** Whether it has been at the stream's end since it began. */
  get isCaughtUp(): boolean {
    return this.hasCaughtUp
  }

  /** Whether the stream is heard, be it that nothing comes. */
  get condition(): LogCondition {
    return this.isHeard ? 'ready' : 'unreachable'
  }

  /** Calls back soon after new frames can be read; the returned function ends it. */
  onPublished(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /**
   * Runs until the signal ends it.
   * @throws StreamDamagedError where a part is missing, damaged or foreign: the error names the message
   * @throws FramesGoneError where the stream no longer holds what must come
   */
  async run(): Promise<void> {
    const { signal, sink } = this.options
    try {
      for (;;) {
        const next = sink.lastSequence + 1
        const generation = await this.retried(() => this.places.generationOf(next))
        const slot = await this.retried(() => this.places.slotOf(generation, next))
        if ((await this.retried(() => this.places.lastSequence())) < next) this.note(0)
        await this.mirror(generation, slot)
      }
    } catch (error) {
      if (!signal.aborted) throw error
    }
  }

  /** To the end of a generation, which a roll is. */
  private async mirror(generation: Generation, sequence: number): Promise<void> {
    const { client, signal, log } = this.options
    const { streams } = this
    const onTrouble = (message: string) => {
      this.isHeard = false
      log.warn(message)
    }
    const onSound = () => {
      this.isHeard = true
    }
    const tail = tailStream({ client, streams, generation, sequence, signal, onTrouble, onSound })
    for await (const messages of tail) {
      let isRolled = false
      let behind = 0
      for (const { sequence: slot, data, pending } of messages) {
        isRolled = this.accept(generation.name, slot, data)
        behind = pending
        if (isRolled) break
      }
      this.note(behind)
      if (isRolled) return
    }
  }

  /** @param pending messages of the stream that are there and not here */
  private note(pending: number): void {
    this.hasCaughtUp ||= pending === 0
    for (const listener of this.listeners) listener()
  }

  /** True where the generation ends with it. */
  private accept(stream: string, slot: number, data: Uint8Array): boolean {
    let isWhole: boolean
    try {
      isWhole = this.options.sink.accept(data)
    } catch (error) {
      throw new StreamDamagedError(stream, slot, errorText(error))
    }
    return isWhole && eventHeadOf(data).type === FrameType.roll
  }

  private retried<Result>(work: () => Promise<Result>): Promise<Result> {
    const { signal, log } = this.options
    const onFailure = (error: unknown) => {
      // Behind a roll the next generation is not there for a moment.
      if (isUnanswered(error)) this.isHeard = false
      log.warn(`the event stream: ${errorText(error)}`)
    }
    return untilDone(signal, work, onFailure, isHopeless)
  }
}
