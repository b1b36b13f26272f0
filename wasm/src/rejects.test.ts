// Every reject, at least once: here those of configuration and of malformed commands, as a table;
// those of orders and money are told by the scenarios. The last test finds a reject without a case.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as protocol from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as write from './testing/commands.js'
import { openVenue, Venue } from './testing/venue.js'

const seen = new Set<string>()

/** A fresh venue refuses a command for this reason, and its state stays as it was. */
function refuses(reject: string, what: string, command: () => Uint8Array, venue = openVenue): void {
  test(`${reject}: ${what}`, () => {
    const asked = venue()
    const before = asked.engine.stateHash()
    assert.is(asked.reject(command()), reject)
    assert.is(asked.engine.stateHash(), before)
    seen.add(reject)
  })
}

const patched = (command: Uint8Array, at: number, value: number): Uint8Array => {
  command[at] = value
  return command
}
const asset = (given: Partial<protocol.ListAsset>): Uint8Array =>
  write.command(protocol.ListAsset, {
    asset: 2,
    assetKind: 0,
    decimals: 8,
    displayDecimals: 8,
    switches: 3,
    withdrawalMinUnits: 0n,
    withdrawalMaxUnits: 0n,
    withdrawalFeeUnits: 0n,
    code: 'ETH',
    name: 'Ether',
    ...given,
  })
const market = (given: Partial<protocol.ListMarket>) => () =>
  write.listMarket({ market: 1, ...given })
const order = (given: Partial<protocol.PlaceOrder>) => () =>
  write.placeOrder({ account: 16, priceTicks: 100, quantityLots: 5, ...given })
const special = (given: Partial<protocol.PlaceSpecialOrder>) => () =>
  write.placeSpecialOrder({ account: 16, priceTicks: 100, quantityLots: 5, ...given })
const byQuote = { orderType: 2, priceTicks: 0, quantityLots: 0, quoteUnits: 500n }
const list = (given: Partial<protocol.PlaceOrderList>) => {
  const leg = { priceTicks: 100, quantityLots: 5 }
  return write.placeOrderList([leg, leg], { account: 16, contingency: 1, ...given })
}
const state = (value: number, number = 0) => write.setMarketState(value, { market: number })
const fresh = () => new Venue()

refuses('commandMustBeKnown', 'kind 99', () => patched(write.openAccount(9), 0, 99))
refuses('commandMustBeKnown', 'a wrong size', () =>
  patched(write.openAccount(9).slice(0, 40), 2, 40),
)
refuses('rulesMustAllowCommand', 'the benchmark’s records', () => new Uint8Array(40))
refuses('sessionMustBeOpen', 'session 1', order({ session: 1, laneSequence: 1 }))
refuses('configurationMustComeFirst', 'an account', () => write.openAccount(1), fresh)
refuses('configurationMustBeNew', 'a second one', () => write.configure())
refuses('rulesMustAllowCommand', 'rules 7', () => write.configure({ rules: 7 }), fresh)
/** Counts that no pool of the core limits. */
const unbounded = ['stepsPerFrameMax', 'finishedIdsPerAccountMax', 'ordersPerAccountMax']
for (const limit of Object.keys(write.smallLimits).filter((name) => name !== 'shard')) {
  refuses('limitsMustBePositive', limit, () => write.configure({ [limit]: 0 }), fresh)
  if (!unbounded.includes(limit)) {
    const tooMuch = limit === 'finishedIdsWindowUs' ? 2 ** 60 : 2 ** 31
    refuses('limitsMustFitCapacity', limit, () => write.configure({ [limit]: tooMuch }), fresh)
  }
}
refuses('assetMustBeInRange', 'with a gap', () => asset({ asset: 3 }))
refuses('assetMustBeInRange', 'beyond all', () => asset({ asset: 0xffffffff }))
refuses('assetMustBeNew', 'the first again', () => asset({ asset: 0 }))
refuses('codeMustBeSet', 'no code', () => asset({ code: '' }))
refuses('decimalsMustBeInRange', '11 decimals', () => asset({ decimals: 11 }))
refuses('decimalsMustBeInRange', 'more displayed than there are', () => asset({ decimals: 4 }))
refuses('marketMustBeInRange', 'with a gap', market({ market: 2 }))
refuses('marketMustBeInRange', 'beyond all', market({ market: 0xffffffff }))
refuses('marketMustBeNew', 'the first again', market({ market: 0 }))
refuses('assetMustBeListed', 'base', market({ baseAsset: 9 }))
refuses('assetMustBeListed', 'quote', market({ quoteAsset: 9 }))
refuses('assetsMustDiffer', 'USD/USD', market({ baseAsset: 1 }))
refuses('tickMustBePositive', 'zero', market({ tickUnits: 0n }))
refuses('lotMustBePositive', 'below zero', market({ lotUnits: -1n }))
refuses('notionalMustBeWhole', 'a fraction of a unit', market({ tickUnits: 50n }))
refuses('quantityRangeMustBeValid', 'no minimum', market({ quantityMinLots: 0 }))
refuses(
  'quantityRangeMustBeValid',
  'upside down',
  market({ quantityMinLots: 7, quantityMaxLots: 6 }),
)
refuses('priceRangeMustBeValid', 'no maximum', market({ priceMaxTicks: 0 }))
refuses('priceRangeMustBeValid', 'beyond 31 bits', market({ priceMaxTicks: 2 ** 31 - 1 }))
refuses('priceRangeMustBeValid', 'upside down', market({ priceMinTicks: 10_001 }))
refuses('notionalMustFit', 'tick × lot', market({ tickUnits: 2n ** 40n, lotUnits: 2n ** 40n }))
refuses('notionalMustFit', 'lots', market({ quantityMaxLots: 2 ** 53 - 1, lotUnits: 10_000n }))
refuses('notionalMustFit', 'price × quantity', market({ quantityMaxLots: 2 ** 50 }))
refuses('notionalMustFit', 'below zero', market({ notionalMinUnits: -1n }))
const endless = { marketQuantityMaxLots: 2 ** 53 - 1, lotUnits: 10_000n }
refuses('notionalMustFit', 'of orders by market', market(endless))
const percents = ['percentDownPpm', 'priceBandPpm', 'slippagePpm', 'velocityPpm']
for (const percent of percents)
  refuses('percentRangeMustBeValid', percent, market({ [percent]: 1_000_000 }))
const trailing = { trailingMinBips: 11, trailingMaxBips: 10 }
refuses('percentRangeMustBeValid', 'trailing upside down', market(trailing))
refuses('percentRangeMustBeValid', 'trailing all', market({ trailingMaxBips: 10_000 }))
refuses('percentRangeMustBeValid', 'of a change', () =>
  write.setMarketRules({ velocityPpm: 1_000_000 }),
)
refuses('marketMustBeListed', 'rules', () => write.setMarketRules({ market: 1 }))
refuses('marketMustBeListed', 'a reference price', () =>
  write.command(protocol.SetReferencePrice, { market: 1, priceTicks: 5 }),
)
refuses(
  'priceDirectoryExhausted',
  'too wide',
  market({ priceMaxTicks: 1_000_000, quantityMaxLots: 1 }),
)
refuses('marketStateMustBeKnown', 'state 5', market({ state: 5 }))
refuses('marketStateMustBeKnown', 'state 5', () => state(5))
refuses('marketStateMustFollow', 'the same', () => state(2))
refuses('marketMustBeListed', 'market 1', () => state(2, 1))
refuses('tierMustBeInRange', 'tier 4', () => write.setFeeTier(4, 0, 0))
refuses('feesMustBeInRange', 'above the whole', () => write.setFeeTier(1, 1_000_001, 0))
const joins = (account: number, tier: number) =>
  write.command(protocol.SetAccountTier, { account, tier })
refuses('tierMustBeInRange', 'joining tier 4', () => joins(16, 4))
refuses('tierMustBeSet', 'joining tier 3', () => joins(16, 3))
refuses('accountMustExist', 'joining tier 0', () => joins(19, 0))
refuses('marketMustBeListed', 'an order', order({ market: 0xffffffff }))
refuses('marketMustBeListed', 'a cancel', () =>
  write.cancelOrder({ account: 16, market: 1, orderId: 1 }),
)
refuses('marketMustBeListed', 'cancels', () => write.cancelAllOrders({ account: 16, market: 1 }))
refuses('sideMustBeKnown', 'side 2', order({ side: 2 }))
refuses('orderTypeMustBeKnown', 'type 3', order({ orderType: 3 }))
refuses('orderTypeMustBeKnown', 'type 7', special({ orderType: 7 }))
refuses('timeInForceMustBeKnown', 'value 3', order({ timeInForce: 3 }))
refuses('timeInForceMustBeKnown', 'value 5', special({ timeInForce: 5 }))
refuses('selfTradePreventionMustBeKnown', 'value 5', order({ selfTradePrevention: 5 }))
refuses('contingencyMustBeKnown', 'value 3', () => list({ contingency: 3 }))
refuses('selfTradePreventionMustBeKnown', 'of a list', () => list({ selfTradePrevention: 5 }))
refuses('killScopeMustBeKnown', 'value 3', () => write.command(protocol.KillSwitch, { scope: 3 }))
refuses('expiryMustSuitTimeInForce', 'of a day', special({ timeInForce: 4, expiresUs: 9_000_000 }))
refuses('expiryMustBeInFuture', 'no date', special({ timeInForce: 3 }))
refuses('trailingMustSuitType', 'of a limit order', special({ trailingBips: 5 }))
refuses('expiryMustBeInFuture', 'now', special({ timeInForce: 3, expiresUs: 1_000_000 }))
refuses('quoteMustSuitType', 'of a limit order', special({ quoteUnits: 5n }))
refuses('quoteMustSuitType', 'below zero', special({ ...byQuote, quoteUnits: -5n }))
refuses('quoteMustSuitType', 'with a quantity', special({ ...byQuote, quantityLots: 5 }))
refuses('stopPriceMustSuitType', 'of a limit order', special({ stopPriceTicks: 90 }))
refuses('stopPriceMustSuitType', 'a stop without', special({ orderType: 3, priceTicks: 0 }))
const resting = () => {
  const venue = openVenue()
  venue.frame(order({})(), special({ timeInForce: 4 })())
  return venue
}
const cancels = (given: Partial<protocol.CancelOrder>) => () =>
  write.cancelOrder({ account: 16, orderId: 1, ...given })
refuses('restrictionMustBeKnown', 'value 3', cancels({ restriction: 3 }), resting)
refuses('restrictionMustBeMet', 'nothing executed', cancels({ restriction: 2 }), resting)
refuses('orderIdsMustAgree', 'another name', cancels({ clientOrderId: 'x' }), resting)
refuses('orderMustBeOpen', 'of somebody else', cancels({ account: 17 }), resting)
const replaces = (given: Partial<protocol.ReplaceOrder>) => () =>
  write.replaceOrder({ account: 16, cancelOrderId: 1, priceTicks: 99, quantityLots: 5, ...given })
refuses('replaceModeMustBeKnown', 'value 2', replaces({ mode: 2 }), resting)
refuses('restrictionMustBeKnown', 'replaced', replaces({ cancelRestriction: 3 }), resting)
refuses('orderMustBeOpen', 'replaced', replaces({ cancelOrderId: 9 }), resting)
const amends =
  (quantityLots: number, orderId = 1) =>
  () =>
    write.amendOrder({ account: 16, orderId, quantityLots })
refuses('amendmentMustReduce', 'the same', amends(5), resting)
refuses('amendmentMustExceedExecuted', 'to nothing', amends(0), resting)
refuses('orderMustBeOpen', 'amended', amends(4, 9), resting)
refuses('quantityMustNotExceedMaximum', '2^53 - 1', order({ quantityLots: 2 ** 53 - 1 }))
refuses('priceMustBeInRange', '2^32 + 100', order({ priceTicks: 2 ** 32 + 100 }))
refuses('accountMustExist', 'account 2^32 - 1', order({ account: 0xffffffff }))

const strictMarket = () => {
  const venue = openVenue()
  venue.frame(write.listMarket({ market: 1, quantityMinLots: 3, notionalMinUnits: 600n }))
  return venue
}
refuses('quantityMustReachMinimum', '2 of 3', order({ market: 1, quantityLots: 2 }), strictMarket)
refuses('notionalMustReachMinimum', '500 of 600', order({ market: 1 }), strictMarket)

test('internalError: what is no record ends its frame', () => {
  const good = write.openAccount(7)
  const sizeless = write.frame(patched(good.slice(), 2, 3), good)
  for (const bad of [new Uint8Array([9]), good.subarray(0, 40), sizeless]) {
    const venue = openVenue()
    const outcomes = venue.outcomes(good, bad)
    assert.equal(
      outcomes.map(({ reject, commandIndex }) => [protocol.rejectNames[reject], commandIndex]),
      [
        ['none', 0],
        ['internalError', 1],
      ],
    )
    assert.is(venue.reject(write.openAccount(8)), 'none')
  }
  seen.add('internalError')
})

test('accountsExhausted', () => {
  const venue = openVenue({ accountsMax: 19 })
  assert.is(venue.reject(write.openAccount(4)), 'accountsExhausted')
  assert.is(venue.outcomes(write.openAccount(3))[0]?.result, 18)
  seen.add('accountsExhausted')
})

test('sessions: numbers, lanes, places', () => {
  const venue = openVenue()
  const open = (edge: number) => venue.outcomes(write.openSession(edge))[0]
  const ask = (session: number, lane: number, laneSequence: number) =>
    venue.reject(write.cancelAllOrders({ account: 16, session, lane, laneSequence }))
  assert.equal(
    [open(1), open(2), open(3)].map((outcome) => outcome?.result),
    [1, 2, 3],
  )
  assert.equal([open(1)?.status, open(1)?.result], [protocol.OutcomeStatus.repeated, 1])
  assert.is(ask(1, 0, 5), 'none')
  assert.is(ask(1, 0, 5), 'laneSequenceMustIncrease')
  assert.is(ask(1, 1, 5), 'none', 'the other lane counts for itself')
  assert.is(ask(1, 2, 6), 'laneMustBeKnown')
  assert.is(ask(1, 0, 2 ** 53 - 1), 'none')
  assert.is(venue.reject(write.openSession(4)), 'sessionsExhausted')
  assert.is(ask(2, 0, 1), 'none', 'whoever has a session keeps it')
  assert.is(venue.outcomes(write.endSession(2))[0]?.result, 2)
  assert.is(ask(2, 0, 2), 'sessionMustBeOpen')
  assert.is(open(4)?.result, 5, 'its place gives a new number')
  assert.is(ask(5, 0, 1), 'none')
  assert.is(ask(1, 0, 6), 'laneSequenceMustIncrease')
  for (const reject of ['laneSequenceMustIncrease', 'laneMustBeKnown']) seen.add(reject)
})

test('no reject without a case', () => {
  const folder = fileURLToPath(new URL('../../engine-as/scenarios/', import.meta.url))
  for (const file of readdirSync(folder))
    for (const [, reject] of readFileSync(folder + file, 'utf8').matchAll(/rejected: (\w+)/g))
      seen.add(reject as string)
  const missing = protocol.rejectNames.filter((name) => name !== 'none' && !seen.has(name))
  assert.equal(missing, [])
})

test.run()
