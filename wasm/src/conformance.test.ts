// The public benchmark's rules: a few cases as text, and, where its files are at hand, all of them.
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { BenchmarkNew } from '@openbell/protocol'
import { decompress } from 'fzstd'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compileEngine, Engine } from './node.js'
import { feedRecords, loadBenchmarkEngine, readOrderFile } from './testing/benchmark-engine.js'
import { CanonicalReports } from './testing/canonical-reports.js'

const { OPENBELL_SHARED: promised } = process.env
const data = promised ?? fileURLToPath(new URL('../../../shared/data', import.meta.url))
if (promised !== undefined && !existsSync(data))
  throw new Error(`OPENBELL_SHARED names ${data}, which is not there`)

/** `buy 5 @ 100 #1 [ioc]`, `cancel #1`, `modify buy 5 @ 100 #1`, one a line. */
function records(text: string): Uint8Array {
  const lines = text.trim().split('\n')
  const bytes = new Uint8Array(lines.length * BenchmarkNew.sizeBytes)
  const view = new DataView(bytes.buffer)
  for (const [sequence, line] of lines.entries()) {
    const at = sequence * BenchmarkNew.sizeBytes
    const number = (pattern: RegExp) => Number(pattern.exec(line)?.[1] ?? 0)
    BenchmarkNew.write(view, at, {
      side: /sell/.test(line) ? 1 : 0,
      immediateOrCancel: /ioc/.test(line) ? 1 : 0,
      quantity: number(/(?:buy|sell) (\d+)/),
      sequence,
      orderId: number(/#(\d+)/),
      priceTicks: BigInt(number(/@ (\d+)/)),
    })
    view.setUint8(at, /cancel/.test(line) ? 1 : /modify/.test(line) ? 2 : 0)
  }
  return bytes
}

/** The reports of a text, as `type,fields` lines without their sequence, in the core's order. */
function reports(text: string): string[] {
  const core = loadBenchmarkEngine()
  const lines: string[] = []
  feedRecords(core, records(text), 3, (events) => {
    const view = new DataView(events.buffer, events.byteOffset, events.length)
    for (let at = 0; at < events.length; at += BenchmarkNew.sizeBytes) {
      const kind = view.getUint8(at)
      const [quantity, id, price, maker] = [4, 16, 24, 32].map((o) => view.getUint32(at + o, true))
      if (kind === 1) lines.push(`trade ${quantity} @ ${price} maker ${maker} taker ${id}`)
      else if (kind >= 4) lines.push(`${kind === 4 ? 'cancel' : 'modify'} reject ${id}`)
      else lines.push(`${['ack', '', 'cancelled', 'modified'][kind]} ${id} @ ${price}`)
    }
  })
  assert.equal(core.checkInvariants(), [])
  return lines
}

test('first in first out, at the maker’s price, stops at its own limit', () => {
  const text = `
    sell 2 @ 100 #1
    sell 2 @ 100 #2
    sell 2 @ 103 #3
    buy 9 @ 101 #4`
  const trades = ['trade 2 @ 100 maker 1 taker 4', 'trade 2 @ 100 maker 2 taker 4']
  assert.equal(reports(text).slice(3), ['ack 4 @ 101', ...trades])
})

test('an immediate remainder never rests; its cancel is refused', () => {
  const text = `
    buy 5 @ 90 #1
    sell 8 @ 90 #2 ioc
    cancel #2
    cancel #1`
  assert.equal(reports(text).slice(1), [
    'ack 2 @ 90',
    'trade 5 @ 90 maker 1 taker 2',
    'cancelled 2 @ 90',
    'cancel reject 2',
    'cancel reject 1',
  ])
})

test('a modify loses its priority, and may trade', () => {
  const text = `
    buy 1 @ 90 #1
    buy 1 @ 90 #2
    modify buy 1 @ 90 #1
    sell 1 @ 90 #3
    sell 1 @ 95 #4
    modify buy 3 @ 96 #1
    modify buy 3 @ 96 #9`
  assert.equal(reports(text).slice(2), [
    'modified 1 @ 90',
    'ack 3 @ 90',
    'trade 1 @ 90 maker 2 taker 3',
    'ack 4 @ 95',
    'modified 1 @ 96',
    'trade 1 @ 95 maker 4 taker 1',
    'modify reject 9',
  ])
})

test('an id is free again when its order is gone, and refused while it is not', () => {
  const text = `
    buy 1 @ 90 #1
    buy 1 @ 91 #1
    cancel #1
    buy 1 @ 91 #1`
  assert.equal(reports(text), ['ack 1 @ 90', 'cancel reject 1', 'cancelled 1 @ 90', 'ack 1 @ 91'])
})

test('a price outside of the book and a quantity of nothing are refused, not written', () => {
  const text = `
    buy 1 @ 16777215 #1
    buy 1 @ 16777216 #2
    sell 1 @ 4294967297 #3
    buy 0 @ 100 #4
    modify buy 1 @ 16777216 #1
    cancel #1`
  assert.equal(reports(text), [
    'ack 1 @ 16777215',
    'cancel reject 2',
    'cancel reject 3',
    'cancel reject 4',
    'modify reject 1',
    'cancelled 1 @ 16777215',
  ])
})

test('a sweep larger than the output is drained in the middle', () => {
  const makers = Array.from({ length: 20_000 }, (_, i) => `sell 1 @ ${100 + (i % 700)} #${i + 1}`)
  const text = [...makers, 'buy 20000 @ 1000 #20001', 'cancel #20001'].join('\n')
  const core = loadBenchmarkEngine()
  const sizes: number[] = []
  feedRecords(core, records(text), 13_000, ({ length }) => sizes.push(length))
  assert.is(
    sizes.reduce((sum, size) => sum + size, 0),
    (20_000 + 1 + 20_000 + 1) * 40,
  )
  assert.ok(sizes.length >= 4 && Math.max(...sizes) <= 512 * 1024)
  assert.equal(core.checkInvariants(), [])
  const restored = Engine.restore(compileEngine(), core.snapshot())
  assert.is(restored.stateHash(), core.stateHash())
})

interface Expected {
  readonly sha256?: string
  readonly canonical_sha256?: string
}

function digestOf(file: Uint8Array, batch: number): string {
  const core = loadBenchmarkEngine()
  const canonical = new CanonicalReports()
  feedRecords(core, readOrderFile(file), batch, (reports) => canonical.push(reports))
  assert.equal(core.checkInvariants(), [])
  return canonical.sha256()
}

function manifest(path: string): [string, Expected][] {
  return Object.entries(JSON.parse(readFileSync(path, 'utf8')) as Record<string, Expected>)
}

if (existsSync(data)) {
  for (const [name, { sha256 }] of manifest(`${data}/edge-cases/manifest.json`))
    for (const batch of [1, 256])
      test(`edge case ${name}, batch ${batch}`, () => {
        assert.is(digestOf(readFileSync(`${data}/edge-cases/${name}.bin`), batch), sha256)
      })
  for (const [name, { canonical_sha256 }] of manifest(`${data}/workload/manifest.json`))
    test(`order file ${name}`, () => {
      assert.is(
        digestOf(decompress(readFileSync(`${data}/workload/${name}.zst`)), 256),
        canonical_sha256,
      )
    })
} else {
  console.log(`${data} is absent: its edge cases and order files are skipped`)
}

test.run()
