// A bucket is read where it is written.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { patienceMs, settings, withServer } from '../../testing/stream-world.js'
import { Bucket } from './bucket.js'

withServer(
  'the leader answers reads, also where a bucket was made for any replica',
  async (world) => {
    const client = await world.connect()
    const { connection } = client
    await connection.jetstream().views.kv('test-0-old', { allow_direct: true })
    const asked: string[] = []
    connection.subscribe('$JS.API.>', { callback: (_, { subject }) => asked.push(subject) })
    for (const kind of ['old', 'new']) {
      const bucket = await new Bucket(client, settings, kind, { timeoutMs: patienceMs }).open()
      await bucket.put('key', kind)
      assert.is((await bucket.get('key'))?.string(), kind)
    }
    await connection.flush()
    assert.equal(
      asked.filter((subject) => subject.includes('.GET.')),
      ['old', 'new'].map((kind) => `$JS.API.STREAM.MSG.GET.KV_test-0-${kind}`),
    )
  },
)

test.run()
