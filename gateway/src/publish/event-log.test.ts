// The event log as a writer: it ends at the last whole frame whatever was lost, and what is made
// again is what was there, byte for byte.
import { Chance } from '@openbell/sim/world/chance.js'
import { SimFiles } from '@openbell/sim/world/files.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { findEventLogEnd } from './event-log.js'
import { eventSegmentHeadBytes } from './event-segment.js'
import { folder, identityOf, manyEvents, readAll, SmallLog } from './testing/small-log.js'

const endOf = (files: SimFiles) => findEventLogEnd(files, folder)
const contents = (log: SmallLog): string[] =>
  log.paths().map((path) => `${path} ${Buffer.from(log.files.contentOf(path)).toString('hex')}`)

test('no log is no error', () => {
  assert.is(endOf(new SimFiles()), undefined)
})

test('the end names the last frame', () => {
  const log = new SmallLog()
  log.appendTo(29)
  const digest = log.append()
  const end = endOf(log.files)
  assert.is(end?.sequence, 30)
  assert.equal(end?.chain, identityOf(30).chain)
  assert.equal(end?.eventsDigest, Uint8Array.from(digest))
  assert.is(end?.path, log.paths().at(-1))
  assert.is(end?.index, log.paths().length - 1)
})

test('segments roll between frames, and a frame of many parts stays in one', () => {
  const log = new SmallLog()
  log.append()
  log.append(manyEvents(3))
  log.append()
  assert.is(log.paths().length, 2)
  assert.ok(log.files.contentOf(log.paths()[0]).length > 1_500_000)
})

test('a log cut at any length ends at its last whole frame, and is made again the same', () => {
  const log = new SmallLog().appendTo(25)
  const whole = contents(log)
  const last = log.paths().at(-1) as string
  const bytes = log.files.contentOf(last)
  for (let length = 0; length <= bytes.length; length += 3) {
    log.files.replace(last, bytes.subarray(0, length))
    const again = new SmallLog(log.files)
    again.appendTo(25)
    assert.equal(contents(again), whole, `${length} bytes`)
  }
})

test('a flipped bit in the last segment ends the log there, and all is made again', () => {
  const log = new SmallLog().appendTo(25)
  const last = log.paths().at(-1) as string
  const bytes = log.files.contentOf(last)
  for (let bit = 0; bit < bytes.length * 8; bit += 29) {
    const flipped = bytes.slice()
    flipped[bit >> 3] ^= 1 << (bit & 7)
    log.files.replace(last, flipped)
    assert.is(readAll(new SmallLog(log.files).appendTo(25).readerAfter(0), 0), 25, `bit ${bit}`)
    log.files.replace(last, bytes)
  }
})

test('looking for the end changes nothing, going on removes what lies behind it', () => {
  const log = new SmallLog().appendTo(40)
  const { files } = log
  const paths = log.paths()
  assert.ok(paths.length > 3)
  for (const path of paths.slice(2)) files.replace(path, new Uint8Array(300).fill(7))
  const end = endOf(files)
  assert.is(end?.path, paths[1])
  assert.equal(log.paths(), paths)
  new SmallLog(files)
  assert.equal(log.paths(), paths.slice(0, 2))
  files.losePower(new Chance(1), { kept: 1, dropped: 0, torn: 0, garbage: 0 })
  assert.equal(log.paths(), paths.slice(0, 2), 'and that is durable')
})

test('a segment whose head is damaged holds no frames', () => {
  const log = new SmallLog().appendTo(25)
  const paths = log.paths()
  const last = paths.at(-1) as string
  const bytes = log.files.contentOf(last)
  bytes[20] ^= 1
  log.files.replace(last, bytes)
  assert.is(endOf(log.files)?.path, paths.at(-2))
  log.files.replace(last, bytes.subarray(0, eventSegmentHeadBytes - 1))
  assert.is(endOf(log.files)?.path, paths.at(-2))
})

test('what was synced survives any loss of power, and the rest is made again the same', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const chance = new Chance(seed, 'event log')
    const log = new SmallLog()
    log.appendTo(chance.between(1, 30))
    log.writer.sync()
    const synced = log.sequence
    log.appendTo(synced + chance.between(0, 20))
    log.files.losePower(chance, { kept: 2, dropped: 1, torn: 1, garbage: 1 })
    const again = new SmallLog(log.files)
    assert.ok(again.sequence >= synced, `seed ${seed}: ${again.sequence} of ${synced}`)
    again.appendTo(60)
    assert.equal(contents(again), contents(new SmallLog().appendTo(60)), `seed ${seed}`)
  }
})

test.run()
