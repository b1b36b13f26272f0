// Parts that arrive from elsewhere: written down only as the very frames that must come.
import { EventHead } from '@openbell/protocol'
import { SimFiles } from '@openbell/sim/world/files.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { EventsDigest } from '../ports.js'
import { encodeEventFrame } from './event-frame.js'
import { EventLogWriter, findEventLogEnd } from './event-log.js'
import { EventMirror } from './event-mirror.js'
import { eventSegmentHeadBytes } from './event-segment.js'
import { digestsAfter, folder, manyEvents, readAll, SmallLog } from './testing/small-log.js'

/** All parts of a log's frames. */
function partsOf(log: SmallLog): Uint8Array[] {
  const reader = log.readerAfter(0)
  const digests = digestsAfter(0)
  const parts: Uint8Array[] = []
  for (let frame = reader.next(); frame; frame = reader.next())
    parts.push(...encodeEventFrame(frame, digests))
  return parts
}

function mirrorInto(files: SimFiles, after = 0, digests?: EventsDigest): EventMirror {
  const identity = { exchangeId: new Uint8Array(16).fill(1), engineHash: new Uint8Array(32) }
  const end = findEventLogEnd(files, folder)
  const writer = new EventLogWriter({ files, folder, segmentBytes: 600, ...identity }, end)
  return new EventMirror(writer, digests ?? digestsAfter(end?.sequence ?? after), end, after)
}

function refusalOf(mirror: EventMirror, part: Uint8Array): string {
  try {
    mirror.accept(part)
  } catch (error) {
    return (error as Error).message
  }
  return 'accepted'
}

test('a frame that was read encodes to the bytes in the log', () => {
  const log = new SmallLog()
  log.append(manyEvents(3))
  const written = log.files.contentOf(log.paths()[0] as string).subarray(eventSegmentHeadBytes)
  assert.is(Buffer.compare(Buffer.concat(partsOf(log)), written), 0)
})

test('a mirror is the log that it mirrors, also after a restart', () => {
  const log = new SmallLog().appendTo(20)
  log.append(manyEvents(2))
  const parts = partsOf(log)
  const files = new SimFiles()
  const whole: boolean[] = []
  for (const part of parts) {
    const mirror = mirrorInto(files)
    // A restart in the middle of a frame begins that frame anew.
    const first = parts.findIndex((bytes) => headOf(bytes).sequence === mirror.lastSequence + 1)
    for (const again of parts.slice(first, parts.indexOf(part))) mirror.accept(again)
    whole.push(mirror.accept(part))
  }
  assert.is(whole.filter((isWhole) => isWhole).length, 21)
  for (const path of log.paths())
    assert.is(Buffer.compare(files.contentOf(path), log.files.contentOf(path)), 0, path)
})

test('a mirror may begin behind a frame', () => {
  const log = new SmallLog().appendTo(20)
  const files = new SimFiles()
  const mirror = mirrorInto(files, 12)
  for (const part of partsOf(log)) if (headOf(part).sequence > 12) mirror.accept(part)
  assert.is(mirror.lastSequence, 20)
  assert.is(readAll(new SmallLog(files).readerAfter(12), 12), 20)
})

test('what is not the next part is refused', () => {
  const log = new SmallLog().appendTo(2)
  log.append(manyEvents(2))
  const [first, second, third, fourth] = partsOf(log) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ]
  const mirror = mirrorInto(new SimFiles())
  assert.match(refusalOf(mirror, second), 'frame 2 comes behind frame 0')
  assert.ok(mirror.accept(first))
  assert.match(refusalOf(mirror, first), 'frame 1 comes behind frame 1')
  assert.match(refusalOf(mirror, second.subarray(0, 20)), 'the part is cut off')
  assert.match(refusalOf(mirror, Buffer.concat([second, new Uint8Array(8)])), 'something follows')
  const flipped = second.slice()
  flipped[EventHead.sizeBytes] ^= 1
  assert.match(refusalOf(mirror, flipped), 'the events are damaged')
  assert.ok(mirror.accept(second))
  assert.match(refusalOf(mirror, fourth), 'part 1 of frame 3 is not 0')
  assert.not(mirror.accept(third))
  assert.is(mirror.lastSequence, 2)
  assert.ok(mirror.accept(fourth))
})

test('a frame whose events have another digest than it says is refused', () => {
  const log = new SmallLog().appendTo(2)
  const [first, second] = partsOf(log) as [Uint8Array, Uint8Array]
  const mirror = mirrorInto(new SimFiles(), 0, digestsAfter(1))
  assert.match(refusalOf(mirror, first), 'the digest of frame 1')
  assert.match(refusalOf(mirror, second), 'frame 2 comes behind frame 0')
})

const headOf = (bytes: Uint8Array): EventHead =>
  EventHead.read(new DataView(bytes.buffer, bytes.byteOffset), 0)

test.run()
