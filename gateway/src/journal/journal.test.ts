// The journal as a writer: what `begin` returned from is there after any loss of power, at every
// step of the way, also while a segment is being made and while a torn tail is being cleared.
import { Chance } from '@openbell/sim/world/chance.js'
import { SimFiles, type Step } from '@openbell/sim/world/files.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { scanJournal } from './scan.js'
import { segmentHeadBytes, segmentName } from './segment.js'
import { settleFrame, settleTail } from './tail.js'
import { folder, payloadOf, readJournal, SmallJournal } from './testing/small-journal.js'

const first = `${folder}/${segmentName(1)}`
const allDropped = { kept: 0, dropped: 1, torn: 0, garbage: 0 }
const anything = { kept: 3, dropped: 3, torn: 1, garbage: 1 }

class Crash extends Error {}

/** Crashes at the step with this number, counted from now; returns how many steps there were. */
function crashAt(files: SimFiles, number: number): { steps: Step[] } {
  const steps: Step[] = []
  files.watch = (step) => {
    steps.push(step)
    if (steps.length === number) throw new Crash()
  }
  return { steps }
}

function survives(work: () => void): boolean {
  try {
    work()
    return true
  } catch (error) {
    if (error instanceof Crash) return false
    throw error
  }
}

const lastOf = (files: SimFiles): number => readJournal(files).end?.last.sequence ?? 0

test('frames are durable when begin returns', () => {
  const { files } = new SmallJournal().appendMany(5)
  files.losePower(new Chance(1), allDropped)
  assert.is(lastOf(files), 5)
})

test('committed follows begin', () => {
  const journal = new SmallJournal()
  assert.is(journal.journal.committedSequence, 0)
  journal.appendMany(3)
  assert.is(journal.journal.committedSequence, 3)
  assert.is(SmallJournal.reopen(journal.files).journal.committedSequence, 3)
})

test('segments are filled with zeros ahead of time, and a frame never straddles two', () => {
  const { files, placed } = new SmallJournal(new SimFiles(), 512).appendMany(20)
  for (const name of files.list(folder)) {
    const bytes = files.contentOf(`${folder}/${name}`)
    assert.is(bytes.length, 512)
    let used = segmentHeadBytes
    for (const frame of placed) if (frame.path === `${folder}/${name}`) used += frame.bytes.length
    assert.ok(bytes.subarray(used).every((byte) => byte === 0))
  }
})

test('a frame larger than a segment gets one of its own, and survives', () => {
  const journal = new SmallJournal(new SimFiles(), 512).appendMany(2)
  journal.append(new Uint8Array(5000).fill(1))
  journal.appendMany(2)
  journal.files.losePower(new Chance(1), allDropped)
  assert.is(lastOf(journal.files), 5)
  assert.is(journal.files.list(folder).length, 3)
})

test('a journal goes on where it ended, also in a new segment', () => {
  const files = new SimFiles()
  new SmallJournal(files, 512).appendMany(3)
  for (let life = 0; life < 10; life++) SmallJournal.reopen(files, 512).appendMany(2)
  assert.is(lastOf(files), 23)
})

test('a torn tail is cleared, and that is durable', () => {
  const { files, placed } = new SmallJournal().appendMany(2)
  const end = placed[1].offset + placed[1].bytes.length
  const content = files.contentOf(first)
  content.fill(0xee, end + 8, end + 1000)
  files.replace(first, content)
  assert.is(readJournal(files).end?.tornBytes, 1000)
  SmallJournal.reopen(files)
  files.losePower(new Chance(1), allDropped)
  assert.is(readJournal(files).end?.tornBytes, 0)
  assert.ok(
    files
      .contentOf(first)
      .subarray(end)
      .every((byte) => byte === 0),
  )
})

test('a crash at any step, with any loss: what was committed is there, and more can follow', () => {
  let crashes = 0
  for (let seed = 1; seed <= 300; seed++) {
    const chance = new Chance(seed, 'journal')
    const files = new SimFiles()
    let committed = 0
    for (let life = 0; life < 4; life++) {
      const before = lastOf(files)
      crashAt(files, chance.between(1, 60))
      const isWhole = survives(() => {
        settleTail(files, folder)
        const journal = SmallJournal.reopen(files, 512)
        committed = journal.journal.committedSequence
        for (let i = 0; i < 6; i++) {
          journal.append(payloadOf(chance.below(200)))
          committed = journal.journal.committedSequence
        }
      })
      if (!isWhole) crashes++
      files.restart()
      if (chance.happens(0.7)) files.losePower(chance, anything)
      const found = lastOf(files)
      const most = Math.max(before, committed + 1)
      assert.ok(found >= committed && found <= most, `seed ${seed}, life ${life}`)
    }
  }
  assert.ok(crashes > 500, `${crashes} crashes`)
})

test('a crash at every step of making a segment leaves nothing that stops the next start', () => {
  for (let number = 1; ; number++) {
    const files = new SimFiles()
    const journal = new SmallJournal(files, 512).appendMany(3)
    const before = files.list(folder).length
    const { steps } = crashAt(files, number)
    const isWhole = survives(() => journal.append(new Uint8Array(400)))
    files.restart()
    assert.ok(lastOf(files) === 3 || lastOf(files) === 4, `step ${number}`)
    // A smaller frame may still fit into the old segment: the name of the next one is another then.
    SmallJournal.reopen(files, 512).appendMany(8)
    assert.ok(lastOf(files) >= 11)
    assert.not(files.list(folder).some((name) => name.endsWith('.making')))
    if (!isWhole) continue
    assert.ok(files.list(folder).length > before)
    assert.ok(steps.some(({ action }) => action === 'rename') && steps.length > 10)
    break
  }
})

test('a frame that was read back but never synced is made durable before others follow', () => {
  const { files, journal } = unsynced()
  assert.is(lastOf(files), 3)
  assert.is(journal.journal.committedSequence, 2)
  settleTail(files, folder)
  files.losePower(new Chance(1), allDropped)
  assert.is(lastOf(files), 3)
})

test('a frame whose sync failed is never seen again, and the journal goes on without it', () => {
  const { files } = unsynced((files) => {
    files.failsSync = () => true
  })
  files.failsSync = () => false
  assert.is(lastOf(files), 2)
  settleTail(files, folder)
  SmallJournal.reopen(files).appendMany(2)
  files.losePower(new Chance(1), allDropped)
  assert.is(lastOf(files), 4)
})

/** Two durable frames, and a third that was written when the sync crashed or failed. */
function unsynced(
  prepare = (files: SimFiles) => {
    files.watch = ({ action, moment }) => {
      if (action === 'sync' && moment === 'before') throw new Crash()
    }
  },
): { files: SimFiles; journal: SmallJournal } {
  const journal = new SmallJournal().appendMany(2)
  prepare(journal.files)
  assert.throws(() => journal.append())
  journal.files.restart()
  return { files: journal.files, journal }
}

/** As a start does it. */
function settle(files: SimFiles): void {
  const newest = settleTail(files, folder)
  scanJournal(files, folder, (frame) => {
    if (frame.path === newest && !frame.next) settleFrame(files, folder, frame)
  })
}

test('a frame whose sync failed, left by a kill where it can be read, is on the disk before others', () => {
  const { files } = unsynced((files) => {
    files.failsSync = () => true
    files.watch = ({ action, moment }) => {
      if (action === 'write' && moment === 'before' && lastOf(files) === 3) throw new Crash()
    }
  })
  files.failsSync = () => false
  assert.is(lastOf(files), 3)
  settle(files)
  files.losePower(new Chance(1), allDropped)
  assert.is(lastOf(files), 3)
})

test('a loss of power at any step of settling costs no durable frame', () => {
  for (let seed = 1; seed <= 20; seed++)
    for (let number = 1; ; number++) {
      const { files } = new SmallJournal(new SimFiles(), 512).appendMany(3)
      crashAt(files, number)
      const isWhole = survives(() => settle(files))
      files.restart()
      files.losePower(new Chance(seed), anything)
      settleTail(files, folder)
      assert.is(lastOf(files), 3, `seed ${seed}, step ${number}`)
      assert.not(files.list(folder).includes('last.frame'))
      if (isWhole) break
    }
})

test('settling changes no byte of what can be read', () => {
  const { files } = new SmallJournal(new SimFiles(), 512).appendMany(12)
  const contents = () =>
    files.list(folder).map((name) => String(files.contentOf(`${folder}/${name}`)))
  const before = contents()
  settle(files)
  assert.equal(contents(), before)
  settle(new SimFiles())
})

test('a full disk commits nothing, and the journal goes on when there is room', () => {
  const journal = new SmallJournal(new SimFiles(), 512).appendMany(3)
  const { files } = journal
  files.capacityBytes = 800
  assert.throws(() => journal.appendMany(20), /ENOSPC/)
  const committed = journal.journal.committedSequence
  assert.is(lastOf(files), committed)
  files.capacityBytes = 100_000
  SmallJournal.reopen(files, 512).appendMany(5)
  assert.is(lastOf(files), committed + 5)
})

test.run()
