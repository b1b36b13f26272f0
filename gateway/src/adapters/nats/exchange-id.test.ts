// Who gives an exchange its id, where answers of the servers are lost.
import { type KV, NatsError } from 'nats'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { silentLog } from '../../testing/stream-world.js'
import type { NatsClient } from './connect.js'
import { agreeOnExchange } from './exchange-id.js'
import type { StreamSettings } from './streams.js'

const mine = new Uint8Array(16).fill(1)
const theirs = new Uint8Array(16).fill(2)
const settings = { prefix: 'openbell', shard: 0, replicas: 1 } as StreamSettings

/** A bucket whose next answers may be lost: what it was asked it has done. */
class Bucket {
  value: Uint8Array | undefined
  /** What the next requests end with, one after the other; then they are answered. */
  faults: Error[] = []
  requests = 0

  readonly client = {
    connection: { jetstream: () => ({ views: { kv: async () => this as unknown as KV } }) },
  } as unknown as NatsClient

  async create(_key: string, value: Uint8Array): Promise<number> {
    const isTaken = this.value !== undefined
    this.value ??= value
    this.answer()
    if (isTaken) throw new NatsError('wrong last sequence: 1', '400')
    return 1
  }

  async get() {
    this.answer()
    return this.value ? { value: this.value } : null
  }

  private answer(): void {
    this.requests++
    const fault = this.faults.shift()
    if (fault) throw fault
  }
}

const lost = () => new NatsError('TIMEOUT', 'TIMEOUT')
const { signal } = new AbortController()
const agree = (bucket: Bucket) =>
  agreeOnExchange(bucket.client, settings, mine, { log: silentLog, signal })

test('the first proposal is taken', async () => {
  const bucket = new Bucket()
  assert.equal(await agree(bucket), mine)
  assert.is(bucket.requests, 1)
})

test('a proposal whose answers are lost is asked for again, and is the one that holds', async () => {
  const bucket = new Bucket()
  bucket.faults = [lost(), lost(), lost(), new NatsError('503', '503')]
  assert.equal(await agree(bucket), mine)
  assert.equal(bucket.value, mine)
})

test('where another was first his holds, although the answer was lost', async () => {
  const bucket = new Bucket()
  bucket.value = theirs
  bucket.faults = [lost(), new NatsError('DISCONNECT', 'DISCONNECT')]
  assert.equal(await agree(bucket), theirs)
})

test('a refusal is no lost answer: it is told at once', async () => {
  const bucket = new Bucket()
  const refusal = new NatsError('PERMISSIONS_VIOLATION', 'PERMISSIONS_VIOLATION')
  bucket.faults = [refusal, refusal]
  const fault = await agree(bucket).catch((error: unknown) => error)
  assert.is(fault, refusal)
  assert.is(bucket.requests, 2)
})

test('whoever ends meanwhile waits for no answer', async () => {
  const bucket = new Bucket()
  const ending = new AbortController()
  const why = new Error('the process ends')
  const log = { ...silentLog, warn: () => ending.abort(why) }
  bucket.faults = [lost(), lost()]
  const agreed = agreeOnExchange(bucket.client, settings, mine, { log, signal: ending.signal })
  assert.is(await agreed.catch((error: unknown) => error), why)
})

test.run()
