// The order of checking: an order that breaks two rules is told the one that comes first in `Reject`.
import * as protocol from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as write from './testing/commands.js'
import { openVenue, type Venue } from './testing/venue.js'

const { MarketState, OrderType, TimeInForce } = protocol
const [alice, bob] = [16, 17]

/** Every rule that an order of Alice's can break is in force here. */
function strictVenue(): Venue {
  const venue = openVenue({ specialOrdersMax: 1, ordersPerAccountMax: 3 })
  const waiting = { orderType: OrderType.stopLoss, stopPriceTicks: 20, side: 1, quantityLots: 5 }
  venue.frame(
    write.placeOrder({ account: alice, priceTicks: 100, quantityLots: 9, clientOrderId: 'open' }),
    write.placeSpecialOrder({ account: alice, ...waiting }),
    write.placeOrder({ account: alice, side: 1, priceTicks: 120, quantityLots: 9 }),
    write.placeOrder({ account: bob, side: 1, priceTicks: 105, quantityLots: 1 }),
    write.placeOrder({ account: bob, priceTicks: 105, quantityLots: 1, selfTradePrevention: 4 }),
    write.command(protocol.SetReferencePrice, { priceTicks: 100 }),
    write.setMarketRules({
      priceMinTicks: 10,
      quantityMinLots: 3,
      quantityMaxLots: 50,
      notionalMinUnits: 200n,
      percentUpPpm: 500_000,
      priceBandPpm: 200_000,
      positionMaxLots: 1,
      stopsPerAccountMax: 1,
      trailingMinBips: 10,
    }),
  )
  return venue
}

type Terms = Partial<protocol.PlaceSpecialOrder>

/** What breaks each rule of a limit order to buy five at 110, in the order of checking. */
const limitFaults: readonly (readonly [reject: string, terms: Terms])[] = [
  ['marketMustBeListed', { market: 3 }],
  ['sideMustBeKnown', { side: 2 }],
  ['orderTypeMustBeKnown', { orderType: 7 }],
  ['timeInForceMustBeKnown', { timeInForce: 5 }],
  ['selfTradePreventionMustBeKnown', { selfTradePrevention: 5 }],
  ['priceMustBePositive', { priceTicks: 0 }],
  ['priceMustBeInRange', { priceTicks: 10_001 }],
  ['stopPriceMustSuitType', { stopPriceTicks: 90 }],
  ['icebergMustBeInRange', { icebergLots: 60 }],
  ['expiryMustSuitTimeInForce', { expiresUs: 9_000_000 }],
  ['quoteMustSuitType', { quoteUnits: 5n }],
  ['quantityMustBePositive', { quantityLots: 0 }],
  ['quantityMustReachMinimum', { quantityLots: 2 }],
  ['quantityMustNotExceedMaximum', { quantityLots: 51 }],
  ['notionalMustReachMinimum', { priceTicks: 11 }],
  ['priceMustBeInPercentRange', { priceTicks: 151 }],
  ['priceMustBeInBand', { priceTicks: 121 }],
  ['clientOrderIdMustBeUnique', { clientOrderId: 'open' }],
]

/** The same of a stop order with a limit, which waits. */
const stopFaults: readonly (readonly [reject: string, terms: Terms])[] = [
  ['timeInForceMustBeKnown', { timeInForce: 5 }],
  ['selfTradePreventionMustBeKnown', { selfTradePrevention: 5 }],
  ['priceMustBePositive', { priceTicks: 0 }],
  ['priceMustBeInRange', { priceTicks: 9 }],
  ['stopPriceMustSuitType', { stopPriceTicks: 0, trailingBips: 0 }],
  ['stopPriceMustBeInRange', { stopPriceTicks: 9 }],
  ['trailingMustBeInRange', { trailingBips: 9 }],
  ['icebergMustSuitType', { icebergLots: 2, timeInForce: TimeInForce.immediateOrCancel }],
  ['icebergMustBeInRange', { icebergLots: 5 }],
  ['expiryMustBeInFuture', { timeInForce: TimeInForce.goodTillDate, expiresUs: 1 }],
  ['quantityMustNotExceedMaximum', { quantityLots: 51 }],
  ['notionalMustReachMinimum', { priceTicks: 11 }],
  ['priceMustBeInPercentRange', { priceTicks: 151 }],
  ['clientOrderIdMustBeUnique', { clientOrderId: 'open' }],
  ['ordersOfAccountExhausted', {}],
]

const limit: Terms = { account: alice, priceTicks: 110, quantityLots: 5 }
const stop: Terms = { ...limit, orderType: OrderType.stopLossLimit, stopPriceTicks: 150 }

const shareField = (one: Terms, other: Terms): boolean =>
  Object.keys(one).some((field) => field in other)

for (const [name, order, faults] of [
  ['a limit order', limit, limitFaults],
  ['a stop order', stop, stopFaults],
] as const)
  test(`${name} that breaks two rules is told the first`, () => {
    const venue = strictVenue()
    const found: string[] = []
    const expected: string[] = []
    for (const [index, [reject, terms]] of faults.entries())
      for (const [later, more] of faults.slice(index)) {
        if (reject !== later && shareField(terms, more)) continue
        const command = write.placeSpecialOrder({ ...order, ...terms, ...more })
        found.push(`${reject} before ${later}: ${venue.reject(command)}`)
        expected.push(`${reject} before ${later}: ${reject}`)
      }
    assert.equal(found, expected)
  })

test('the rules of places and of what can be had come in their order', () => {
  const venue = strictVenue()
  const reject = (terms: Terms) => venue.reject(write.placeSpecialOrder({ ...stop, ...terms }))
  const maker = { orderType: OrderType.limitMaker, stopPriceTicks: 0, quantityLots: 50 }
  const free = (rules: Partial<protocol.SetMarketRules>) => venue.frame(write.setMarketRules(rules))
  const limits = { positionMaxLots: 1, stopsPerAccountMax: 1 }
  free(limits)
  assert.is(reject({ stopPriceTicks: 50 }), 'ordersOfAccountExhausted')
  venue.frame(write.cancelOrder({ account: alice, orderId: 3 }))
  assert.is(reject({ stopPriceTicks: 50 }), 'stopsOfAccountExhausted')
  free({ positionMaxLots: 1 })
  assert.is(reject({ stopPriceTicks: 50 }), 'specialOrdersExhausted')
  venue.frame(write.cancelOrder({ account: alice, orderId: 2 }))
  assert.is(reject({ stopPriceTicks: 50 }), 'stopMustNotTriggerAtOnce')
  assert.is(reject({}), 'positionMustNotExceedMaximum')
  venue.frame(write.placeOrder({ account: bob, side: 1, priceTicks: 110, quantityLots: 1 }))
  assert.is(reject(maker), 'makerMustNotMatch')
  free({})
  assert.is(reject({ ...maker, priceTicks: 109, quantityLots: 1_000_000 }), 'balanceMustSuffice')
})

test('a frozen account, a closed market and what the market’s state forbids come before', () => {
  const venue = strictVenue()
  const reject = (terms: Terms) => venue.reject(write.placeSpecialOrder({ ...limit, ...terms }))
  const freeze = write.command(protocol.FreezeAccount, { account: alice, frozen: 1 })
  venue.frame(write.setMarketState(MarketState.auction))
  const now = { timeInForce: TimeInForce.fillOrKill }
  assert.is(reject({ ...now, priceTicks: 0 }), 'orderMustSuitMarketState')
  assert.is(reject({ orderType: OrderType.market, ...now }), 'timeInForceMustSuitType')
  venue.frame(write.setMarketState(MarketState.halted))
  assert.is(reject({ side: 2 }), 'marketMustAcceptOrders')
  venue.frame(freeze)
  assert.is(reject({ market: 3 }), 'accountMustNotBeFrozen')
  assert.is(reject({ account: 40, market: 3 }), 'accountMustExist')
  assert.is(reject({ clientOrderId: 'open' }), 'accountMustNotBeFrozen')
})

test.run()
