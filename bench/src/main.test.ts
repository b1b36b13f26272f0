// The command line of the benchmarks: conformance fails on a wrong hash, mistakes are one line.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { layers } from './layers/layers.js'
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

test('a workload is written, described and measured', () =>
  inData((data) => {
    const file = join(data, 'made.bin')
    const made = ['--scenario', 'normal', '--orders', '500', '--seed', '9']
    const written = run('generate', ...made, '--out', file)
    assert.is(written.code, 0)
    assert.is(written.out, `${file}: 970 messages\n`)
    for (const benchmark of ['describe', 'engine']) {
      const [ofFile, ofSeed] = [['--orders', file], made].map((orders) =>
        JSON.parse(run(benchmark, ...orders, '--json').out),
      )
      assert.is(ofFile.messages, 970)
      assert.equal({ ...ofFile, perSecond: 0 }, { ...ofSeed, perSecond: 0 })
    }
    assert.match(run('describe', '--orders', file).out, /^messages {8}970\nnew orders {6}500, /)
    const nowhere = run('generate', ...made, '--out', join(data, 'no/file'))
    assert.is(nowhere.code, 1)
    assert.is(nowhere.errors, `bench: ${data}/no/file: no such file or directory\n`)
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

test('conformance without files fails, and says so', () =>
  inData((data) => {
    const { code, out, errors } = run('conformance', '--data', data)
    assert.equal([code, out], [1, ''])
    assert.is(errors, `bench: no order files in ${data}: bench/README.md says where to get them\n`)
  }))

test('says how it is called', () => {
  for (const [args, words] of [
    [['engines'], "there is no benchmark 'engines'"],
    [
      ['--layer', 'roof'],
      "--layer is a part of 'matching only', 'full core', 'full core, few of many', 'full core, all of many', 'host', 'journal', 'replay', 'snapshot'",
    ],
    [['engine'], 'either --orders FILE or --scenario NAME is needed'],
    [['generate'], 'generate takes --out FILE'],
    [
      ['describe', '--scenario', 'up'],
      '--scenario is one of static, normal, swing-25, swing-40, flash-crash',
    ],
    [['engine', '--orders', 'x', '--batch', '0'], "--batch is a number from 1 to 13107, not '0'"],
    [['replay', '--commands', 'all'], "--commands is a number from 1 to 100000000, not 'all'"],
    [['path', '--trial', '1'], "Unknown option '--trial'"],
  ] as const) {
    const { code, errors } = run(...args)
    assert.is(code, 2)
    assert.is(errors, `bench: ${words}\n`)
  }
  const missing = run('engine', '--orders', 'nothing')
  assert.is(missing.code, 1)
  assert.is(missing.errors, 'bench: nothing: no such file or directory\n')
  const help = run('help').out
  assert.match(help, 'conformance')
  for (const { name } of layers) assert.match(help, `\n                   ${name}\n`)
})

test.run()
