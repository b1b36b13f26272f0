// Reads frames across the generations of a stream: each one is checked, and none may be missing.
import { setTimeout as sleep } from 'node:timers/promises'
import { FrameHead, FrameType } from '@openbell/protocol'
import type { StreamInfo } from 'nats'
import type { FrameCheck, Reporter, StoredFrame } from '../../ports.js'
import { untilDone } from './backoff.js'
import type { NatsClient } from './connect.js'
import {
  errorText,
  isFinal,
  StreamBehindError,
  StreamDamagedError,
  StreamRefusedError,
} from './errors.js'
import { tailStream } from './stream-tail.js'
import type { Generation, StreamSet } from './streams.js'

/** The oldest generations were deleted: what is asked for is in the archives. */
export class FramesGoneError extends Error {
  override name = 'FramesGoneError'
}

/** Where the frame behind a sequence belongs. */
export interface Place {
  readonly generation: Generation
  readonly info: StreamInfo
  /** Of the frame with the sequence itself: then the next one begins the generation behind. */
  readonly isRoll: boolean
}

interface ReaderOptions {
  readonly client: NatsClient
  readonly streams: StreamSet
  readonly check: FrameCheck
  readonly log: Reporter
  /** Told whether the log is heard where frames are waited for, and why not. */
  readonly onHeard: (isHeard: boolean, why: string) => void
}

/** How often a reader looks whether the next generation is there. */
const nextGenerationMs = 50

export class GenerationReader {
  constructor(private readonly options: ReaderOptions) {}

  /** The last frame of all, or undefined where there is none. */
  async last(): Promise<StoredFrame | undefined> {
    const generations = await this.options.streams.list()
    const newest = generations.at(-1)
    if (!newest) return undefined
    const last = await this.lastOf(newest)
    if (last || newest.base === 0) return last
    const before = generations.at(-2)
    const roll = before && (await this.lastOf(before))
    if (roll?.sequence === newest.base) return roll
    throw new StreamDamagedError(
      before?.name ?? newest.name,
      0,
      `the roll at frame ${newest.base} is missing`,
    )
  }

  /** Where the frame behind `sequence` belongs. @throws StreamBehindError, FramesGoneError */
  async place(sequence: number): Promise<Place> {
    const generation = await this.generationBefore(sequence + 1)
    const info = await this.options.streams.info(generation)
    if (!info) throw new StreamBehindError(`${generation.name} is no longer there`)
    if (sequence === generation.base) return { generation, info, isRoll: false }
    const slot = sequence - generation.base
    const bytes = await this.options.streams.message(generation, slot)
    if (!bytes) throw new StreamBehindError(`frame ${sequence} is not in the log`)
    return { generation, info, isRoll: this.frame(generation, slot, bytes).isRoll }
  }

  /** The frames of a range, some at a time; waits for those that are not there yet. */
  async *frames(
    from: number,
    until: number,
    signal: AbortSignal,
  ): AsyncGenerator<readonly StoredFrame[]> {
    const { client, streams } = this.options
    const onTrouble = (message: string) => this.options.onHeard(false, message)
    const onSound = () => this.options.onHeard(true, '')
    let next = from
    let generation = await this.first(from, signal)
    while (next <= until) {
      const sequence = next - generation.base
      const tail = tailStream({ client, streams, generation, sequence, signal, onTrouble, onSound })
      let isRolled = false
      for await (const messages of tail) {
        const frames = messages.map(({ sequence: slot, data }) =>
          this.frame(generation, slot, data),
        )
        const roll = frames.findIndex(({ isRoll }) => isRoll)
        isRolled = roll !== -1
        const given = frames.slice(
          0,
          Math.min(isRolled ? roll + 1 : frames.length, until - next + 1),
        )
        next += given.length
        yield given
        if (isRolled || next > until) break
      }
      if (isRolled && next <= until) generation = await this.generationFrom(next - 1, signal)
    }
  }

  /** The generation that holds a frame, or will. */
  private async first(sequence: number, signal: AbortSignal): Promise<Generation> {
    const place = await this.retried(signal, () => this.place(sequence - 1))
    return place.isRoll ? this.generationFrom(sequence - 1, signal) : place.generation
  }

  private async generationFrom(base: number, signal: AbortSignal): Promise<Generation> {
    const generation = this.options.streams.generation(base)
    for (;;) {
      if (await this.retried(signal, () => this.options.streams.info(generation))) return generation
      await sleep(nextGenerationMs)
    }
  }

  /** @throws FramesGoneError */
  private async generationBefore(sequence: number): Promise<Generation> {
    const generations = await this.options.streams.list()
    const found = generations.findLast(({ base }) => base < sequence)
    if (found) return found
    throw new FramesGoneError(
      `frame ${sequence} is no longer in the log, which begins with ${(generations[0]?.base ?? 0) + 1}: ` +
        'move this data folder away, and an empty one begins with the newest snapshot in the store',
    )
  }

  private async lastOf(generation: Generation): Promise<StoredFrame | undefined> {
    const info = await this.options.streams.info(generation)
    if (!info || info.state.last_seq === 0) return undefined
    const slot = info.state.last_seq
    return this.frame(generation, slot, await this.options.streams.stored(generation, slot))
  }

  /** @throws StreamDamagedError where a message is not the frame that belongs there */
  private frame(generation: Generation, slot: number, bytes: Uint8Array) {
    const sequence = generation.base + slot
    if (bytes.length < FrameHead.sizeBytes)
      throw new StreamDamagedError(generation.name, slot, 'this is no frame')
    const fault = this.options.check(bytes, sequence)
    if (fault) throw new StreamDamagedError(generation.name, slot, `frame ${sequence}: ${fault}`)
    const head = FrameHead.read(new DataView(bytes.buffer, bytes.byteOffset), 0)
    if (head.sequence !== sequence)
      throw new StreamDamagedError(
        generation.name,
        slot,
        `frame ${head.sequence} has the place of ${sequence}`,
      )
    return { sequence, bytes, isRoll: head.type === FrameType.roll }
  }

  private retried<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    const onFailure = (error: unknown) => this.options.log.warn(`the log: ${errorText(error)}`)
    return untilDone(signal, work, onFailure, isHopeless)
  }
}

/** Whether reading the same again cannot help. */
export const isHopeless = (error: unknown): boolean =>
  isFinal(error) ||
  error instanceof StreamDamagedError ||
  error instanceof StreamRefusedError ||
  error instanceof FramesGoneError
