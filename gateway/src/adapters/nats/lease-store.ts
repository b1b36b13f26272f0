// The cells in JetStream's key-value store that hold the leases of a shard, changed by revision only; and
// beside them who follows, and what an operator wishes.
import { z } from 'zod'
import type { LeaseCell, LeaseEntry, LeaseValue, LeaseWish } from '../../ports.js'
import { Bucket } from './bucket.js'
import type { NatsClient } from './connect.js'
import { apiCode, wrongLastSequence } from './errors.js'
import type { StreamSettings } from './streams.js'

const wishKey = 'wish'
const followerKey = 'follower.'
const textMax = 256
/** More processes than anybody lets follow. */
const followersMax = 64
/** Who has not renewed its mark for so many of its periods follows no more. */
const periodsMax = 4

const shape = z.object({
  holder: z.string().max(textMax),
  epoch: z.number().int().nonnegative(),
  address: z.string().max(textMax),
  renewals: z.number().int().nonnegative(),
  successor: z.string().max(textMax),
})

const wishShape = z.object({
  epoch: z.number().int().nonnegative(),
  successor: z.string().max(textMax),
})

const followerShape = z.object({
  name: z.string().max(textMax),
  renewedEveryMs: z.number().int().positive(),
})

/** Who leads, and which edge publishes market data. */
export type LeaseName = 'leader' | 'public'

export class LeaseStore implements LeaseCell {
  private readonly bucket: Bucket

  /** The first request that is answered makes the bucket; each has `timeoutMs`. */
  constructor(
    private readonly client: NatsClient,
    settings: StreamSettings,
    private readonly key: LeaseName,
    private readonly timeoutMs = 1_000,
  ) {
    this.bucket = new Bucket(client, settings, 'lease', { timeoutMs })
  }

  /** @throws ZodError where somebody else has written there */
  async read(): Promise<LeaseEntry | undefined> {
    const entry = await (await this.bucket.open()).get(this.key)
    if (entry?.operation !== 'PUT') return undefined
    return { value: shape.parse(entry.json()), revision: entry.revision }
  }

  async write(value: LeaseValue, revision: number): Promise<number | undefined> {
    const text = JSON.stringify(value)
    const bucket = await this.bucket.open()
    try {
      if (revision === 0) return await bucket.create(this.key, text)
      return await bucket.update(this.key, text, revision)
    } catch (error) {
      if (apiCode(error) === wrongLastSequence) return undefined
      throw error
    }
  }

  /** What an operator wished last. @throws ZodError where somebody else has written there */
  async readWish(): Promise<LeaseWish | undefined> {
    const entry = await (await this.bucket.open()).get(wishKey)
    if (entry?.operation !== 'PUT') return undefined
    return { ...wishShape.parse(entry.json()), revision: entry.revision }
  }

  async wish(wish: Omit<LeaseWish, 'revision'>): Promise<void> {
    await (await this.bucket.open()).put(wishKey, JSON.stringify(wish))
  }

  /** Says that a process follows, and could lead; to be said anew in every period. */
  async follow(name: string, renewedEveryMs: number): Promise<void> {
    const text = JSON.stringify({ name, renewedEveryMs })
    await (await this.bucket.open()).put(keyOf(name), text)
  }

  async followNoMore(name: string): Promise<void> {
    await (await this.bucket.open()).delete(keyOf(name))
  }

  /**
   * The names of those who follow. Their age is judged by the servers' own time alone: that of the last
   * word in the bucket, where the leader writes several times in every lease.
   * @throws ZodError where somebody else has written there
   */
  async followers(): Promise<string[]> {
    const bucket = await this.bucket.open()
    const start = `$KV.${this.bucket.name}.`
    const { streams } = await this.client.connection.jetstreamManager({
      timeout: this.timeoutMs,
      checkAPI: false,
    })
    const filter = { subjects_filter: `${start}${followerKey}*` }
    const { state } = await streams.info(`KV_${this.bucket.name}`, filter)
    const keys = Object.keys(state.subjects ?? {}).slice(0, followersMax)
    const marks = await Promise.all(keys.map((subject) => bucket.get(subject.slice(start.length))))
    const lastMs = (await bucket.get(this.key))?.created.getTime() ?? 0
    const nowMs = Math.max(lastMs, ...marks.map((mark) => mark?.created.getTime() ?? 0))
    return marks.flatMap((mark) => {
      if (mark?.operation !== 'PUT') return []
      const { name, renewedEveryMs } = followerShape.parse(mark.json())
      return nowMs - mark.created.getTime() <= renewedEveryMs * periodsMax ? [name] : []
    })
  }
}

/** A name may hold dots, which a key may not begin or end with. */
const keyOf = (name: string): string => followerKey + Buffer.from(name).toString('base64url')
