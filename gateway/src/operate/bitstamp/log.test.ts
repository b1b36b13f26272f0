// Lines of the venue's log become integers, and what is malformed is named.
import { Side } from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { isLogLine, parseLogOrder, parseLogTrade } from './log.js'

const order =
  '1430438404518 order_created {"price": "236.47", "amount": "2.00000001", "id": 655, "order_type": 0}'
const trade = '1430438404645 trade {"price": 235.81999999999999, "amount": 1e-08, "id": 8111041}'
const book = '1430438405885 order_book {"bids": [], "asks": []}'

test('reads an order exactly', () => {
  assert.equal(parseLogOrder(order), {
    id: '655',
    timestampMs: 1430438404518,
    priceTicks: 23647,
    volumeLots: 200000001,
    action: 'created',
    side: Side.buy,
  })
})

test('reads a trade to the nearest step', () => {
  const expected = { timestampMs: 1430438404645, priceTicks: 23582, quantityLots: 1 }
  assert.equal(parseLogTrade(trade), expected)
})

test('passes over what tells of something else', () => {
  assert.is(parseLogOrder(trade), undefined)
  assert.is(parseLogOrder(book), undefined)
  assert.is(parseLogTrade(order), undefined)
  assert.is(parseLogTrade(book), undefined)
})

const bad: [(line: string) => unknown, string, string][] = [
  [parseLogOrder, '1,2,3', "it is no 'MILLISECONDS KIND JSON'"],
  [parseLogTrade, '14 trade', "it is no 'MILLISECONDS KIND JSON'"],
  [parseLogOrder, order.replace('655', '"655"'), 'its order has no id'],
  [parseLogOrder, order.replace('236.47', '236.475'), 'its order has no price in steps of 0.01'],
  [parseLogOrder, order.replace('amount', 'amounts'), 'its order has no amount in satoshi'],
  [parseLogOrder, order.replace('": 0', '": 2'), 'its order is neither of type 0 nor of type 1'],
  [parseLogTrade, trade.replace('235.8199', '235.8149'), 'its trade has no price in steps of 0.01'],
  [parseLogTrade, trade.replace('1e-08', '1e-09'), 'its trade has no amount in satoshi'],
  [parseLogTrade, trade.replace('}', ',}'), 'its trade has no price in steps of 0.01'],
]
for (const [parse, line, words] of bad)
  test(`refuses '${line}'`, () => {
    assert.ok(line !== order && line !== trade)
    assert.is(parse(line), words)
  })

test('knows its lines from others', () => {
  assert.ok(isLogLine(book))
  assert.not.ok(isLogLine('id,timestamp'))
})

test.run()
