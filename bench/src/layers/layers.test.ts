// The table of layers: rows take turns, every layer runs, and what is saved is complete.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { withTemporaryFolder } from '@openbell/gateway/operate/temporary-folder.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { chosenLayers } from '../all-layers.js'
import { PointerChase } from '../pointer-chase.js'
import { tableText } from '../table.js'
import { orderFile, orderRecords } from '../testing/order-records.js'
import { runBench } from '../testing/run-bench.js'
import { flowsOf } from './flows.js'
import { measureLayer, type Result } from './layer.js'
import { layers } from './layers.js'
import { resultRows } from './results.js'
import { quickScale } from './scale.js'

test('a layer is chosen by its name, or several by a word that is in theirs', () => {
  const namesOf = (word?: string) => chosenLayers(word).map(({ name }) => name)
  assert.equal(namesOf('full core'), ['full core'])
  assert.equal(namesOf('of many'), ['full core, few of many', 'full core, all of many'])
  assert.is(namesOf().length, layers.length)
})

test('rows take turns, and the first round only warms', () => {
  const turns: string[] = []
  const row = (workload: string, figures: readonly number[]) => {
    let next = 0
    return {
      workload,
      batch: 7,
      trial() {
        turns.push(workload)
        return { ns: figures[next++], 'messages/s': 1 }
      },
    }
  }
  const rows = [row('a', [99, 3, 1, 2]), row('b', [99, 5, 5, 5])]
  const results = measureLayer({ name: 'test', open: () => rows }, quickScale, '')
  assert.is(turns.join(''), 'abababab')
  const common = { layer: 'test', batch: 7, trials: 3 }
  const ones = { median: 1, min: 1, max: 1 }
  assert.equal(results, [
    { ...common, workload: 'a', measure: 'ns', median: 2, min: 1, max: 3 },
    { ...common, workload: 'a', measure: 'messages/s', ...ones },
    { ...common, workload: 'b', measure: 'ns', median: 5, min: 5, max: 5 },
    { ...common, workload: 'b', measure: 'messages/s', ...ones },
  ])
})

test('a table is in columns', () => {
  const result = { layer: 'x', batch: 4096, trials: 3, measure: 'messages/s' }
  const results = [
    { ...result, workload: 'static', median: 12_345_678.9, min: 9, max: 99.123 },
    {
      ...result,
      workload: 'flash-crash',
      batch: 1,
      measure: 'p50 ns',
      median: 70,
      min: 60,
      max: 80,
    },
  ]
  assert.equal(tableText(resultRows(results), 2).split('\n'), [
    'workload     measure     batch      median  min    max',
    'static       messages/s  4,096  12,345,679    9  99.12',
    'flash-crash  p50 ns          1          70   60     80',
  ])
})

test('a walk comes by every line before it is home', () => {
  const chase = new PointerChase(64 * 1000)
  const visited = new Set<number>()
  for (let step = 0; step < 1000; step++) {
    chase.stepNs(1)
    visited.add(chase.line)
  }
  assert.is(visited.size, 1000)
  assert.is(chase.line, 0)
})

test('other seeds and order files are measured where the command says so', () =>
  withTemporaryFolder(async (folder) => {
    const file = join(folder, 'one.bin')
    const quick = ['--quick', '--trials', '1', '--json']
    const resultsOf = async (...args: string[]): Promise<Result[]> => {
      const { code, out, errors } = await runBench(...quick, ...args)
      assert.is(code, 0, errors)
      return JSON.parse(out).results
    }
    writeFileSync(file, orderFile([[0, 1, 0, 5, 7, 200_000]]))
    for (const [layer, others] of [
      ['matching', ['the clock alone']],
      [
        'core',
        ['one, client ids', 'cancels of any order', 'cache misses', 'the book and the state'],
      ],
    ] as const) {
      const results = await resultsOf('--layer', layer, '--orders', file, '--orders', file)
      const named = new Set(results.map(({ workload }) => workload))
      assert.equal([...named].sort(), ['one', ...others].sort())
    }

    const bytesOf = async (seed: string) => {
      const results = await resultsOf('--layer', 'snapshot', '--seed', seed)
      return results.find(({ measure }) => measure === 'bytes an order')?.median
    }
    assert.is.not(await bytesOf('23'), await bytesOf('24'))

    writeFileSync(file, orderFile([[0, 1, 0, 5, 7, 1_000_001]]))
    const { code, errors } = await runBench(...quick, '--layer', 'full core', '--orders', file)
    assert.is(code, 1)
    assert.is(errors, 'bench: order 7: its price is not from 1 to 1000000 ticks')
  }))

test('flows are the scenarios by their seed, and of files so much as a layer wants', () => {
  const firstOf = (seed: number) => flowsOf({ ...quickScale, seed })[0].records()
  assert.equal(firstOf(23), firstOf(23))
  assert.not.equal(firstOf(23), firstOf(24))
  const records = orderRecords([7, 8, 9].map((number) => [0, 1, 0, 5, number, 100]))
  const flows = flowsOf({ ...quickScale, files: [{ name: 'three', records }] }, 2)
  assert.equal(
    flows.map((flow) => [flow.workload, flow.records()]),
    [['three', records.subarray(0, 80)]],
  )
})

test('all layers run, and are saved with the machine and the commit', () => {
  const folder = mkdtempSync(join(tmpdir(), 'openbell-test-'))
  try {
    const main = new URL('../main.js', import.meta.url).href
    const program = `process.exitCode = await (await import('${main}')).main(process.argv.slice(1))`
    const save = join(folder, 'results.json')
    const args = ['--quick', '--trials', '1', '--json', '--save', save, '--folder', folder]
    const node = ['--input-type=module', '-e', program, '--', ...args]
    const { status, stdout, stderr } = spawnSync(process.execPath, node, { encoding: 'utf8' })
    assert.is(stderr, '')
    assert.is(status, 0)
    const { machine, commit, results } = JSON.parse(stdout)
    assert.equal(JSON.parse(readFileSync(save, 'utf8')), { machine, commit, results })
    const facts = ['cpu', 'cores', 'memoryBytes', 'system', 'node', 'hugePages']
    assert.equal(Object.keys(machine), facts)
    assert.match(commit, /^([0-9a-f]{40}\+?|unknown)$/)
    const named = new Set(results.map(({ layer }: Result) => layer))
    assert.equal(
      [...named],
      layers.map(({ name }) => name),
    )
    for (const { median, min, max, workload, measure } of results as Result[]) {
      assert.ok(min <= median && median <= max, `${workload}, ${measure}`)
      if (measure.endsWith('/s')) assert.ok(min > 0, `${workload}, ${measure}: ${min}`)
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test.run()
