// What is archived is what no start needs, and what stays starts, verifies and can be told apart.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileEngine } from '@openbell/engine'
import { placeOrder } from '@openbell/sim/world/commands.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { nodeFiles } from '../adapters/node-files.js'
import { JournalError } from '../journal/segment.js'
import { moveToArchive } from './prune/archive.js'
import { type PrunePlan, planPruning } from './prune/plan.js'
import { faultOf } from './testing/fault.js'
import { inFolder } from './testing/folder.js'
import { runCli } from './testing/run-cli.js'
import { alice, SmallFolder } from './testing/small-folder.js'
import { verifyFolder } from './verify-folder.js'

const segmentBytes = 4096
const everything = Number.POSITIVE_INFINITY

/** Three snapshots with orders before, between and behind them; returns the state hash at the end. */
function fill(folder: string): string {
  const small = new SmallFolder(folder, segmentBytes)
  for (let round = 0; round < 4; round++) {
    for (let n = 0; n < 40; n++) small.frame(placeOrder({ account: alice, priceTicks: 1 + n }))
    if (round < 3) small.snapshot()
  }
  small.close()
  return small.path.core.stateHash()
}

const consumers = { viewsSequence: everything, projectedSequence: everything }

function prune(folder: string, archive: string, plan: PrunePlan): void {
  for (const part of ['events', 'journal', 'snapshots'] as const)
    for (const name of plan[part])
      moveToArchive(nodeFiles, `${folder}/${part}`, `${archive}/${part}`, name)
}

test('two snapshots stay, with the journal from the older one on; all of it starts and verifies', () =>
  inFolder((folder) => {
    const data = join(folder, 'data')
    const stateHash = fill(data)
    const plan = planPruning(nodeFiles, data, consumers)
    const [older, newer] = readdirSync(join(data, 'snapshots')).sort()
    assert.is(plan.snapshotSequence, Number.parseInt(older, 10))
    assert.ok(plan.journal.length >= 2 && plan.events.length >= 2, JSON.stringify(plan))
    const before = verifyFolder(nodeFiles, data, compileEngine())
    prune(data, join(folder, 'archive'), plan)
    const after = verifyFolder(nodeFiles, data, compileEngine())
    assert.equal(after.faults, [])
    assert.is(after.stateHash, before.stateHash)
    assert.is(after.fromSequence, plan.snapshotSequence)
    assert.is(after.snapshots, 2)
    for (const damaged of [false, true]) {
      if (damaged) writeFileSync(join(data, 'snapshots', newer), 'nothing')
      const again = new SmallFolder(data, segmentBytes)
      assert.is(again.path.recovery.fromSequence, Number.parseInt(damaged ? older : newer, 10))
      again.close()
    }
    assert.is.not(stateHash, '')
    // What is in the archive and what stayed are together what there was.
    for (const part of ['events', 'journal'])
      for (const name of readdirSync(join(folder, 'archive', part)))
        writeFileSync(join(data, part, name), readFileSync(join(folder, 'archive', part, name)))
    rmSync(join(data, 'snapshots'), { recursive: true })
    assert.is(verifyFolder(nodeFiles, data, compileEngine()).fromSequence, 0)
  }))

test('a journal that begins later than every snapshot is refused', () =>
  inFolder((folder) => {
    const data = join(folder, 'data')
    fill(data)
    prune(data, join(folder, 'archive'), planPruning(nodeFiles, data, consumers))
    rmSync(join(data, 'snapshots'), { recursive: true })
    assert.throws(
      () => new SmallFolder(data, segmentBytes),
      (error: Error) =>
        error instanceof JournalError &&
        /no snapshot stands for what came before/.test(error.message),
    )
    const { code, out } = runCli('verify', '--data', data)
    assert.is(code, 1)
    assert.match(out, 'bring it back from a copy')
  }))

test('an order that was archived is looked for in vain, and the words say where to look', () =>
  inFolder((folder) => {
    const data = join(folder, 'data')
    fill(data)
    prune(data, join(folder, 'archive'), planPruning(nodeFiles, data, consumers))
    const { code, errors } = runCli('explain', '1', '--data', data)
    assert.is(code, 2)
    assert.match(errors, /behind frame \d+, where the journal begins; look into the archive too/)
    // Listings were archived, too: what is told of later orders is in ticks and lots.
    assert.match(runCli('explain', '150', '--data', data).out, 'limit buy of 10 lots at 30 ticks')
  }))

test('events that views or tables still want stay', () =>
  inFolder((folder) => {
    fill(folder)
    for (const late of [{ viewsSequence: 0 }, { projectedSequence: 1 }]) {
      const plan = planPruning(nodeFiles, folder, { ...consumers, ...late })
      assert.equal(plan.events, [])
      assert.ok(plan.journal.length > 0)
    }
  }))

test('without two snapshots that prove good nothing goes', () =>
  inFolder(async (folder) => {
    fill(folder)
    const names = readdirSync(join(folder, 'snapshots')).sort()
    writeFileSync(join(folder, 'snapshots', names[0]), 'nothing')
    const plan = async () => planPruning(nodeFiles, folder, consumers)
    assert.match(await faultOf(plan), "make them by 'openbell snapshot'")
  }))

test('a file goes only when the archive holds the same', () =>
  inFolder(async (folder) => {
    const [from, archive] = [join(folder, 'from'), join(folder, 'archive')]
    mkdirSync(from)
    const bytes = Buffer.alloc(3_000_001, 5)
    writeFileSync(join(from, 'a'), bytes)
    moveToArchive(nodeFiles, from, archive, 'a')
    assert.equal(readdirSync(from), [])
    assert.ok(readFileSync(join(archive, 'a')).equals(bytes))
    // As after a crash between the copy and the removal.
    writeFileSync(join(from, 'a'), bytes)
    moveToArchive(nodeFiles, from, archive, 'a')
    bytes[2_999_999] = 6
    writeFileSync(join(from, 'a'), bytes)
    const move = async () => moveToArchive(nodeFiles, from, archive, 'a')
    assert.match(await faultOf(move), 'nothing was removed')
    assert.equal(readdirSync(from), ['a'])
  }))

test.run()
