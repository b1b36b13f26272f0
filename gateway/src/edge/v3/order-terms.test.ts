// Orders out of parameters: what each type needs and takes, in integers, and which filter says no.
import { OrderType, Side, TimeInForce } from '@openbell/protocol'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { MarketView } from '../../ports.js'
import { ApiError } from '../errors.js'
import { type OrderText, readTerms } from './order-terms.js'
import { marketWith } from './testing/market.js'

const test = suite('order terms')

const { limit, limitMaker, market, stopLoss, stopLossLimit, takeProfit, takeProfitLimit } =
  OrderType
const GTC = TimeInForce.goodTillCancelled
const IOC = TimeInForce.immediateOrCancel
const FOK = TimeInForce.fillOrKill
const GTD = TimeInForce.goodTillDate
const DAY = TimeInForce.day

const common = { side: Side.buy, quantity: '2' }
const orders = {
  limit: { ...common, type: limit, timeInForce: GTC, price: '100' },
  maker: { ...common, type: limitMaker, price: '100' },
  market: { ...common, type: market },
  stop: { ...common, type: stopLoss, stopPrice: '90' },
  stopLimit: { ...common, type: stopLossLimit, timeInForce: GTC, price: '100', stopPrice: '90' },
  take: { ...common, type: takeProfit, stopPrice: '90' },
  takeLimit: { ...common, type: takeProfitLimit, timeInForce: FOK, price: '100', stopPrice: '90' },
} satisfies Record<string, OrderText>

const base = {
  side: Side.buy,
  orderType: limit,
  timeInForce: GTC,
  priceTicks: 10_000,
  quantityLots: 200_000,
  quoteUnits: 0n,
  stopPriceTicks: 0,
  icebergLots: 0,
  trailingBips: 0,
  expiresUs: 0,
  clientOrderId: '',
}

/** Fields that are `undefined` are left out. */
type Change = { readonly [Field in keyof OrderText]?: OrderText[Field] | undefined }

const changed = (text: OrderText, change: Change): OrderText =>
  Object.fromEntries(
    Object.entries({ ...text, ...change }).filter(([, value]) => value !== undefined),
  ) as unknown as OrderText

const good: readonly (readonly [string, OrderText, Change, object])[] = [
  ['limit', orders.limit, { clientOrderId: 'mine' }, { clientOrderId: 'mine' }],
  ['limit FOK', orders.limit, { timeInForce: FOK }, { timeInForce: FOK }],
  ['limit DAY', orders.limit, { timeInForce: DAY }, { timeInForce: DAY }],
  [
    'limit GTD',
    orders.limit,
    { timeInForce: GTD, goodTillDate: 1_800_000_000_000 },
    { timeInForce: GTD, expiresUs: 1_800_000_000_000_000 },
  ],
  ['post-only', orders.maker, {}, { orderType: limitMaker }],
  [
    'post-only DAY',
    orders.maker,
    { timeInForce: DAY },
    { orderType: limitMaker, timeInForce: DAY },
  ],
  ['market', orders.market, {}, { orderType: market, timeInForce: IOC, priceTicks: 0 }],
  [
    'market by cost',
    orders.market,
    { quantity: undefined, quoteOrderQty: '5.00000001' },
    {
      orderType: market,
      timeInForce: IOC,
      priceTicks: 0,
      quantityLots: 0,
      quoteUnits: 500_000_001n,
    },
  ],
  ['stop', orders.stop, {}, { orderType: stopLoss, priceTicks: 0, stopPriceTicks: 9_000 }],
  [
    'stop until the evening',
    orders.stop,
    { timeInForce: DAY },
    { orderType: stopLoss, priceTicks: 0, stopPriceTicks: 9_000, timeInForce: DAY },
  ],
  ['stop limit', orders.stopLimit, {}, { orderType: stopLossLimit, stopPriceTicks: 9_000 }],
  ['take', orders.take, {}, { orderType: takeProfit, priceTicks: 0, stopPriceTicks: 9_000 }],
  [
    'take limit',
    orders.takeLimit,
    {},
    { orderType: takeProfitLimit, stopPriceTicks: 9_000, timeInForce: FOK },
  ],
  [
    'trailing alone',
    orders.stop,
    { stopPrice: undefined, trailingDelta: 2000 },
    { orderType: stopLoss, priceTicks: 0, trailingBips: 2000 },
  ],
  [
    'trailing from a price on',
    orders.stop,
    { trailingDelta: 10 },
    { orderType: stopLoss, priceTicks: 0, stopPriceTicks: 9_000, trailingBips: 10 },
  ],
  ['iceberg of ten parts', orders.limit, { icebergQty: '0.2' }, { icebergLots: 20_000 }],
  ['iceberg as large as the order', orders.limit, { icebergQty: '2' }, {}],
  ['iceberg of nothing', orders.limit, { icebergQty: '0' }, {}],
  [
    'iceberg DAY',
    orders.limit,
    { icebergQty: '1', timeInForce: DAY },
    { icebergLots: 100_000, timeInForce: DAY },
  ],
  [
    'iceberg behind a stop',
    orders.stopLimit,
    { icebergQty: '1' },
    { orderType: stopLossLimit, stopPriceTicks: 9_000, icebergLots: 100_000 },
  ],
]

for (const [name, text, change, expected] of good)
  test(`taken: ${name}`, () => {
    assert.equal(readTerms(marketWith(), changed(text, change)), { ...base, ...expected })
  })

const notRequired = (name: string) =>
  [-1106, `Parameter '${name}' sent when not required.`] as const
const missing = (name: string) =>
  [-1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`] as const
const either = (one: string, other: string) =>
  [-1102, `Param '${one}' or '${other}' must be sent, but both were empty/null!`] as const
const filter = (name: string) => [-1013, `Filter failure: ${name}`] as const
const unsupported = (kind: string) =>
  [-2010, `${kind} orders are not supported for this symbol.`] as const

type Bad = readonly [
  name: string,
  text: OrderText,
  change: Change,
  error: readonly [number, string],
  rules?: Partial<MarketView>,
]

const bad: readonly Bad[] = [
  ['limit without time in force', orders.limit, { timeInForce: undefined }, missing('timeInForce')],
  ['limit without price', orders.limit, { price: undefined }, missing('price')],
  ['limit without quantity', orders.limit, { quantity: undefined }, missing('quantity')],
  ['limit with stop price', orders.limit, { stopPrice: '90' }, notRequired('stopPrice')],
  ['limit with trailing', orders.limit, { trailingDelta: 100 }, notRequired('trailingDelta')],
  ['limit by cost', orders.limit, { quoteOrderQty: '10' }, notRequired('quoteOrderQty')],
  ['post-only GTC', orders.maker, { timeInForce: GTC }, notRequired('timeInForce')],
  ['post-only IOC', orders.maker, { timeInForce: IOC }, notRequired('timeInForce')],
  ['post-only with stop price', orders.maker, { stopPrice: '9' }, notRequired('stopPrice')],
  ['market with price', orders.market, { price: '1' }, notRequired('price')],
  ['market GTC', orders.market, { timeInForce: GTC }, notRequired('timeInForce')],
  ['market DAY', orders.market, { timeInForce: DAY }, notRequired('timeInForce')],
  ['market iceberg', orders.market, { icebergQty: '1' }, notRequired('icebergQty')],
  [
    'market of nothing',
    orders.market,
    { quantity: undefined },
    either('quantity', 'quoteOrderQty'),
  ],
  ['market of both', orders.market, { quoteOrderQty: '10' }, notRequired('quantity')],
  ['stop without quantity', orders.stop, { quantity: undefined }, missing('quantity')],
  ['stop with price', orders.stop, { price: '1' }, notRequired('price')],
  ['stop GTC', orders.stop, { timeInForce: GTC }, notRequired('timeInForce')],
  ['stop iceberg', orders.stop, { icebergQty: '1' }, notRequired('icebergQty')],
  ['stop by cost', orders.stop, { quoteOrderQty: '10' }, notRequired('quoteOrderQty')],
  ['stop at no price', orders.stop, { stopPrice: undefined }, either('stopPrice', 'trailingDelta')],
  ['take at no price', orders.take, { stopPrice: undefined }, either('stopPrice', 'trailingDelta')],
  [
    'stop limit without time in force',
    orders.stopLimit,
    { timeInForce: undefined },
    missing('timeInForce'),
  ],
  ['stop limit without price', orders.stopLimit, { price: undefined }, missing('price')],
  ['GTD without a date', orders.limit, { timeInForce: GTD }, missing('goodTillDate')],
  ['a date without GTD', orders.limit, { goodTillDate: 5 }, notRequired('goodTillDate')],
  ['a date at the market', orders.market, { goodTillDate: 5 }, notRequired('goodTillDate')],
  ['iceberg IOC', orders.limit, { icebergQty: '1', timeInForce: IOC }, notRequired('icebergQty')],
  ['price 0', orders.limit, { price: '0' }, filter('PRICE_FILTER')],
  ['price off the tick', orders.limit, { price: '1.001' }, filter('PRICE_FILTER')],
  ['price below the least', orders.limit, {}, filter('PRICE_FILTER'), { priceMinTicks: 10_001 }],
  ['price above the most', orders.limit, {}, filter('PRICE_FILTER'), { priceMaxTicks: 9_999 }],
  ['stop price 0', orders.stop, { stopPrice: '0' }, filter('PRICE_FILTER')],
  ['stop price off the tick', orders.stop, { stopPrice: '1.001' }, filter('PRICE_FILTER')],
  ['stop below the least', orders.stop, {}, filter('PRICE_FILTER'), { priceMinTicks: 9_001 }],
  ['stop above the most', orders.stop, {}, filter('PRICE_FILTER'), { priceMaxTicks: 8_999 }],
  [
    'stop price too precise',
    orders.stop,
    { stopPrice: '1.000000001' },
    [-1111, "Parameter 'stopPrice' has too much precision."],
  ],
  ['trailing 0', orders.stop, { trailingDelta: 0 }, filter('TRAILING_DELTA')],
  ['trailing below the least', orders.stop, { trailingDelta: 9 }, filter('TRAILING_DELTA')],
  ['trailing above the most', orders.stop, { trailingDelta: 2001 }, filter('TRAILING_DELTA')],
  [
    'trailing where there is none',
    orders.stop,
    { trailingDelta: 100 },
    unsupported('Trailing stop'),
    { trailingMaxBips: 0 },
  ],
  ['iceberg of eleven parts', orders.limit, { icebergQty: '0.19' }, filter('ICEBERG_PARTS')],
  ['iceberg off the lot', orders.limit, { icebergQty: '0.000001' }, filter('LOT_SIZE')],
  [
    'iceberg above the order',
    orders.limit,
    { icebergQty: '3' },
    [-2010, 'IcebergQty exceeds QTY.'],
  ],
  [
    'iceberg where there is none',
    orders.limit,
    { icebergQty: '1' },
    unsupported('Iceberg'),
    { icebergPartsMax: 0 },
  ],
  ['quantity 0', orders.limit, { quantity: '0' }, filter('LOT_SIZE')],
  ['quantity below the least', orders.market, {}, filter('LOT_SIZE'), { quantityMinLots: 200_001 }],
  ['quantity above the most', orders.market, {}, filter('LOT_SIZE'), { quantityMaxLots: 199_999 }],
  [
    'market above its own most',
    orders.market,
    {},
    filter('MARKET_LOT_SIZE'),
    { marketQuantityMaxLots: 199_999 },
  ],
  [
    'stop above the most at the market',
    orders.stop,
    {},
    filter('MARKET_LOT_SIZE'),
    { marketQuantityMaxLots: 199_999 },
  ],
  ['notional', orders.limit, { quantity: '0.04999' }, filter('NOTIONAL')],
  ['notional of a stop limit', orders.stopLimit, { quantity: '0.04999' }, filter('NOTIONAL')],
  ['cost 0', orders.market, { quantity: undefined, quoteOrderQty: '0' }, filter('NOTIONAL')],
  [
    'cost below the least',
    orders.market,
    { quantity: undefined, quoteOrderQty: '4.99999999' },
    filter('NOTIONAL'),
  ],
]

for (const [name, text, change, expected, rules] of bad)
  test(`refused: ${name}`, () => {
    try {
      readTerms(marketWith(rules), changed(text, change))
    } catch (error) {
      assert.instance(error, ApiError)
      const { code, message } = error as ApiError
      assert.equal([code, message], expected)
      return
    }
    assert.unreachable('it was taken')
  })

test('a limit order may be as large as the market’s own most does not allow', () => {
  const rules = marketWith({ marketQuantityMaxLots: 1 })
  assert.is(readTerms(rules, orders.stopLimit).quantityLots, 200_000)
})

test.run()
