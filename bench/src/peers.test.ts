// The command: a row for each file and peer, and the edge cases that are at hand.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withTemporaryFolder } from '@openbell/gateway/operate/temporary-folder.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { FlowFigures } from './peers.js'
import { orderFile } from './testing/order-records.js'
import { runBench } from './testing/run-bench.js'

/** Of the line `4,0,7`. */
const sha256 = 'fa25355be542872aebb0146dc94b283bb7505dbfe88b5932cbafbe1b0effde40'

test('the peers are compared on the files that are named, and on the edge cases', () =>
  withTemporaryFolder(async (data) => {
    const file = join(data, 'one.bin')
    writeFileSync(file, orderFile([[1, 0, 0, 0, 7, 0]]))
    const args = ['peers', '--data', data, '--orders', file, '--orders', file, '--trials', '1']
    const { code, out } = await runBench(...args)
    assert.is(code, 0)
    assert.match(out, /one +nodejs-order-book +[\d.]+ +the same +all 1 /)
    assert.match(out, 'nodejs-order-book: no edge cases at hand')

    mkdirSync(join(data, 'edge-cases'))
    for (const name of ['one', 'two'])
      writeFileSync(join(data, `edge-cases/${name}.bin`), orderFile([[1, 0, 0, 0, 7, 0]]))
    const cases = { one: { messages: 1, sha256 }, two: { messages: 1, sha256: 'other' } }
    writeFileSync(join(data, 'edge-cases/manifest.json'), JSON.stringify(cases))
    const { figures, edges } = JSON.parse((await runBench(...args, '--json')).out)
    assert.equal(
      figures.map(({ messages, peers }: FlowFigures) => [messages, peers.length]),
      [
        [1, 3],
        [1, 3],
      ],
    )
    assert.equal(edges[0], { engine: 'nodejs-order-book', cases: 2, failed: ['two'] })
    assert.match((await runBench(...args)).out, 'nodejs-order-book: 1 of 2 edge cases; not two')
  }))

test('says what is wrong', async () => {
  const { code, errors } = await runBench('peers', '--seconds', '0')
  assert.is(code, 2)
  assert.is(errors, "bench: --seconds is a number from 1 to 3600, not '0'")
})

test.run()
