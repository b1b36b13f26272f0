// Where the cores of a shard tell what state they had after which frame: the first one writes it down,
// and every other one learns what that was.
import { Bucket } from './bucket.js'
import type { NatsClient } from './connect.js'
import { apiCode, wrongLastSequence } from './errors.js'
import type { StreamSettings } from './streams.js'

/** What is older nobody compares any more. */
const ageMs = 24 * 3600 * 1000

export class StateBoard {
  private readonly bucket: Bucket

  constructor(client: NatsClient, settings: StreamSettings) {
    this.bucket = new Bucket(client, settings, 'state', { ttlMs: ageMs })
  }

  /** What the first core had that told it of this frame, which may be this one. */
  async tell(sequence: number, stateHash: string): Promise<string> {
    const bucket = await this.bucket.open()
    const key = String(sequence)
    try {
      await bucket.create(key, stateHash)
      return stateHash
    } catch (error) {
      if (apiCode(error) !== wrongLastSequence) throw error
      return (await bucket.get(key))?.string() ?? stateHash
    }
  }
}
