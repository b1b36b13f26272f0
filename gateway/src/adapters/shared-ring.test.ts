// Records through the ring: in order, whole, round its end again and again, and no farther than the
// other end has come.
import { Chance } from '@openbell/sim/world/chance.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { makeRing, RingReader, RingWriter } from './shared-ring.js'

const sizeBytes = 4096
const longest = 1500
/** With this in it there may be no room for the longest. */
const heldMax = sizeBytes - 2 * (longest + 16)

function bothEnds() {
  const memory = makeRing(sizeBytes)
  return { writer: new RingWriter(memory), reader: new RingReader(memory) }
}

const bytesOf = (number: number, length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, at) => (number * 7 + at) & 0xff)

test('records come out as they went in, while the ring goes round many times', () => {
  const { writer, reader } = bothEnds()
  const chance = new Chance(1, 'ring')
  const lengths: number[] = []
  let read = 0
  let held = 0
  while (read < 5_000) {
    const length = chance.between(0, longest)
    if (lengths.length < 5_000 && chance.happens(0.6) && held <= heldMax) {
      held += length + 16
      const bytes = bytesOf(lengths.length, length)
      const cut = chance.between(0, length)
      writer.put(1 + (lengths.length % 9), bytes.subarray(0, cut), bytes.subarray(cut))
      lengths.push(length)
      continue
    }
    const record = reader.next()
    if (!record) continue
    assert.is(record.kind, 1 + (read % 9))
    assert.equal(record.bytes, bytesOf(read, lengths[read]))
    reader.done()
    held -= lengths[read++] + 16
  }
  assert.is(reader.next(), undefined)
})

test('a record stays until it is done with', () => {
  const { writer, reader } = bothEnds()
  for (const number of [0, 1]) writer.put(1, bytesOf(number, longest))
  assert.equal(reader.next()?.bytes, bytesOf(0, longest))
  assert.equal(reader.next()?.bytes, bytesOf(0, longest))
  reader.done()
  assert.equal(reader.next()?.bytes, bytesOf(1, longest))
})

test('nobody waits for an end that has failed', () => {
  const full = bothEnds()
  for (const number of [0, 1]) full.writer.put(1, bytesOf(number, longest))
  full.reader.fail()
  assert.throws(() => full.writer.put(1, bytesOf(1, longest)), /the other thread has failed/)
  assert.throws(() => full.writer.settle(), /the other thread has failed/)
  const empty = bothEnds()
  empty.writer.fail()
  assert.throws(() => empty.reader.rest(), /the other thread has failed/)
})

test.run()
