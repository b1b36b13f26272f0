// The benchmarks of durability on a small scale: what they measure is right before it is fast.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { measurePath } from './path.js'
import { measureReplay } from './replay.js'
import { measureSustained } from './sustained.js'

function inFolder(work: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'openbell-test-'))
  try {
    work(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

for (const workload of ['plain', 'client ids'] as const)
  test(`a journal is replayed from zero to the state of the exchange that wrote it: ${workload}`, () =>
    inFolder((folder) => {
      const figures = measureReplay(folder, workload, 256, 1_000, 2)
      assert.ok(figures.commands >= 1_000)
      assert.ok(figures.frames >= Math.ceil(1_000 / 256))
      assert.is(figures.recoveredHash, figures.liveHash)
      assert.equal(readdirSync(folder).sort(), ['events', 'journal'])
    }))

test('durable commands are counted for each size of a batch', () =>
  inFolder((folder) => {
    const plan = [
      [1, 5],
      [16, 64],
    ] as const
    const figures = measurePath(folder, 2, plan)
    assert.equal(
      figures.map(({ batch }) => batch),
      [1, 16],
    )
    for (const { perSecond } of figures) assert.ok(perSecond.min > 0)
  }))

test('a sustained run counts what it journals, and keeps few segments', () =>
  inFolder((folder) => {
    const { commands, perSecond, slowestSecond, ...rest } = measureSustained(folder, 1, 256)
    assert.equal(rest, { batch: 256, seconds: 1 })
    assert.ok(commands > 0 && perSecond > 0 && slowestSecond <= commands)
    for (const part of ['journal', 'events'])
      assert.ok(readdirSync(join(folder, part)).length <= 4, part)
  }))

test.run()
