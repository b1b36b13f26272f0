// The native libraries: what they export, refuse and answer, against the core as WebAssembly.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultCapacities } from '@openbell/engine'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  buildNative,
  compile,
  includeFolder,
  memorySource,
  type NativeBuild,
  requireNativePrograms,
  type Toolchain,
} from './build.js'
import { run } from './programs.js'
import { orderFlow } from './testing/order-flow.js'
import { ReportBook } from './testing/report-book.js'
import { toolchainOrSay } from './testing/toolchain.js'
import { answerOfWasm, canonicalSha256 } from './testing/wasm-core.js'

const messages = 20_000
const probeEvery = 500

const programs = join(includeFolder, '../testing')
const header = readFileSync(join(includeFolder, 'openbell.h'), 'utf8')

test('the header’s default capacities are the exchange’s', () => {
  const [, text] = /#define OPENBELL_CAPACITIES_DEFAULT \\\n {2}\{([^}]*)\}/.exec(header) ?? []
  const found = [...text.matchAll(/\.(\w+) = (\d+)/g)].map(([, name, count]) => [name, count])
  const expected = Object.entries(defaultCapacities).map(([name, count]) => [name, `${count}`])
  assert.equal(found, expected)
})

test('what is missing is said in one sentence', () => {
  assert.throws(() => requireNativePrograms('no-such-compiler'), / is needed: apt-get install wabt/)
})

const toolchain = toolchainOrSay('the native libraries are not tested')
if (toolchain) testBuild(toolchain)

function testBuild(toolchain: Toolchain): void {
  const folder = mkdtempSync(join(tmpdir(), 'openbell-native-'))
  const orders = join(folder, 'orders.bin')
  const { file, records } = orderFlow(messages)
  const wasm = answerOfWasm(records, 256)
  const sha256 = canonicalSha256(wasm.reports)
  let built: NativeBuild

  test.before(() => {
    writeFileSync(orders, file)
    built = buildNative(folder, toolchain)
  })
  test.after(() => rmSync(folder, { recursive: true }))

  const figure = (output: string, name: string) =>
    new RegExp(`^${name} +(\\S+)$`, 'm').exec(output)?.[1]

  /** What a program of `testing/` prints that calls the library as a harness does. */
  const runAgainstHarness = (name: string): string => {
    const options = [built.benchmarkLibrary, '-Wl,-rpath,$ORIGIN']
    const path = join(folder, name)
    compile([join(programs, `${name}.c`)], path, folder, toolchain, options)
    return run(path, [])
  }

  test('only the interface is exported', () => {
    const names = (library: string) =>
      run('nm', ['-D', '--defined-only', library])
        .trim()
        .split('\n')
        .map((line) => line.split(' ')[2])
    const declared = [...header.matchAll(/^OPENBELL_API .*?(openbell_\w+)\(/gm)]
    assert.equal(names(built.library), declared.map(([, name]) => name).sort())
    const calls = 'flush get_transport init on_batch on_cancel on_modify on_new_order'.split(' ')
    const queries = 'query_best_ask query_best_bid query_depth_at shutdown'.split(' ')
    assert.equal(
      names(built.benchmarkLibrary),
      [...calls, ...queries].map((name) => `engine_${name}`),
    )
  })

  test('a replay gives the reports and the state of the module, whatever the batch', () => {
    for (const batch of ['1', '7', '256', '13107']) {
      const output = run(built.replay, [orders, batch])
      assert.is(figure(output, 'messages'), `${messages}`)
      assert.is(figure(output, 'reports'), `${wasm.reports.length}`)
      assert.is(figure(output, 'sha256'), sha256)
      assert.is(figure(output, 'state'), wasm.stateHash)
    }
  })

  test('the harness’s calls give the same, one by one, in batches, and after a new init', () => {
    for (const batch of ['0', '1', '7', '256', '20000']) {
      const output = run(built.loader, [built.benchmarkLibrary, orders, batch, '0', '2', '1024'])
      assert.is(figure(output, 'reports'), `${wasm.reports.length}`)
      assert.is(figure(output, 'sha256'), sha256)
      assert.is(output.match(/^per second/gm)?.length, 2)
    }
  })

  test('in a batch a message’s reports are pushed before the next message is looked at', () => {
    assert.is(runAgainstHarness('batch'), '600 reports, 0 too late\n')
  })

  test('the engine’s own queue works behind a copy of its table too', () =>
    assert.is(runAgainstHarness('ring'), '600 reports, 0 wrong; full with 64\n'))

  test('the harness’s queries answer as a naive book', () => {
    const book = new ReportBook()
    const expected: string[] = []
    const view = new DataView(records.buffer, records.byteOffset)
    let next = 0
    for (let count = probeEvery; count <= messages; count += probeEvery) {
      while (next < wasm.reports.length && wasm.reports[next].sequence < count)
        book.take(wasm.reports[next++])
      expected.push(book.probe(count, view.getBigInt64((count - 1) * 40 + 24, true)))
    }
    for (const batch of ['0', '64']) {
      const output = run(built.loader, [built.benchmarkLibrary, orders, batch, `${probeEvery}`])
      assert.equal(output.match(/^probe .*$/gm), expected)
    }
  })

  test('an empty book has no best price', () => {
    const empty = join(folder, 'one.bin')
    const one = orderFlow(1).file
    one[16] = 1 // a cancel of what is not there
    writeFileSync(empty, one)
    const output = run(built.loader, [built.benchmarkLibrary, empty, '0', '1'])
    assert.match(
      output,
      /^probe 1 bid -9223372036854775808 0 ask 9223372036854775807 0 at \d+ 0 0$/m,
    )
  })

  const withLibrary = ['-L', folder, '-lopenbell', '-Wl,-rpath,$ORIGIN']

  test('engines are independent, and what a host must not do is refused', () => {
    const path = join(folder, 'interface')
    compile([join(programs, 'interface.c')], path, folder, toolchain, withLibrary)
    assert.is(run(path, []), 'ok\n')
  })

  test('the program in the README does what it says', () => {
    const readme = readFileSync(join(includeFolder, '../README.md'), 'utf8')
    const source = join(folder, 'first.c')
    writeFileSync(source, /```c\n([^`]*)```/.exec(readme)?.[1] as string)
    compile([source], join(folder, 'first'), folder, toolchain, withLibrary)
    assert.is(run(join(folder, 'first'), []), '40 bytes of reports\nbest ask: 100 ticks\n')
  })

  test('a trap ends the process with a sentence; a foreign fault has its own handler', () => {
    const path = join(folder, 'traps')
    const inputs = [join(programs, 'traps.c'), memorySource, join(folder, 'core.o')]
    compile(inputs, path, folder, toolchain)
    const said = (how: string) => {
      try {
        return run(path, [how])
      } catch (error) {
        return (error as Error).message
      }
    }
    assert.match(said('above'), /openbell: the core has left its memory$/)
    assert.match(said('far'), /openbell: the core has left its memory$/)
    assert.match(said('abort'), /openbell: the core has failed: {2}at :12:34$/)
    assert.is(said('foreign'), 'foreign\n')
  })
}

test.run()
