// How full the streams are, as far as was last seen: looked at now and then by who only tells it.
import type { StreamFill } from '../../ports.js'
import type { NatsClient } from './connect.js'
import { StreamSet, type StreamSettings } from './streams.js'

export class StreamFills {
  private seen: StreamFill[] = []
  private isLooking = false

  private constructor(private readonly sets: readonly StreamSet[]) {}

  static async open(client: NatsClient, settings: StreamSettings): Promise<StreamFills> {
    const kinds = ['journal', 'events'] as const
    return new StreamFills(
      await Promise.all(kinds.map((kind) => StreamSet.open(client, settings, kind))),
    )
  }

  /** Nothing before the first look, and of a stream that does not exist. */
  get last(): readonly StreamFill[] {
    return this.seen
  }

  /** Never fails: what cannot be seen stays as it was. */
  async look(): Promise<void> {
    if (this.isLooking) return
    this.isLooking = true
    try {
      this.seen = (await Promise.all(this.sets.map(fillOf))).flat()
    } catch {
      // A server that does not answer is the concern of those who cannot do without it.
    } finally {
      this.isLooking = false
    }
  }
}

async function fillOf(streams: StreamSet): Promise<StreamFill[]> {
  const generations = await streams.list()
  const newest = generations.at(-1)
  const info = newest && (await streams.info(newest))
  if (!info) return []
  const { bytes } = info.state
  const bytesMax = info.config.max_bytes
  return [{ stream: streams.kind, bytes, bytesMax, generations: generations.length }]
}
