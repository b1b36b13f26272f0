// The public benchmark's order files, where they are at hand, through the library's two interfaces.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InputFile } from '@openbell/gateway/operate/input-file.js'
import { orderCases } from '@openbell/gateway/operate/order-manifest.js'
import { sharedData } from '@openbell/gateway/operate/testing/shared-data.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { buildNative, type NativeBuild } from './build.js'
import { run } from './programs.js'
import { orderFlow } from './testing/order-flow.js'
import { toolchainOrSay } from './testing/toolchain.js'
import { answerOfWasm, canonicalSha256 } from './testing/wasm-core.js'

/** Larger files are delivered in one way only, since hashing their reports takes seconds. */
const allWaysMessagesMax = 250_000

const data = sharedData('')
const cases = data === undefined ? [] : orderCases(data)
if (cases.length === 0)
  console.log('the public benchmark’s order files are absent: a generated one takes their place')

const toolchain = toolchainOrSay('only the module’s own hash is checked')

const folder = mkdtempSync(join(tmpdir(), 'openbell-native-'))
const orders = join(folder, 'orders.bin')
let built: NativeBuild

test.before(() => {
  if (toolchain) built = buildNative(folder, toolchain)
})
test.after(() => rmSync(folder, { recursive: true }))

/** The hashes that the stored order file comes to, a row for each way of delivering it. */
function hashes(messages: number): string[] {
  const load = (batch: string) => run(built.loader, [built.benchmarkLibrary, orders, batch])
  const ways = [() => load('4096')]
  if (messages <= allWaysMessagesMax)
    ways.push(
      () => load('0'),
      () => run(built.replay, [orders]),
    )
  return ways.map((way) => /^sha256 +(\S+)$/m.exec(way())?.[1] as string)
}

const same = (found: readonly string[], sha256: string) =>
  assert.equal(found, new Array(found.length).fill(sha256))

test('a generated order file', () => {
  const { file, records } = orderFlow(5_000)
  const sha256 = canonicalSha256(answerOfWasm(records, 256).reports)
  same([canonicalSha256(answerOfWasm(records, 1).reports)], sha256)
  writeFileSync(orders, file)
  if (toolchain) same(hashes(5_000), sha256)
})

for (const { name, path, messages, sha256 } of toolchain ? cases : [])
  test(name, async () => {
    const pieces: Uint8Array[] = []
    for await (const piece of new InputFile(path as string).pieces()) pieces.push(piece.slice())
    writeFileSync(orders, Buffer.concat(pieces))
    same(hashes(messages), sha256)
  })

test.run()
