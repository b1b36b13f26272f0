// A cursor on the event log: from any frame on, live and catching up alike, and never past damage.
import type { SimFiles } from '@openbell/sim/world/files.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { EventLogError, eventSegmentHeadBytes } from './event-segment.js'
import { eventsIn, folder, manyEvents, readAll, SmallLog } from './testing/small-log.js'

function damage(files: SimFiles, path: string, at: number): void {
  const bytes = files.contentOf(path)
  bytes[at] ^= 1
  files.replace(path, bytes)
}

/** The words of the error that ends the reading, and the last frame before it. */
function failure(log: SmallLog, from = 0): { words: string; sequence: number } {
  const reader = log.readerAfter(from)
  let sequence = from
  try {
    for (let frame = reader.next(); frame; frame = reader.next()) sequence = frame.sequence
  } catch (error) {
    if (error instanceof EventLogError) return { words: error.message, sequence }
    throw error
  }
  throw new Error(`nothing is wrong up to frame ${sequence}`)
}

test('a reader begins after any frame', () => {
  const log = new SmallLog().appendTo(60)
  assert.ok(log.paths().length > 5)
  for (let from = 0; from <= 60; from++) assert.is(readAll(log.readerAfter(from), from), 60)
})

test('a reader follows live, over the borders of segments', () => {
  const log = new SmallLog()
  const reader = log.readerAfter(0)
  assert.is(reader.next(), undefined)
  let sequence = 0
  for (let step = 1; sequence < 100; step++) {
    log.appendTo(Math.min(100, sequence + (step % 4)))
    sequence = readAll(reader, sequence)
    assert.is(sequence, log.sequence)
  }
})

test('a reader sees nothing that was not published', () => {
  const log = new SmallLog().appendTo(30)
  log.published = 12
  const reader = log.readerAfter(0)
  assert.is(readAll(reader, 0), 12)
  log.published = 13
  assert.is(readAll(reader, 12), 13)
})

test('a reader waits for the rest of a part that is being written', () => {
  const log = new SmallLog(undefined, 10_000).appendTo(5)
  const [path] = log.paths()
  const whole = log.files.contentOf(path)
  const reader = log.readerAfter(0)
  log.published = 4
  log.files.replace(path, whole.subarray(0, whole.length - 3))
  assert.is(readAll(reader, 0), 4)
  log.files.replace(path, whole)
  log.published = 5
  assert.is(readAll(reader, 4), 5)
})

test('frames of many parts are read whole, also when they exceed the window', () => {
  const log = new SmallLog()
  const large = manyEvents(5)
  log.append()
  log.append(large)
  log.append()
  for (const from of [0, 1]) {
    const reader = log.readerAfter(from)
    if (from === 0) reader.next()
    const frame = reader.next()
    assert.is(frame?.parts.length, 5)
    assert.ok(frame && eventsIn(frame).equals(Buffer.concat(large)))
    assert.is(readAll(reader, 2), 3)
  }
})

test('readers do not disturb each other', () => {
  const log = new SmallLog().appendTo(20)
  const [fast, slow] = [log.readerAfter(0), log.readerAfter(0)]
  assert.is(readAll(fast, 0), 20)
  log.appendTo(50)
  assert.is(readAll(slow, 0), 50)
  fast.close()
  assert.is(readAll(log.readerAfter(30), 30), 50)
})

test('damage is named with its file and offset, after everything before it was read', () => {
  const log = new SmallLog().appendTo(60)
  const paths = log.paths()
  damage(log.files, paths[2], eventSegmentHeadBytes + 4)
  const { words, sequence } = failure(log)
  assert.is(words, `${paths[2]} at offset ${eventSegmentHeadBytes}: the head is damaged`)
  assert.is(sequence + 1, Number.parseInt(paths[2].slice(folder.length + 1), 10))
  damage(log.files, paths[2], 10)
  assert.match(failure(log).words, `${paths[2]} at offset 0: the segment head is damaged`)
  assert.is(readAll(log.readerAfter(50), 50), 60, 'what lies behind is not touched')
})

test('damaged events are named', () => {
  const log = new SmallLog(undefined, 10_000).appendTo(9)
  const [path] = log.paths()
  damage(log.files, path, log.files.contentOf(path).length - 9)
  const { words, sequence } = failure(log)
  assert.match(words, 'the events are damaged')
  assert.is(sequence, 8)
})

test('a missing segment is named, and so is a beginning that is gone', () => {
  const log = new SmallLog().appendTo(60)
  const paths = log.paths()
  const first = Number.parseInt(paths[2].slice(folder.length + 1), 10)
  log.files.remove(paths[2])
  assert.match(failure(log).words, `frame ${first} is cut off`)
  log.files.remove(paths[0])
  assert.match(failure(log).words, `${folder} at offset 0: frame 1 is no longer in the event log`)
})

test('a log that is cut off below what was published is named', () => {
  const log = new SmallLog(undefined, 10_000).appendTo(9)
  const [path] = log.paths()
  log.files.replace(path, log.files.contentOf(path).subarray(0, -1))
  const { words, sequence } = failure(log)
  assert.match(words, 'frame 9 is cut off')
  assert.is(sequence, 8)
})

test('a log of which the newest segment is gone is named', () => {
  const log = new SmallLog().appendTo(60)
  const last = log.paths().at(-1) as string
  log.files.remove(last)
  const first = Number.parseInt(last.slice(folder.length + 1), 10)
  assert.match(failure(log, first - 1).words, `frame ${first} is cut off`)
})

test.run()
