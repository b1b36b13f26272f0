// A journal harmed in every possible way: nothing durable is ever lost without a word, and what was
// never durable never keeps the exchange from starting.
import { crc32 } from 'node:zlib'
import { limits } from '@openbell/protocol'
import { Chance } from '@openbell/sim/world/chance.js'
import { SimFiles } from '@openbell/sim/world/files.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { chainOf, frameBytes, headBytes } from './frame.js'
import { scanJournal } from './scan.js'
import { JournalError, segmentHeadBytes, segmentName } from './segment.js'
import {
  folder,
  type Placed,
  payloadOf,
  readJournal,
  SmallJournal,
  withHead,
} from './testing/small-journal.js'

const first = `${folder}/${segmentName(1)}`

/** The refusal's words, or undefined where the journal was read without one. */
function refusal(files: SimFiles): string | undefined {
  try {
    readJournal(files)
    return undefined
  } catch (error) {
    if (error instanceof JournalError) return error.message
    throw error
  }
}

const texts = (placed: readonly Placed[]): string[] =>
  placed.map(({ bytes }) => Buffer.from(bytes).toString('hex'))

/**
 * Reads a journal whose `frames` were all durable and published. Anything but a refusal or all of
 * them would be a silent loss; ending early is a refusal too, since the last sequence is known.
 */
function isSilentLoss(files: SimFiles, frames: readonly string[]): boolean {
  try {
    const found = readJournal(files)
    const isShort = (found.end?.last.sequence ?? 0) < frames.length
    return !isShort && found.frames.join() !== frames.join()
  } catch (error) {
    if (error instanceof JournalError) return false
    throw error
  }
}

test('twenty frames read back, with their end', () => {
  const journal = new SmallJournal().appendMany(20)
  const { end, frames } = readJournal(journal.files)
  assert.equal(frames, texts(journal.placed))
  assert.is(end?.last.sequence, 20)
  assert.equal(end?.last.chain, journal.last.chain)
  assert.is(end?.tornBytes, 0)
  const last = journal.placed[19]
  assert.equal(end?.segment, {
    path: first,
    index: 0,
    offset: last.offset + last.bytes.length,
  })
})

test('no journal is no error', () => {
  assert.is(
    scanJournal(new SimFiles(), folder, () => {}),
    undefined,
  )
})

test('every flipped bit of 20 frames: silent loss 0', () => {
  const { files, placed } = new SmallJournal(new SimFiles(), 1024).appendMany(20)
  const frames = texts(placed)
  let flips = 0
  for (const name of files.list(folder)) {
    const path = `${folder}/${name}`
    const bytes = files.contentOf(path)
    for (let bit = 0; bit < bytes.length * 8; bit++, flips++) {
      bytes[bit >> 3] ^= 1 << (bit & 7)
      files.replace(path, bytes)
      if (isSilentLoss(files, frames)) assert.unreachable(`${path}, bit ${bit}`)
      bytes[bit >> 3] ^= 1 << (bit & 7)
    }
    files.replace(path, bytes)
  }
  assert.ok(flips > 20_000, `${flips}`)
})

test('a flipped bit of any frame but the last is refused, with its file and offset', () => {
  const { files, placed } = new SmallJournal().appendMany(20)
  for (const { path, offset, bytes } of placed.slice(0, 19)) {
    const content = files.contentOf(path)
    for (let bit = offset * 8; bit < (offset + bytes.length) * 8; bit += 5) {
      content[bit >> 3] ^= 1 << (bit & 7)
      files.replace(path, content)
      assert.match(refusal(files) ?? '', `${path} at offset ${offset}: `, `bit ${bit}`)
      content[bit >> 3] ^= 1 << (bit & 7)
    }
    files.replace(path, content)
  }
})

test('a journal cut at every length: silent loss 0', () => {
  const { files, placed } = new SmallJournal(new SimFiles(), 1024).appendMany(20)
  const frames = texts(placed)
  for (const name of files.list(folder)) {
    const path = `${folder}/${name}`
    const bytes = files.contentOf(path)
    for (let length = 0; length < bytes.length; length++) {
      files.replace(path, bytes.subarray(0, length))
      if (isSilentLoss(files, frames)) assert.unreachable(`${path} cut at ${length}`)
    }
    files.replace(path, bytes)
  }
})

test('a sector of zeros anywhere: silent loss 0', () => {
  const { files, placed } = new SmallJournal(new SimFiles(), 1024).appendMany(20)
  const frames = texts(placed)
  for (const name of files.list(folder)) {
    const path = `${folder}/${name}`
    const bytes = files.contentOf(path)
    for (let at = 0; at < bytes.length; at += 512) {
      files.replace(path, Buffer.from(bytes).fill(0, at, at + 512))
      if (isSilentLoss(files, frames)) assert.unreachable(`${path}, sector at ${at}`)
    }
    files.replace(path, bytes)
  }
})

test('a frame in flight torn at any byte: the exchange starts with all before it', () => {
  const { files, placed, journal, last } = new SmallJournal().appendMany(20)
  const inFlight = SmallJournal.reopen(files.copy()).seal()
  assert.is(journal.committedSequence, last.sequence)
  const content = files.contentOf(first)
  const end = placed[19].offset + placed[19].bytes.length
  for (let length = 0; length < inFlight.length; length++) {
    const torn = content.slice()
    torn.set(inFlight.subarray(0, length), end)
    files.replace(first, torn)
    const found = readJournal(files)
    // The zeros at its end are there already.
    const isWhole = length >= headBytes + payloadOf(21).length
    assert.is(found.frames.length, isWhole ? 21 : 20, `${length} bytes`)
    assert.ok((found.end?.tornBytes ?? 0) <= length)
  }
})

test('a frame in flight with any pieces lost or wrong: the exchange starts', () => {
  const chance = new Chance(1, 'in flight')
  const { files, placed } = new SmallJournal().appendMany(20)
  const content = files.contentOf(first)
  const end = placed[19].offset + placed[19].bytes.length
  const inFlight = SmallJournal.reopen(files.copy()).seal(new Uint8Array(1500).fill(0xaa))
  for (let trial = 0; trial < 2_000; trial++) {
    const torn = content.slice()
    for (let at = 0; at < inFlight.length; at += 64) {
      const piece = inFlight.slice(at, at + 64)
      if (chance.happens(0.2)) piece.set(chance.bytes(piece.length))
      if (chance.happens(0.7)) torn.set(piece, end + at)
    }
    files.replace(first, torn)
    const { frames } = readJournal(files)
    assert.ok(frames.length === 20 || frames.length === 21, `trial ${trial}`)
  }
})

test('two unsynced frames with random pieces lost: no false refusal', () => {
  const chance = new Chance(2, 'two in flight')
  const { files, placed } = new SmallJournal().appendMany(20)
  const content = files.contentOf(first)
  const end = placed[19].offset + placed[19].bytes.length
  const ahead = SmallJournal.reopen(files.copy())
  ahead.append(payloadOf(21))
  const one = ahead.placed[0].bytes
  // Such a writer cannot say that frame 21 is committed, since its sync has not come back.
  const two = withHead(ahead.seal(), { committedSequence: 20 })
  const both = Buffer.concat([one, two])
  for (let trial = 0; trial < 20_000; trial++) {
    const torn = content.slice()
    for (let at = 0; at < both.length; at += 16)
      if (chance.happens(0.5)) torn.set(both.subarray(at, at + 16), end + at)
    files.replace(first, torn)
    assert.ok(readJournal(files).frames.length >= 20, `trial ${trial}`)
  }
})

test('a damaged frame is not torn where a later one says it was durable', () => {
  const { files, placed } = new SmallJournal().appendMany(3)
  const content = files.contentOf(first)
  content[placed[1].offset + headBytes] ^= 1
  files.replace(first, content)
  assert.is(
    refusal(files),
    `${first} at offset ${placed[1].offset}: frame 2 was durable, and the payload is damaged`,
  )
})

test('a whole frame in a wrong place is refused and never cleared', () => {
  const { files, placed } = new SmallJournal().appendMany(20)
  const content = files.contentOf(first)
  content.set(placed[2].bytes, placed[19].offset)
  content.fill(0, placed[19].offset + placed[2].bytes.length)
  files.replace(first, content)
  assert.match(refusal(files) ?? '', 'frame 3 is out of sequence')
})

test('a frame of a newer format is refused and never cleared', () => {
  const journal = new SmallJournal().appendMany(2)
  const content = journal.files.contentOf(first)
  const { offset, bytes } = journal.placed[1]
  content.set(
    withHead(journal.seal(), { version: limits.formatVersion + 1 }),
    offset + bytes.length,
  )
  journal.files.replace(first, content)
  assert.match(refusal(journal.files) ?? '', `format ${limits.formatVersion + 1} is not known`)
})

test('a frame of another history is refused', () => {
  const journal = new SmallJournal().appendMany(2)
  const content = journal.files.contentOf(first)
  const { offset, bytes } = journal.placed[1]
  const stranger = withHead(journal.seal(), { previousChain: new Uint8Array(8).fill(1) })
  content.set(stranger, offset + bytes.length)
  journal.files.replace(first, content)
  assert.is(
    refusal(journal.files),
    `${first} at offset ${offset + bytes.length}: the chain is broken`,
  )
})

test('padding that is not zero is found', () => {
  const { files, placed } = new SmallJournal().appendMany(3)
  const { offset, bytes } = placed[0]
  assert.is(bytes.length, frameBytes(payloadOf(1).length))
  const content = files.contentOf(first)
  content[offset + bytes.length - 1] = 1
  files.replace(first, content)
  assert.match(refusal(files) ?? '', `at offset ${offset}: frame 1 was durable, and the end is not`)
})

/** Twenty frames in some segments, and the paths of these. */
function segments(): { journal: SmallJournal; paths: string[] } {
  const journal = new SmallJournal(new SimFiles(), 512).appendMany(20)
  const paths = journal.files.list(folder).map((name) => `${folder}/${name}`)
  assert.ok(paths.length >= 4, `${paths.length} segments`)
  return { journal, paths }
}

test('a journal goes on over many segments', () => {
  const { journal } = segments()
  assert.equal(readJournal(journal.files).frames, texts(journal.placed))
})

test('a missing segment is named by the one that follows it', () => {
  const { journal, paths } = segments()
  journal.files.remove(paths[1])
  assert.match(
    refusal(journal.files) ?? '',
    `${paths[2]} at offset 56: segment 2 stands in place 1`,
  )
})

test('a missing first segment is found', () => {
  const { journal, paths } = segments()
  journal.files.remove(paths[0])
  assert.match(
    refusal(journal.files) ?? '',
    `${paths[1]} at offset 56: segment 1 stands in place 0, and no snapshot stands for what came before it`,
  )
})

test('a renamed segment is found, also where the order stays', () => {
  const { journal, paths } = segments()
  const renamed = `${folder}/${segmentName(500)}`
  const last = paths.at(-1) as string
  journal.files.rename(last, renamed)
  assert.match(refusal(journal.files) ?? '', `${renamed} at offset 64: its name should be`)
})

test('a duplicated segment is found', () => {
  const { journal, paths } = segments()
  const { files } = journal
  const copy = `${folder}/${segmentName(500)}`
  files.open(copy, 'create').write(files.contentOf(paths[1]), 0)
  assert.match(refusal(files) ?? '', `${copy} at offset 64`)
})

test('a segment of another exchange is found', () => {
  const { journal, paths } = segments()
  const { files } = journal
  const foreign = new SmallJournal(new SimFiles(), 512).appendMany(20).files.contentOf(paths[1])
  foreign[8] ^= 1
  const view = new DataView(foreign.buffer)
  view.setUint32(116, crc32(foreign.subarray(0, 116)), true)
  files.replace(paths[1], foreign)
  assert.is(refusal(files), `${paths[1]} at offset 8: the segment belongs to another exchange`)
})

test('a segment that does not follow its predecessor is found', () => {
  const { journal, paths } = segments()
  const { files } = journal
  const content = files.contentOf(paths[2])
  content.fill(9, 72, 80)
  new DataView(content.buffer).setUint32(116, crc32(content.subarray(0, 116)), true)
  files.replace(paths[2], content)
  assert.match(
    refusal(files) ?? '',
    `${paths[2]} at offset 72: the chain 0909090909090909 does not`,
  )
})

test('a damaged last frame of a segment is refused where another segment follows', () => {
  const { journal, paths } = segments()
  const { files, placed } = journal
  const victim = placed.filter(({ path }) => path === paths[0]).at(-1) as Placed
  const content = files.contentOf(paths[0])
  content[victim.offset] ^= 1
  files.replace(paths[0], content)
  const next = paths[1].slice(folder.length + 1)
  const words = `${paths[0]} at offset ${victim.offset}: a damaged frame is followed by ${next}`
  assert.is(refusal(files), words)
})

test('zeros in place of the last frames of a segment are refused where another follows', () => {
  const { journal, paths } = segments()
  const { files } = journal
  const content = files.contentOf(paths[0])
  content.fill(0, segmentHeadBytes)
  files.replace(paths[0], content)
  assert.match(refusal(files) ?? '', `${paths[1]} at offset 64: it begins with frame`)
})

test('a segment that is still being made is not looked at', () => {
  const { journal } = segments()
  const aside = `${folder}/next.making`
  journal.files.open(aside, 'create').write(Uint8Array.of(1, 2, 3), 0)
  assert.is(readJournal(journal.files).end?.last.sequence, 20)
})

test('the chain of the scan is the chain of the bytes', () => {
  const { files, placed } = new SmallJournal().appendMany(3)
  const chains: Uint8Array[] = []
  scanJournal(files, folder, ({ chain }) => chains.push(chain))
  assert.equal(
    chains.map(String),
    placed.map(({ bytes }) => String(chainOf(bytes))),
  )
})

test.run()
