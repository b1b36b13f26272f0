// Frames as bytes: what is sealed reads back, and what differs by anything is refused by its name.
import { type FrameHead, FrameType, limits } from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  chainOf,
  FrameBuffer,
  type FrameRead,
  frameBytes,
  frameBytesMax,
  headBytes,
  isZero,
  linkFault,
  nothingBefore,
  readFrame,
} from './frame.js'
import { withHead } from './testing/small-journal.js'

const before = {
  sequence: 7,
  epoch: 3,
  type: FrameType.commands,
  timestampUs: 1_700_000_000_000_000,
  chain: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8),
  eventsDigest: Uint8Array.of(9, 10, 11, 12, 13, 14, 15, 16),
}
const next = { epoch: 4, timestampUs: 1_700_000_000_000_500 }

function sealed(payload: Uint8Array): Uint8Array {
  const buffer = new FrameBuffer()
  buffer.payload.set(payload)
  return buffer.seal(FrameType.commands, before, next, payload.length).slice()
}

const read = (bytes: Uint8Array, at = 0): FrameRead => {
  const frame = readFrame(bytes, at)
  if (typeof frame === 'string') throw new Error(frame)
  return frame
}

test('a sealed frame reads back, with all that its head says', () => {
  const payload = Uint8Array.of(1, 2, 3, 4, 5)
  const bytes = sealed(payload)
  assert.is(bytes.length, headBytes + 8)
  const { head, payload: back } = read(bytes)
  assert.equal(back, payload)
  assert.is(head.sequence, 8)
  assert.is(head.epoch, 4)
  assert.is(head.type, FrameType.commands)
  assert.is(head.timestampUs, next.timestampUs)
  assert.equal(head.previousChain, before.chain)
  assert.equal(head.previousEventsDigest, before.eventsDigest)
  assert.is(head.committedSequence, 7)
  assert.is(linkFault(head, before), undefined)
})

test('a frame lies anywhere in the bytes, also in a view with an offset', () => {
  const bytes = new Uint8Array(512)
  bytes.set(sealed(Uint8Array.of(42)), 104)
  assert.equal(read(bytes.subarray(40), 64).payload, Uint8Array.of(42))
})

test('a shorter frame after a longer one in the same buffer has zeros at its end', () => {
  const buffer = new FrameBuffer()
  buffer.payload.fill(0xff, 0, 100)
  buffer.seal(FrameType.commands, before, next, 100)
  const bytes = buffer.seal(FrameType.commands, before, next, 3)
  assert.equal(bytes.subarray(headBytes + 3), new Uint8Array(5))
})

test('the largest payload fits', () => {
  const bytes = sealed(new Uint8Array(limits.framePayloadBytesMax).fill(7))
  assert.is(bytes.length, frameBytesMax)
  assert.is(read(bytes).payload.length, limits.framePayloadBytesMax)
})

test('every flipped bit is found', () => {
  const bytes = sealed(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9))
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    bytes[bit >> 3] ^= 1 << (bit & 7)
    assert.type(readFrame(bytes, 0), 'string', `bit ${bit}`)
    bytes[bit >> 3] ^= 1 << (bit & 7)
  }
  read(bytes)
})

test('every flipped bit is found where another frame follows too', () => {
  const buffer = new FrameBuffer()
  buffer.payload.set(Uint8Array.of(1, 2, 3))
  const first = buffer.seal(FrameType.commands, before, next, 3).slice()
  const link = { ...before, sequence: 8, chain: chainOf(first) }
  const bytes = Buffer.concat([first, buffer.seal(FrameType.commands, link, next, 3)])
  for (let bit = 0; bit < first.length * 8; bit++) {
    bytes[bit >> 3] ^= 1 << (bit & 7)
    assert.type(readFrame(bytes, 0), 'string', `bit ${bit}`)
    bytes[bit >> 3] ^= 1 << (bit & 7)
  }
  const { next: head, chain } = read(bytes)
  assert.is(head?.sequence, 9)
  assert.equal(chain, link.chain)
  assert.is(read(bytes, first.length).next, undefined)
})

test('every cut is found', () => {
  const bytes = sealed(Uint8Array.of(1, 2, 3))
  for (let length = 0; length < bytes.length; length++)
    assert.type(readFrame(bytes.subarray(0, length), 0), 'string', `${length} bytes`)
})

test('a length beyond the limit is not followed', () => {
  const payloadBytes = limits.framePayloadBytesMax + 1
  assert.is(
    readFrame(withHead(sealed(new Uint8Array(8)), { payloadBytes }), 0),
    'the payload is too long',
  )
})

test('a head that does not follow is told why', () => {
  const bytes = sealed(Uint8Array.of(1))
  const faultOf = (changes: Partial<FrameHead>) =>
    linkFault(read(withHead(bytes, changes)).head, before)
  assert.is(faultOf({}), undefined)
  assert.is(faultOf({ version: 9 }), 'format 9 is not known')
  assert.is(faultOf({ sequence: 7 }), 'frame 7 is out of sequence')
  assert.is(faultOf({ sequence: 9 }), 'frame 9 is out of sequence')
  assert.is(faultOf({ previousChain: new Uint8Array(8) }), 'the chain is broken')
  assert.is(faultOf({ epoch: 2 }), 'the epoch goes back')
  assert.is(faultOf({ timestampUs: before.timestampUs - 1 }), 'the time goes back')
})

test('the first frame of all follows nothing', () => {
  const buffer = new FrameBuffer()
  const bytes = buffer.seal(FrameType.epoch, nothingBefore, { epoch: 1, timestampUs: 5 }, 0)
  assert.is(bytes.length, frameBytes(0))
  assert.is(linkFault(read(bytes).head, nothingBefore), undefined)
})

test('the chain is of all bytes of a frame', () => {
  const bytes = sealed(Uint8Array.of(1, 2, 3))
  const chain = chainOf(bytes)
  assert.is(chain.length, 8)
  bytes[bytes.length - 1] ^= 1
  assert.not.equal(chainOf(bytes), chain)
})

test('zeros are zeros, whatever their length', () => {
  const bytes = new Uint8Array(200_000)
  assert.ok(isZero(bytes))
  assert.ok(isZero(bytes.subarray(0, 0)))
  bytes[199_999] = 1
  assert.not(isZero(bytes))
  assert.ok(isZero(bytes.subarray(0, 199_999)))
})

test.run()
