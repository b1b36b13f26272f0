// The command line of the benchmarks: conformance fails on a wrong hash, mistakes are one line.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { orderFile } from './testing/order-records.js'

const main = new URL('./main.js', import.meta.url).href
const program = `const { main } = await import('${main}')
process.exitCode = await main(process.argv.slice(1))`

function run(...args: string[]) {
  const node = ['--input-type=module', '-e', program, '--', ...args]
  const { status, stdout, stderr } = spawnSync(process.execPath, node, { encoding: 'utf8' })
  return { code: status, out: stdout, errors: stderr }
}

// One cancel of what nobody knows: its report is the line `4,0,7`.
const sha256 = 'fa25355be542872aebb0146dc94b283bb7505dbfe88b5932cbafbe1b0effde40'
const orders = orderFile([[1, 0, 0, 0, 7, 0]])

function inData(work: (data: string) => void): void {
  const data = mkdtempSync(join(tmpdir(), 'openbell-test-'))
  try {
    mkdirSync(join(data, 'edge-cases'))
    writeFileSync(join(data, 'edge-cases/one.bin'), orders)
    work(data)
  } finally {
    rmSync(data, { recursive: true })
  }
}

const writeManifest = (data: string, manifest: unknown) =>
  writeFileSync(join(data, 'edge-cases/manifest.json'), JSON.stringify(manifest))

test('the engine prints exactly what it measured', () =>
  inData((data) => {
    const file = join(data, 'edge-cases/one.bin')
    const { code, out } = run('engine', '--orders', file, '--trials', '2', '--json')
    assert.is(code, 0)
    const { messages, reports, sha256: found, perSecond, ...rest } = JSON.parse(out)
    assert.equal([messages, reports, found, rest], [1, 1, sha256, {}])
    assert.equal(Object.keys(perSecond), ['median', 'min', 'max'])
    assert.is(run('engine', '--orders', file, '--expect', sha256).code, 0)
    const wrong = run('engine', '--orders', file, '--expect', 'other')
    assert.is(wrong.code, 1)
    assert.is(wrong.errors, `bench: the reports hash to ${sha256}, not other\n`)
  }))

test('conformance passes, fails on a wrong hash or count, and misses files', () =>
  inData((data) => {
    const good = { messages: 1, sha256 }
    writeManifest(data, { one: good })
    const passed = run('conformance', '--data', data)
    assert.is(passed.code, 0)
    assert.is(passed.out, 'ok    one\n1 ok, 0 failed\n')
    for (const [manifest, words] of [
      [{ one: { ...good, sha256: 'x' } }, `one: the reports hash to ${sha256}, not x`],
      [{ one: { ...good, messages: 2 } }, 'one: 1 messages, not 2'],
      [{ one: good, two: good }, 'two: the file is missing'],
    ] as const) {
      writeManifest(data, manifest)
      const failed = run('conformance', '--data', data)
      assert.is(failed.code, 1)
      assert.match(failed.out, `FAIL  ${words}`)
    }
  }))

test('conformance without files says so', () =>
  inData((data) => {
    const { code, out } = run('conformance', '--data', data)
    assert.is(code, 0)
    assert.is(out, `no order files in ${data}\n`)
  }))

test('the peers are compared on the files that are named, and on the edge cases', () =>
  inData((data) => {
    writeManifest(data, { one: { messages: 1, sha256 }, two: { messages: 1, sha256: 'other' } })
    writeFileSync(join(data, 'edge-cases/two.bin'), orders)
    const file = join(data, 'edge-cases/one.bin')
    const args = ['peers', '--data', data, '--orders', file, '--orders', file, '--trials', '1']
    const { figures, edges } = JSON.parse(run(...args, '--json').out)
    assert.equal(
      figures.map(({ messages, peers }: { messages: number; peers: unknown[] }) => [
        messages,
        peers.length,
      ]),
      [
        [1, 3],
        [1, 3],
      ],
    )
    assert.equal(edges[0], { engine: 'nodejs-order-book', cases: 2, failed: ['two'] })
    const { code, out } = run(...args)
    assert.is(code, 0)
    assert.match(out, /one +nodejs-order-book +[\d.]+ +the same +all 1 /)
    assert.match(out, 'nodejs-order-book: 1 of 2 edge cases; not two')
  }))

test('latency tells of every message at every rate, and draws it', () =>
  inData((data) => {
    const [file, svg] = [join(data, 'many.bin'), join(data, 'latency.svg')]
    writeFileSync(file, orderFile(Array.from({ length: 500 }, (_, id) => [0, 0, 0, 1, id + 1, 9])))
    const args = ['latency', '--orders', file, '--rates', '0.1,2.5', '--trials', '2']
    const { clockNs, figures } = JSON.parse(run(...args, '--svg', svg, '--json').out)
    assert.ok(clockNs > 0)
    assert.equal(
      figures.map(({ rate, messages }: { rate: number; messages: number }) => [rate, messages]),
      [
        [100_000, 500],
        [2_500_000, 500],
      ],
    )
    for (const { p50, p99, p999, max } of figures)
      assert.ok(p50.min > 0 && p50.min <= p99.max && p99.max <= p999.max && p999.max <= max.max)
    assert.match(readFileSync(svg, 'utf8'), /^<svg .*2\.5 M\/s.*<\/svg>\n$/s)
    assert.match(run(...args, '--arrivals', 'fixed').out, /\n2\.5 M\/s +500 /)
    const nowhere = run(...args, '--svg', join(data, 'no/latency.svg'))
    assert.is(nowhere.code, 1)
    assert.match(nowhere.errors, 'latency.svg cannot be written')
  }))

test('says how it is called', () => {
  for (const [args, words] of [
    [['engines'], "there is no benchmark 'engines'"],
    [['engine'], 'engine takes --orders FILE'],
    [['engine', '--orders', 'x', '--batch', '0'], "--batch is a number from 1 to 13107, not '0'"],
    [['replay', '--commands', 'all'], "--commands is a number from 1 to 100000000, not 'all'"],
    [['peers', '--seconds', '0'], "--seconds is a number from 1 to 3600, not '0'"],
    [['latency', '--rates', '1,x'], "--rates is millions a second such as 0.5,1,2, not '1,x'"],
    [['latency', '--arrivals', 'none'], '--arrivals is exponential or fixed'],
    [['path', '--trial', '1'], "Unknown option '--trial'"],
  ] as const) {
    const { code, errors } = run(...args)
    assert.is(code, 2)
    assert.is(errors, `bench: ${words}\n`)
  }
  const missing = run('engine', '--orders', 'nothing')
  assert.is(missing.code, 1)
  assert.is(missing.errors, 'bench: nothing: no such file or directory\n')
  assert.match(run().out, 'conformance')
})

test.run()
