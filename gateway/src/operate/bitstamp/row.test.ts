// Rows of a recording become integers, and each malformed field is named.
import { Side } from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parseBitstampRow } from './row.js'

const good = '65595247,1430438404518,1430438404000,236.47,200000000,created,bid'

test('reads a row exactly', () => {
  assert.equal(parseBitstampRow(good), {
    id: '65595247',
    timestampMs: 1430438404518,
    priceTicks: 23647,
    volumeLots: 200000000,
    action: 'created',
    side: Side.buy,
  })
  assert.equal(parseBitstampRow('1,2,,3.1,0,deleted,ask'), {
    id: '1',
    timestampMs: 2,
    priceTicks: 310,
    volumeLots: 0,
    action: 'deleted',
    side: Side.sell,
  })
})

const bad: [string, string][] = [
  ['', 'it has 1 fields, not 7'],
  [`${good},more`, 'it has 8 fields, not 7'],
  [good.replace('65595247', '-1'), "'-1' is no order id"],
  [good.replace('1430438404518', '1.5'), "'1.5' is no time in milliseconds"],
  [good.replace('236.47', '236.475'), "'236.475' is no price in steps of 0.01"],
  [good.replace('236.47', '2e2'), "'2e2' is no price in steps of 0.01"],
  [good.replace('200000000', '2.0'), "'2.0' is no volume in satoshi"],
  [good.replace('created', 'made'), "'made' is no action"],
  [good.replace('bid', 'BID'), "'BID' is no direction"],
]
for (const [line, words] of bad)
  test(`refuses '${line}'`, () => {
    assert.is(parseBitstampRow(line), words)
  })

test.run()
