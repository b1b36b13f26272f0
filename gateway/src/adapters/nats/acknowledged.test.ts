// Each message has its own answer, whether it is taken, refused, too late, or heard by nobody.
import { ErrorCode, RetentionPolicy, StorageType } from 'nats'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { failureOf, type StreamWorld, withServer } from '../../testing/stream-world.js'
import { AcknowledgedPublisher, type Slot } from './acknowledged.js'
import { apiCode, isFinal, natsCode, wrongLastSequence } from './errors.js'

const behind = (lastSequence: number, messageId?: string): Slot => ({
  subject: 'place',
  stream: 'place',
  lastSequence,
  ...(messageId ? { messageId } : {}),
})
const bytes = new Uint8Array([1, 2, 3])

/** A publisher with a stream to publish to. */
async function open(world: StreamWorld, timeoutMs = 5_000) {
  const { connection } = await world.connect()
  const manager = await connection.jetstreamManager()
  const retention = RetentionPolicy.Limits
  await manager.streams.add({ name: 'place', retention, storage: StorageType.File })
  return { publisher: new AcknowledgedPublisher(connection, timeoutMs), manager }
}

withServer('of many at once each has the answer that is its own', async (world) => {
  const { publisher, manager } = await open(world, 60_000)
  const all = Array.from({ length: 100 }, (_, index) => publisher.publish(behind(index), bytes))
  assert.equal(
    await Promise.all(all),
    Array.from({ length: 100 }, (_, index) => index + 1),
  )
  assert.equal((await manager.streams.getMessage('place', { seq: 7 })).data, bytes)
})

withServer('a refusal says why, and what is repeated is not taken twice', async (world) => {
  const { publisher, manager } = await open(world)
  assert.is(await publisher.publish(behind(0, 'a'), bytes), 1)
  const late = await failureOf(publisher.publish(behind(0, 'b'), bytes))
  assert.is(apiCode(late), wrongLastSequence)
  assert.match(late?.message ?? '', 'wrong last sequence: 1')
  // NATS 2.10 knows its name again, 2.15 first looks at its place.
  const again = await publisher.publish(behind(0, 'a'), bytes).catch(apiCode)
  assert.ok(again === 1 || again === wrongLastSequence)
  assert.is((await manager.streams.info('place')).state.last_seq, 1)
})

withServer('what nobody hears and what is too large fails at once', async (world) => {
  const { publisher } = await open(world)
  const nowhere = { ...behind(0), subject: 'nowhere' }
  assert.is(natsCode(await failureOf(publisher.publish(nowhere, bytes))), ErrorCode.NoResponders)
  const large = await failureOf(publisher.publish(behind(0), new Uint8Array(2_000_000)))
  assert.ok(isFinal(large))
  assert.is(await publisher.publish(behind(0), bytes), 1)
})

withServer('an answer that comes too late is not the next message’s', async (world) => {
  const { publisher } = await open(world, 3_000)
  const goOn = await world.server.pause()
  assert.is(natsCode(await failureOf(publisher.publish(behind(0), bytes))), ErrorCode.Timeout)
  const next = publisher.publish(behind(1), bytes)
  goOn()
  assert.is(await next, 2)
})

test.run()
