// Signatures that count once: on one edge, on two, and while these do not know of each other.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { MemoryServer, MemoryShared } from '../testing/memory-shared.js'
import { TestClock } from '../testing/world.js'
import { ApiError } from './errors.js'
import { Nonces } from './nonces.js'

const isTaken = (use: Promise<void>) =>
  use.then(
    () => true,
    (error) => {
      assert.ok(error instanceof ApiError && error.code === -1021)
      return false
    },
  )

function world() {
  const clock = new TestClock()
  const server = new MemoryServer()
  const edge = () => new Nonces(clock, new MemoryShared(server))
  return { clock, server, edge, deadlineMs: clock.wallUs() / 1000 + 5_000 }
}

test('once on this edge, in whichever case it is written', async () => {
  const { clock, deadlineMs } = world()
  const nonces = new Nonces(clock, undefined)
  assert.is(await isTaken(nonces.use('ab12', deadlineMs)), true)
  assert.is(await isTaken(nonces.use('AB12', deadlineMs)), false)
  assert.is(await isTaken(nonces.use('ab13', deadlineMs)), true)
  clock.pass(5)
  assert.is(await isTaken(nonces.use('ab12', deadlineMs)), false)
})

test('once on all edges', async () => {
  const { edge, deadlineMs } = world()
  assert.is(await isTaken(edge().use('ab12', deadlineMs)), true)
  assert.is(await isTaken(edge().use('ab12', deadlineMs)), false)
})

test('alone, an edge still knows what it has seen itself', async () => {
  const { edge, server, deadlineMs } = world()
  const nonces = edge()
  server.isDown = true
  assert.is(await isTaken(nonces.use('ab12', deadlineMs)), true)
  assert.is(await isTaken(nonces.use('ab12', deadlineMs)), false)
  assert.is(await isTaken(edge().use('ab12', deadlineMs)), true)
})

test.run()
