// A bucket of JetStream's key-value store, made by the first request that is answered.
import { type KV, StorageType } from 'nats'
import type { NatsClient } from './connect.js'
import type { StreamSettings } from './streams.js'

export interface BucketOptions {
  /** How long an entry stays; for good where it is not given. */
  readonly ttlMs?: number
  /** That each request may take; a second where it is not given. */
  readonly timeoutMs?: number
}

export class Bucket {
  readonly name: string
  private opening: Promise<KV> | undefined

  constructor(
    private readonly client: NatsClient,
    private readonly settings: Pick<StreamSettings, 'prefix' | 'shard' | 'replicas'>,
    kind: string,
    private readonly options: BucketOptions = {},
  ) {
    this.name = `${settings.prefix}-${settings.shard}-${kind}`
  }

  /** What failed is tried again by the next call. */
  open(): Promise<KV> {
    const { replicas } = this.settings
    const { ttlMs, timeoutMs: timeout = 1_000 } = this.options
    const streams = this.client.connection.jetstream({ timeout })
    const ttl = ttlMs === undefined ? {} : { ttl: ttlMs }
    // Any replica may answer a direct read, also one that is behind; the leader answers the others.
    const reads = { allow_direct: false }
    const options = { history: 1, replicas, storage: StorageType.File, timeout, ...reads, ...ttl }
    this.opening ??= streams.views.kv(this.name, options).catch((error) => {
      this.opening = undefined
      throw error
    })
    return this.opening
  }
}
