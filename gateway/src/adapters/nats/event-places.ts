// Where a frame lies in the event stream: in which generation, and from which message on.
import { EventHead, FrameType } from '@openbell/protocol'
import { StreamDamagedError } from './errors.js'
import { FramesGoneError } from './generation-reader.js'
import type { Generation, StreamSet } from './streams.js'

export class EventPlaces {
  constructor(private readonly streams: StreamSet) {}

  /** The first frame that the stream still holds, or will. */
  async firstSequence(): Promise<number> {
    return ((await this.streams.list())[0]?.base ?? 0) + 1
  }

  /** The last frame that the stream holds whole; 0 where it holds none. */
  async lastSequence(): Promise<number> {
    const newest = (await this.streams.list()).at(-1)
    const info = newest && (await this.streams.info(newest))
    if (!newest || !info) return 0
    if (info.state.last_seq === 0) return newest.base
    const { sequence, last } = await this.at(newest, info.state.last_seq)
    return last === 1 ? sequence : sequence - 1
  }

  /** The head of a frame's first part. @throws FramesGoneError; Error where it is not there yet */
  async head(sequence: number): Promise<EventHead> {
    const generation = await this.generationOf(sequence)
    const head = await this.at(generation, await this.slotOf(generation, sequence))
    if (head.sequence === sequence) return head
    throw new Error(`the events of frame ${sequence} are not in the stream`)
  }

  /** The generation that holds a frame, or will; a publisher makes the next one when it needs it. */
  async generationOf(sequence: number): Promise<Generation> {
    const generations = await this.streams.list()
    const found = generations.findLast(({ base }) => base < sequence)
    if (!found && generations.length > 0)
      throw new FramesGoneError(
        `the events of frame ${sequence} are no longer in the stream, which begins with ` +
          `${(generations[0]?.base ?? 0) + 1}`,
      )
    if (!found) throw new Error('there are no events yet')
    const info = await this.streams.info(found)
    if (!info) throw new Error(`${found.name} is no longer there`)
    if (info.state.last_seq === 0) return found
    const last = await this.at(found, info.state.last_seq)
    if (last.type === FrameType.roll && last.last === 1 && last.sequence < sequence)
      throw new Error(`the generation behind frame ${last.sequence} is not there yet`)
    return found
  }

  /** The message that begins a frame, by halving: frames have one part or many. */
  async slotOf(generation: Generation, sequence: number): Promise<number> {
    const info = await this.streams.info(generation)
    let low = 1
    let high = (info?.state.last_seq ?? 0) + 1
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      const head = await this.at(generation, middle)
      if (head.sequence < sequence) low = middle + 1
      else high = middle
    }
    return low
  }

  private async at(generation: Generation, seq: number): Promise<EventHead> {
    const data = await this.streams.stored(generation, seq)
    if (data.length >= EventHead.sizeBytes) return eventHeadOf(data)
    throw new StreamDamagedError(generation.name, seq, 'this is no event frame')
  }
}

/** Of bytes that are long enough for one. */
export const eventHeadOf = (bytes: Uint8Array): EventHead =>
  EventHead.read(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0)
