// The command: every message at every rate, and the drawing.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withTemporaryFolder } from '@openbell/gateway/operate/temporary-folder.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { RateFigures } from './latency.js'
import { orderFile } from './testing/order-records.js'
import { runBench } from './testing/run-bench.js'

test('latency tells of every message at every rate, and draws it', () =>
  withTemporaryFolder(async (folder) => {
    const [file, svg] = [join(folder, 'many.bin'), join(folder, 'latency.svg')]
    writeFileSync(file, orderFile(Array.from({ length: 500 }, (_, id) => [0, 0, 0, 1, id + 1, 9])))
    const args = ['latency', '--orders', file, '--rates', '0.1,2.5', '--trials', '2']
    const { out } = await runBench(...args, '--svg', svg, '--json')
    const { clockNs, figures } = JSON.parse(out)
    assert.ok(clockNs > 0)
    assert.equal(
      figures.map(({ rate, messages }: RateFigures) => [rate, messages]),
      [
        [100_000, 500],
        [2_500_000, 500],
      ],
    )
    for (const { p50, p99, p999, max } of figures)
      assert.ok(p50.min > 0 && p50.max <= p99.max && p99.max <= p999.max && p999.max <= max.max)
    assert.match(readFileSync(svg, 'utf8'), /^<svg .*2\.5 M\/s.*<\/svg>\n$/s)
    assert.match((await runBench(...args, '--arrivals', 'fixed')).out, /\n2\.5 M\/s +500 /)
  }))

test('says what is wrong', async () => {
  for (const [args, words] of [
    [['--rates', '1,x'], "--rates is millions a second such as 0.5,1,2, not '1,x'"],
    [['--rates', '0'], "--rates is millions a second such as 0.5,1,2, not '0'"],
    [['--arrivals', 'none'], '--arrivals is exponential or fixed'],
  ] as const) {
    const { code, errors } = await runBench('latency', ...args)
    assert.is(code, 2)
    assert.is(errors, `bench: ${words}`)
  }
})

test.run()
