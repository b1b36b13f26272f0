// A bucket of JetStream's key-value store, made by the first request that is answered.
import { type KV, StorageType } from 'nats'
import type { NatsClient } from './connect.js'
import type { StreamSettings } from './streams.js'

/** That each request to it may take. */
export const bucketTimeoutMs = 1_000

export class Bucket {
  readonly name: string
  private opening: Promise<KV> | undefined

  /** @param ttlMs how long an entry stays; for good where it is not given */
  constructor(
    private readonly client: NatsClient,
    private readonly settings: Pick<StreamSettings, 'prefix' | 'shard' | 'replicas'>,
    kind: string,
    private readonly ttlMs?: number,
  ) {
    this.name = `${settings.prefix}-${settings.shard}-${kind}`
  }

  /** What failed is tried again by the next call. */
  open(): Promise<KV> {
    const { replicas } = this.settings
    const timeout = bucketTimeoutMs
    const streams = this.client.connection.jetstream({ timeout })
    const ttl = this.ttlMs === undefined ? {} : { ttl: this.ttlMs }
    const options = { history: 1, replicas, storage: StorageType.File, timeout, ...ttl }
    this.opening ??= streams.views.kv(this.name, options).catch((error) => {
      this.opening = undefined
      throw error
    })
    return this.opening
  }
}
