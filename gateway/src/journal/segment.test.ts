// Segment heads: they read back, and what is damaged, cut or foreign is refused by name and offset.
import { crc32 } from 'node:zlib'
import { limits, SegmentHead } from '@openbell/protocol'
import { SimFiles } from '@openbell/sim/world/files.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  decodeSegmentHead,
  encodeSegmentHead,
  JournalError,
  segmentName,
  segmentNames,
} from './segment.js'

const identity = {
  exchangeId: new Uint8Array(16).fill(3),
  engineHash: new Uint8Array(32).fill(4),
  index: 5,
  baseSequence: 678,
  previousChain: new Uint8Array(8).fill(6),
}
const magic = limits.magicJournalSegment
const decode = (bytes: Uint8Array) => decodeSegmentHead('a/b.segment', magic, bytes)

const refusal = (work: () => void): string => {
  try {
    work()
  } catch (error) {
    if (error instanceof JournalError) return error.message
    throw error
  }
  throw new Error('it was not refused')
}

test('a head reads back', () => {
  const head = decode(encodeSegmentHead(magic, identity))
  assert.equal(head.exchangeId, identity.exchangeId)
  assert.equal(head.engineHash, identity.engineHash)
  assert.is(head.index, 5)
  assert.is(head.baseSequence, 678)
  assert.equal(head.previousChain, identity.previousChain)
})

test('every flipped bit and every cut is found', () => {
  const bytes = encodeSegmentHead(magic, identity)
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    bytes[bit >> 3] ^= 1 << (bit & 7)
    assert.is(
      refusal(() => decode(bytes)),
      'a/b.segment at offset 0: the segment head is damaged',
    )
    bytes[bit >> 3] ^= 1 << (bit & 7)
  }
  for (let length = 0; length < SegmentHead.sizeBytes; length++)
    assert.match(
      refusal(() => decode(bytes.subarray(0, length))),
      'the segment is cut off',
    )
})

test('a segment of another kind or format is refused', () => {
  const events = encodeSegmentHead(limits.magicEventSegment, identity)
  assert.match(
    refusal(() => decode(events)),
    'this is no segment of this kind',
  )
  const newer = encodeSegmentHead(magic, identity)
  const view = new DataView(newer.buffer)
  view.setUint32(SegmentHead.offset.version, limits.formatVersion + 1, true)
  view.setUint32(SegmentHead.offset.headCrc, crc32(newer.subarray(0, -4)), true)
  const fault = `at offset 4: format ${limits.formatVersion + 1} is not known`
  assert.match(
    refusal(() => decode(newer)),
    fault,
  )
})

test('segments are listed in the order of their sequences, and nothing else is', () => {
  const files = new SimFiles()
  files.makeFolder('j')
  for (const name of [segmentName(1000), segmentName(9), `${segmentName(10)}.making`, 'notes.txt'])
    files.open(`j/${name}`, 'create')
  assert.equal(segmentNames(files, 'j'), ['0000000000000009.segment', '0000000000001000.segment'])
  assert.equal(segmentNames(files, 'nowhere'), [])
})

test.run()
