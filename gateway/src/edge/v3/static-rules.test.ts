// What ends at the edge by a market's fixed rules is what the core refuses, with the same words.
import {
  noMarketRules,
  OrderType,
  PlaceSpecialOrder,
  Reject,
  rejectNames,
  SelfTradePrevention,
  SetMarketRules,
  Side,
  TimeInForce,
} from '@openbell/protocol'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { MarketView } from '../../ports.js'
import { SmallExchange } from '../../testing/small-exchange.js'
import { ApiError } from '../errors.js'
import { rejectError } from '../rejects.js'
import type { OrderTerms } from './order-terms.js'
import { checkStaticRules } from './static-rules.js'

const test = suite('static rules')
const seeds = 3000

/** xorshift32: the same numbers for the same seed. */
function randomOf(seed: number) {
  let state = seed
  return (below: number): number => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

type Random = ReturnType<typeof randomOf>
const one = <Value>(random: Random, ...values: readonly Value[]): Value =>
  values[random(values.length)] as Value

const rules = {
  ...noMarketRules,
  priceMinTicks: 50,
  quantityMinLots: 10,
  quantityMaxLots: 1000,
  marketQuantityMaxLots: 500,
  notionalMinUnits: 20_000n,
  icebergPartsMax: 4,
  trailingMinBips: 10,
  trailingMaxBips: 500,
}

const limitTypes: readonly OrderType[] = [
  OrderType.limit,
  OrderType.limitMaker,
  OrderType.stopLossLimit,
  OrderType.takeProfitLimit,
]

/** Terms whose shape is right, around the bounds of the rules. */
function termsOf(random: Random, { priceMaxTicks }: MarketView): OrderTerms {
  const orderType = one(random, ...Object.values(OrderType))
  const hasLimit = limitTypes.includes(orderType)
  const isConditional = orderType >= OrderType.stopLoss
  const isByCost = orderType === OrderType.market && random(2) === 0
  const prices = [0, 1, 49, 50, 51, 100, 1000, priceMaxTicks, priceMaxTicks + 1]
  const hasStop = isConditional && random(4) > 0
  const quantityLots = isByCost ? 0 : one(random, 0, 1, 9, 10, 11, 100, 500, 501, 1000, 1001)
  const icebergLots = hasLimit && random(3) === 0 ? one(random, 1, 2, 25, 99, 101, 2000) : 0
  return {
    side: one(random, Side.buy, Side.sell),
    orderType,
    timeInForce:
      orderType === OrderType.market
        ? TimeInForce.immediateOrCancel
        : TimeInForce.goodTillCancelled,
    priceTicks: hasLimit ? one(random, ...prices) : 0,
    quantityLots,
    quoteUnits: isByCost ? one(random, 1n, 19_999n, 20_000n, 50_000n) : 0n,
    stopPriceTicks: hasStop ? one(random, ...prices.slice(1)) : 0,
    // One as large as the order is none.
    icebergLots: icebergLots === quantityLots ? 0 : icebergLots,
    trailingBips: isConditional && (!hasStop || random(4) === 0) ? one(random, 9, 10, 500, 501) : 0,
    expiresUs: 0,
    clientOrderId: '',
  }
}

const fixed: readonly number[] = [
  Reject.priceMustBePositive,
  Reject.priceMustBeInRange,
  Reject.stopPriceMustBeInRange,
  Reject.trailingMustBeInRange,
  Reject.icebergMustBeInRange,
  Reject.quantityMustBePositive,
  Reject.quantityMustReachMinimum,
  Reject.quantityMustNotExceedMaximum,
  Reject.marketQuantityMustNotExceedMaximum,
  Reject.notionalMustReachMinimum,
]

function edgeAnswer(market: MarketView, terms: OrderTerms): ApiError | undefined {
  try {
    checkStaticRules(market, terms)
    return undefined
  } catch (error) {
    assert.instance(error, ApiError)
    return error as ApiError
  }
}

test(`${seeds} random orders: refused here exactly where the core’s fixed rules refuse`, async () => {
  const exchange = await SmallExchange.open()
  const { market } = exchange.views.marketBySymbol('BTCUSDT') as MarketView
  await exchange.commands.send(SetMarketRules, { account: 0, market, deadlineMs: 0 }, rules)
  const view = exchange.views.marketBySymbol('BTCUSDT') as MarketView
  const account = await exchange.openAccount(new Uint8Array(16).fill(5))
  const head = { account, market, deadlineMs: 0 }
  const random = randomOf(20_260_101)
  const seen = new Set<number>()
  for (let seed = 0; seed < seeds; seed++) {
    const terms = termsOf(random, view)
    const more = { selfTradePrevention: SelfTradePrevention.none, connection: 0 }
    const { outcome } = await exchange.commands.send(PlaceSpecialOrder, head, { ...terms, ...more })
    const answer = edgeAnswer(view, terms)
    const text = `${rejectNames[outcome.reject]} ${JSON.stringify({ ...terms, quoteUnits: Number(terms.quoteUnits) })}`
    if (!fixed.includes(outcome.reject)) {
      assert.is(answer, undefined, text)
      continue
    }
    seen.add(outcome.reject)
    const isExceeded = answer?.message === 'IcebergQty exceeds QTY.'
    if (isExceeded) assert.is(outcome.reject, Reject.icebergMustBeInRange, text)
    else assert.is(answer?.message, rejectError(outcome.reject).message, text)
  }
  assert.equal([...seen].sort(), [...fixed].sort(), 'every rule was broken once')
  exchange.close()
})

test.run()
