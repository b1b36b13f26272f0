// Event frames as bytes: parts that read back, with the digest, and nothing damaged passes.
import { limits } from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { EventFrameBuffer, type EventPart, eventHeadBytes, readEventPart } from './event-frame.js'
import { digestOf, eventsOf, identityOf, manyEvents } from './testing/small-log.js'

function write(sequence: number, events: readonly Uint8Array[]) {
  const parts: Uint8Array[] = []
  const buffer = new EventFrameBuffer((part) => parts.push(part.slice()))
  const identity = identityOf(sequence)
  for (const piece of events) buffer.add(identity, piece)
  buffer.finish(identity, digestOf(sequence))
  return { parts, buffer }
}

function read(bytes: Uint8Array, at = 0): EventPart {
  const part = readEventPart(bytes, at)
  if (part === undefined || typeof part === 'string') throw new Error(part ?? 'it is cut off')
  return part
}

test('a frame reads back, with all that its head says', () => {
  const { parts } = write(5, eventsOf(5))
  assert.is(parts.length, 1)
  const { head, payload, sizeBytes } = read(parts[0])
  assert.equal(Buffer.from(payload), Buffer.concat(eventsOf(5)))
  assert.is(sizeBytes, parts[0].length)
  assert.is(sizeBytes % 8, 0)
  const { sequence, epoch, type, timestampUs, commandCount, chain } = head
  assert.equal({ sequence, epoch, type, timestampUs, commandCount, chain }, identityOf(5))
  assert.is(head.part, 0)
  assert.is(head.last, 1)
  assert.equal(head.eventsDigest, digestOf(5))
})

test('a frame without events has one empty part', () => {
  const { parts } = write(10, [])
  assert.is(parts.length, 1)
  assert.is(parts[0].length, eventHeadBytes)
  assert.equal(read(parts[0]).head.eventsDigest, digestOf(10))
})

test('more events than a part holds make several, and only the last has the digest', () => {
  const events = [...manyEvents(3), Uint8Array.of(1, 2, 3)]
  const { parts } = write(3, events)
  assert.is(parts.length, 4)
  const all = parts.map((part) => read(part))
  assert.equal(
    all.map(({ head }) => head.part),
    [0, 1, 2, 3],
  )
  assert.equal(
    all.map(({ head }) => head.last),
    [0, 0, 0, 1],
  )
  assert.equal(all[0].head.eventsDigest, new Uint8Array(8))
  assert.is(all[0].payload.length, limits.eventPartBytesMax)
  assert.ok(Buffer.concat(all.map(({ payload }) => payload)).equals(Buffer.concat(events)))
  assert.equal(all[3].head.eventsDigest, digestOf(3))
})

test('one buffer makes frame after frame, without a trace of the one before', () => {
  const { buffer } = write(1, manyEvents(2))
  const parts: Uint8Array[] = []
  const fresh = new EventFrameBuffer((part) => parts.push(part.slice()))
  assert.is(buffer.isOpen, false)
  for (const sequence of [1, 2]) {
    fresh.add(identityOf(sequence), eventsOf(sequence)[0])
    assert.is(fresh.isOpen, true)
    fresh.finish(identityOf(sequence), digestOf(sequence))
    assert.is(fresh.isOpen, false)
  }
  assert.equal(parts[1], write(2, [eventsOf(2)[0]]).parts[0])
})

test('a piece of events that no part could hold is refused', () => {
  const buffer = new EventFrameBuffer(() => {})
  const piece = new Uint8Array(limits.eventPartBytesMax + 1)
  assert.throws(() => buffer.add(identityOf(1), piece), /too long/)
})

test('every flipped bit but those of the padding is found, every cut is', () => {
  const { parts } = write(7, [Uint8Array.of(1, 2, 3, 4, 5)])
  const bytes = parts[0]
  for (let bit = 0; bit < (eventHeadBytes + 5) * 8; bit++) {
    bytes[bit >> 3] ^= 1 << (bit & 7)
    assert.type(readEventPart(bytes, 0), 'string', `bit ${bit}`)
    bytes[bit >> 3] ^= 1 << (bit & 7)
  }
  for (let length = 0; length < bytes.length; length++)
    assert.is(readEventPart(bytes.subarray(0, length), 0), undefined, `${length} bytes`)
  read(bytes)
})

test('a part lies anywhere in the bytes', () => {
  const bytes = new Uint8Array(500)
  bytes.set(write(4, eventsOf(4)).parts[0], 96)
  assert.is(read(bytes.subarray(16), 80).head.sequence, 4)
})

test.run()
