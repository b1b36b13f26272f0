// The file and the stream after every kind of end: what is missing is put there, what lost its place
// is kept aside, and what was committed is never changed.
import type { SimFiles } from '@openbell/sim/world/files.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { ReplicatedLog, StoredFrame } from '../ports.js'
import { findCommonEnd } from './common-end.js'
import { hex } from './frame.js'
import { JournalError } from './segment.js'
import { folder, SmallJournal } from './testing/small-journal.js'

class Stream implements ReplicatedLog {
  constructor(readonly frames: Uint8Array[] = []) {}

  async last() {
    const bytes = this.frames.at(-1)
    return bytes && { sequence: this.frames.length, bytes }
  }

  async *read(from: number): AsyncGenerator<readonly StoredFrame[]> {
    for (let sequence = from; sequence <= this.frames.length; sequence++)
      yield [{ sequence, bytes: this.frames[sequence - 1] as Uint8Array }]
  }

  async follow() {}

  async append(frame: Uint8Array, _chain: string, expectedLast: number) {
    if (this.frames.length !== expectedLast) return 'deposed' as const
    this.frames.push(frame.slice())
    return 'committed' as const
  }
}

const words: string[] = []
const note = (word: string) => words.push(word)
const reporter = { info: note, warn: note, error: note }

/** A journal of so many frames, and their bytes. */
function journalOf(count: number): { files: SimFiles; frames: Uint8Array[] } {
  const journal = new SmallJournal()
  for (let i = 0; i < count; i++) journal.append()
  return { files: journal.files, frames: journal.placed.map(({ bytes }) => bytes) }
}

const settle = (files: SimFiles, stream: ReplicatedLog) =>
  findCommonEnd(files, folder, stream, reporter)

const lastOf = (files: SimFiles): number => SmallJournal.reopen(files).last.sequence

async function refused(files: SimFiles, stream: Stream, words: RegExp): Promise<void> {
  const before = lastOf(files)
  const { length } = stream.frames
  try {
    await settle(files, stream)
  } catch (error) {
    assert.instance(error, JournalError)
    assert.match((error as Error).message, words)
    assert.is(lastOf(files), before, 'the file is as it was')
    assert.is(stream.frames.length, length, 'the stream is as it was')
    return
  }
  assert.unreachable('nothing was refused')
}

test('a new folder takes whatever the stream has', async () => {
  const { frames } = journalOf(3)
  const { files } = journalOf(0)
  await settle(files, new Stream(frames))
  await settle(files, new Stream())
})

test('a file that is at the stream’s end, or behind it, is left alone', async () => {
  const { files, frames } = journalOf(40)
  const more = journalOf(60).frames
  await settle(files, new Stream(frames))
  await settle(files, new Stream(more))
  assert.is(lastOf(files), 40)
})

test('a last frame that the stream has not is put there, byte for byte', async () => {
  const { files, frames } = journalOf(40)
  const stream = new Stream(frames.slice(0, 39))
  await settle(files, stream)
  assert.is(stream.frames.length, 40)
  assert.equal(stream.frames[39], frames[39])
})

test('the first frame of all, too', async () => {
  const { files, frames } = journalOf(1)
  const stream = new Stream()
  await settle(files, stream)
  assert.equal(stream.frames, frames)
})

test('a last frame whose place another’s has is cut off and kept aside', async () => {
  const { files, frames } = journalOf(40)
  const other = SmallJournal.reopen(journalOf(39).files)
  other.append(Uint8Array.of(1, 2, 3))
  const taken = [...frames.slice(0, 39), (other.placed.at(-1) as { bytes: Uint8Array }).bytes]
  await settle(files, new Stream(taken))
  assert.is(lastOf(files), 39)
  const aside = files.list(folder).filter((name) => name.endsWith('.displaced'))
  assert.is(aside.length, 1)
  const file = files.open(`${folder}/${aside[0]}`, 'read')
  const bytes = new Uint8Array(file.sizeBytes())
  file.read(bytes, 0)
  assert.is(hex(bytes), hex(frames[39] as Uint8Array))
  assert.match(words.at(-1) as string, /frame 40 was never committed/)
})

test('who loses the place while he takes it looks again', async () => {
  const { files, frames } = journalOf(40)
  const other = SmallJournal.reopen(journalOf(39).files)
  other.append(Uint8Array.of(1, 2, 3))
  const stream = new Stream(frames.slice(0, 39))
  const append = stream.append.bind(stream)
  stream.append = (...args) => {
    stream.frames.push((other.placed.at(-1) as { bytes: Uint8Array }).bytes)
    return append(...args)
  }
  await settle(files, stream)
  assert.is(lastOf(files), 39)
})

test('a stream that has lost what was committed is refused', async () => {
  const { files, frames } = journalOf(40)
  await refused(files, new Stream(frames.slice(0, 38)), /ends at frame 38, but frame 39 was/)
  await refused(files, new Stream(), /ends at frame 0, but frame 39 was committed/)
})

test('another exchange’s stream is refused', async () => {
  const { files } = journalOf(40)
  const other = new SmallJournal()
  for (let i = 0; i < 50; i++) other.append(Uint8Array.of(i))
  const frames = other.placed.map(({ bytes }) => bytes)
  await refused(files, new Stream(frames.slice(0, 39)), /two histories/)
  try {
    await settle(files, new Stream(frames))
    assert.unreachable()
  } catch (error) {
    assert.match((error as Error).message, /frame 39 and the stream are of two histories/)
  }
})

test.run()
