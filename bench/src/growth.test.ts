// The command: the points of each sweep, and the drawings.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withTemporaryFolder } from '@openbell/gateway/operate/temporary-folder.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { SweepFigures } from './growth.js'
import { runBench } from './testing/run-bench.js'

const tiny = ['growth', '--max', '10', '--messages', '512', '--trials', '1']

test('growth tells of each point of each sweep, and draws it', () =>
  withTemporaryFolder(async (folder) => {
    const plots = join(folder, 'plots')
    const figures = JSON.parse((await runBench(...tiny, '--svg', plots, '--json')).out)
    assert.equal(
      figures.map(({ sweep, points }: SweepFigures) => [sweep, points.map(({ at }) => at)]),
      [
        ['depth', [1, 10]],
        ['span', [10]],
        ['markets', [1, 10]],
        ['accounts', [1, 10]],
      ],
    )
    for (const { sweep } of figures)
      assert.match(readFileSync(join(plots, `growth-${sweep}.svg`), 'utf8'), /<\/svg>\n$/)
  }))

test('one sweep is a table, and how much slower its steps are', async () => {
  const { out } = await runBench(...tiny, '--only', 'depth')
  assert.match(out, /^depth: .*\n +1 .*\n +10 .*x\nat most [\d.]+x slower a step/s)
  assert.match((await runBench(...tiny, '--only', 'span')).out, 'one point')
})

test('says what is wrong', () =>
  withTemporaryFolder(async (folder) => {
    const only = await runBench('growth', '--only', 'all')
    assert.is(only.code, 2)
    assert.is(only.errors, 'bench: --only is one of depth, span, markets, accounts')
    writeFileSync(join(folder, 'file'), '')
    const args = [...tiny, '--only', 'span', '--svg', join(folder, 'file')]
    const nowhere = await runBench(...args)
    assert.is(nowhere.code, 1)
    assert.match(nowhere.errors, 'cannot be written')
  }))

test.run()
