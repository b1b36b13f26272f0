// Lists out of parameters: which order comes first, and which may stand where.
import { Contingency, OrderType, Side } from '@openbell/protocol'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ApiError } from '../errors.js'
import { type ParameterTable, readParameters } from '../parameters.js'
import { legacyOcoLegs } from './legacy-oco.js'
import { type Legs, ocoLegs, otocoLegs, otoLegs } from './list-legs.js'
import { ocoParameters, olderOcoParameters, otocoParameters, otoParameters } from './place-list.js'
import { marketWith } from './testing/market.js'

const test = suite('legs of lists')
const { limit, limitMaker, market, stopLoss, stopLossLimit, takeProfit } = OrderType

type Texts = Readonly<Record<string, string | undefined>>

function sent(texts: Texts): ReadonlyMap<string, string> {
  const all = Object.entries({ symbol: 'BTCUSDT', ...texts })
  return new Map(all.filter((entry): entry is [string, string] => entry[1] !== undefined))
}

const read = <Table extends ParameterTable>(table: Table, texts: Texts) =>
  readParameters(table, sent(texts))
const oco = (texts: Texts): Legs => ocoLegs(marketWith(), read(ocoParameters, texts))
const oto = (texts: Texts): Legs => otoLegs(marketWith(), read(otoParameters, texts))
const otoco = (texts: Texts): Legs => otocoLegs(marketWith(), read(otocoParameters, texts))
const older = (texts: Texts): Legs => legacyOcoLegs(marketWith(), read(olderOcoParameters, texts))

const shown = ({ contingency, legs }: Legs) => [
  contingency,
  legs.map((leg) => [
    leg.orderType,
    leg.side,
    leg.priceTicks,
    leg.stopPriceTicks,
    leg.quantityLots,
  ]),
]

const limitBelow = { belowType: 'LIMIT_MAKER', belowPrice: '90' }
const stopAbove = { aboveType: 'STOP_LOSS', aboveStopPrice: '110' }
const buy = { side: 'BUY', quantity: '1', ...limitBelow, ...stopAbove }
const sell = {
  side: 'SELL',
  quantity: '1',
  aboveType: 'LIMIT_MAKER',
  abovePrice: '110',
  belowType: 'STOP_LOSS_LIMIT',
  belowStopPrice: '90',
  belowPrice: '89',
  belowTimeInForce: 'GTC',
}

test('the stop of an oco comes first, whichever side it is on', () => {
  const quantity = 100_000
  assert.equal(shown(oco(buy)), [
    Contingency.oco,
    [
      [stopLoss, Side.buy, 0, 11_000, quantity],
      [limitMaker, Side.buy, 9_000, 0, quantity],
    ],
  ])
  assert.equal(shown(oco(sell)), [
    Contingency.oco,
    [
      [stopLossLimit, Side.sell, 8_900, 9_000, quantity],
      [limitMaker, Side.sell, 11_000, 0, quantity],
    ],
  ])
})

test('names of client order ids, trailing and icebergs', () => {
  const { legs } = oco({
    ...sell,
    aboveClientOrderId: 'above',
    belowClientOrderId: 'below',
    aboveIcebergQty: '0.5',
    belowTrailingDelta: '100',
  })
  assert.equal(
    legs.map((leg) => [leg.clientOrderId, leg.icebergLots, leg.trailingBips]),
    [
      ['below', 0, 100],
      ['above', 50_000, 0],
    ],
  )
})

test('the older oco is the same list', () => {
  const names = { side: 'SELL', quantity: '1', price: '110', stopPrice: '90' }
  assert.equal(
    shown(older({ ...names, stopLimitPrice: '89', stopLimitTimeInForce: 'GTC' })),
    shown(oco(sell)),
  )
  const [stop] = older(names).legs
  assert.is(stop?.orderType, stopLoss)
})

const working = {
  workingType: 'LIMIT',
  workingSide: 'BUY',
  workingTimeInForce: 'GTC',
  workingPrice: '100',
  workingQuantity: '2',
}
const pending = { pendingType: 'MARKET', pendingSide: 'SELL', pendingQuantity: '1' }
const pair = {
  pendingSide: 'SELL',
  pendingQuantity: '2',
  pendingAboveType: 'TAKE_PROFIT',
  pendingAboveStopPrice: '120',
  pendingBelowType: 'STOP_LOSS',
  pendingBelowStopPrice: '80',
}

test('oto and otoco: the working order first', () => {
  assert.equal(shown(oto({ ...working, ...pending })), [
    Contingency.oto,
    [
      [limit, Side.buy, 10_000, 0, 200_000],
      [market, Side.sell, 0, 0, 100_000],
    ],
  ])
  assert.equal(shown(otoco({ ...working, ...pair })), [
    Contingency.otoco,
    [
      [limit, Side.buy, 10_000, 0, 200_000],
      [stopLoss, Side.sell, 0, 8_000, 200_000],
      [takeProfit, Side.sell, 0, 12_000, 200_000],
    ],
  ])
})

const missing = (name: string) =>
  `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`
const stopBelow = { belowType: 'STOP_LOSS', belowStopPrice: '90', belowPrice: undefined }

const bad: readonly (readonly [string, () => Legs, number, string])[] = [
  [
    'two limits',
    () => oco({ ...buy, aboveType: 'LIMIT_MAKER', abovePrice: '110', aboveStopPrice: undefined }),
    -1168,
    'At least one OCO order must be contingent.',
  ],
  [
    'two stops',
    () => oco({ ...buy, ...stopBelow }),
    -1196,
    'A stop loss order in a buy OCO must be above.',
  ],
  [
    'a buy’s limit above',
    () =>
      oco({
        ...buy,
        aboveType: 'LIMIT_MAKER',
        abovePrice: '110',
        aboveStopPrice: undefined,
        ...stopBelow,
      }),
    -1165,
    'A limit order in a buy OCO must be below.',
  ],
  [
    'a sale’s stop above',
    () => oco({ ...buy, side: 'SELL' }),
    -1197,
    'A stop loss order in a sell OCO must be below.',
  ],
  [
    'a sale’s take below',
    () =>
      oco({
        ...sell,
        belowType: 'TAKE_PROFIT',
        belowPrice: undefined,
        belowTimeInForce: undefined,
      }),
    -1199,
    'A take profit order in a sell OCO must be above.',
  ],
  [
    'a market order',
    () => oco({ ...buy, aboveType: 'MARKET' }),
    -1158,
    'Order type not supported in OCO.',
  ],
  [
    'a stop without its price, by its own name',
    () => oco({ ...buy, aboveStopPrice: undefined }),
    -1102,
    "Param 'aboveStopPrice' or 'aboveTrailingDelta' must be sent, but both were empty/null!",
  ],
  [
    'a limit without its price, by its own name',
    () => oco({ ...buy, belowPrice: undefined }),
    -1102,
    missing('belowPrice'),
  ],
  ['no quantity', () => oco({ ...buy, quantity: undefined }), -1102, missing('quantity')],
  ['a date', () => oco({ ...sell, belowTimeInForce: 'GTD' }), -1115, 'Invalid timeInForce.'],
  [
    'a stop as working order',
    () =>
      oto({
        ...working,
        ...pending,
        workingType: 'STOP_LOSS',
        workingStopPrice: '90',
        workingPrice: undefined,
        workingTimeInForce: undefined,
      }),
    -1116,
    'Invalid orderType.',
  ],
  [
    'a pending limit without price',
    () => oto({ ...working, ...pending, pendingType: 'LIMIT', pendingTimeInForce: 'GTC' }),
    -1102,
    missing('pendingPrice'),
  ],
  [
    'a pending order by cost',
    () => oto({ ...working, ...pending, pendingQuoteOrderQty: '5' }),
    -1104,
    "Not all sent parameters were read; read '9' parameter(s) but was sent '10'.",
  ],
  [
    'a pair’s stop without its price',
    () => otoco({ ...working, ...pair, pendingBelowStopPrice: undefined }),
    -1102,
    "Param 'pendingBelowStopPrice' or 'pendingBelowTrailingDelta' must be sent, but both were empty/null!",
  ],
  [
    'the older one without a time in force',
    () =>
      older({ side: 'SELL', quantity: '1', price: '110', stopPrice: '90', stopLimitPrice: '89' }),
    -1102,
    missing('stopLimitTimeInForce'),
  ],
  [
    'the older one without a stop',
    () => older({ side: 'SELL', quantity: '1', price: '110' }),
    -1102,
    "Param 'stopPrice' or 'trailingDelta' must be sent, but both were empty/null!",
  ],
]

for (const [name, legsOf, code, message] of bad)
  test(`refused: ${name}`, () => {
    try {
      legsOf()
    } catch (error) {
      assert.instance(error, ApiError)
      assert.equal([(error as ApiError).code, (error as ApiError).message], [code, message])
      return
    }
    assert.unreachable('it was taken')
  })

test.run()
