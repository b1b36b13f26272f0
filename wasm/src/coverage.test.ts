// That nothing the rules name goes untested: every combination of an order's words in every state of
// the market is placed, and every word of the enumerations is met by some scenario.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as protocol from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as write from './testing/commands.js'
import {
  allCombinations,
  type Combination,
  drawCombination,
  expectedReject,
  isConditional,
  isSpecialOrder,
  meetsOwnOrder,
} from './testing/matrix.js'
import { openVenue, outcomesOf, recordsOf, type Venue } from './testing/venue.js'

const { MarketState, OrderType, Side, TimeInForce } = protocol
const [alice, bob] = [16, 17]
const lots = 3

/** A market in a state that it can be brought to, with a last price of 100. */
function venueIn(state: number): Venue {
  const venue = openVenue()
  venue.frame(
    write.placeOrder({ account: bob, side: Side.sell, priceTicks: 100, quantityLots: 1 }),
    write.placeOrder({ account: 18, priceTicks: 100, quantityLots: 1 }),
  )
  if (state === MarketState.delisted) venue.frame(write.command(protocol.DelistMarket, {}))
  else if (state === MarketState.preOpen)
    venue.frame(write.setMarketState(MarketState.cancelOnly), write.setMarketState(state))
  else if (state !== MarketState.trading) venue.frame(write.setMarketState(state))
  return venue
}

/** Alice first in line and bob behind her, on both sides. */
const book = [
  write.placeOrder({ account: alice, side: Side.sell, priceTicks: 105, quantityLots: 2 }),
  write.placeOrder({ account: alice, side: Side.buy, priceTicks: 95, quantityLots: 2 }),
  write.placeOrder({ account: bob, side: Side.sell, priceTicks: 110, quantityLots: 5 }),
  write.placeOrder({ account: bob, side: Side.buy, priceTicks: 90, quantityLots: 5 }),
]
const clear = [alice, bob].map((account) => write.cancelAllOrders({ account }))

/** Alice's order: it would trade down to bob's, a maker's would not, and a stop is far away. */
function orderOf(combination: Combination, nowUs: number): Uint8Array {
  const { orderType, timeInForce, side, selfTradePrevention } = combination
  const isBuy = side === Side.buy
  const isStop = orderType === OrderType.stopLoss || orderType === OrderType.stopLossLimit
  const isLimit = orderType === OrderType.limit || orderType === OrderType.limitMaker
  const hasLimit = isLimit || (isConditional(combination) && orderType % 2 === 0)
  const resting = isBuy ? 91 : 109
  const order = {
    account: alice,
    orderType,
    timeInForce,
    side,
    selfTradePrevention,
    quantityLots: lots,
    priceTicks: !hasLimit ? 0 : orderType === OrderType.limit ? (isBuy ? 110 : 90) : resting,
  }
  return combination.isSpecialRecord
    ? write.placeSpecialOrder({
        ...order,
        stopPriceTicks: isConditional(combination) ? (isStop === isBuy ? 200 : 50) : 0,
        expiresUs: timeInForce === TimeInForce.goodTillDate ? nowUs + 1_000_000 : 0,
      })
    : write.placeOrder(order)
}

interface Placed {
  readonly reject: string
  /** The word that told it, `none` where nothing did. */
  readonly accepted: 'none' | 'plain' | 'special'
  readonly isWaiting: boolean
  /** The modes of the preventions that were told. */
  readonly prevented: readonly number[]
}

function readPlaced(events: Uint8Array): Placed {
  let accepted: Placed['accepted'] = 'none'
  let isWaiting = false
  const prevented: number[] = []
  for (const { view, at, kind } of recordsOf(events))
    switch (kind) {
      case protocol.OrderAccepted.kind:
        accepted = 'plain'
        break
      case protocol.SpecialOrderAccepted.kind:
        accepted = 'special'
        isWaiting = protocol.SpecialOrderAccepted.read(view, at).isWaiting === 1
        break
      case protocol.TradePrevented.kind:
        prevented.push(protocol.TradePrevented.read(view, at).mode)
    }
  const reject = protocol.rejectNames[outcomesOf(events)[0]?.reject as number] as string
  return { reject, accepted, isWaiting, prevented }
}

function place(venue: Venue, combination: Combination): Placed {
  venue.frame(...(combination.state === MarketState.trading ? book : []))
  const events = venue.frame(orderOf(combination, venue.timestampUs))
  venue.frame(...clear)
  return readPlaced(events)
}

function expectedOf(combination: Combination): Placed {
  const reject = expectedReject(combination)
  const mode = combination.selfTradePrevention
  return {
    reject,
    accepted: reject !== 'none' ? 'none' : isSpecialOrder(combination) ? 'special' : 'plain',
    isWaiting: reject === 'none' && isConditional(combination),
    prevented: reject === 'none' && meetsOwnOrder(combination) ? [mode] : [],
  }
}

test('every combination is accepted where the rules allow it, and refused for the right reason', () => {
  const wrong: string[] = []
  let allowed = 0
  for (const state of Object.values(MarketState)) {
    const venue = venueIn(state)
    for (const combination of allCombinations().filter((one) => one.state === state)) {
      const [found, expected] = [place(venue, combination), expectedOf(combination)]
      if (expected.reject === 'none') allowed++
      if (JSON.stringify(found) !== JSON.stringify(expected))
        wrong.push(
          `${drawCombination(combination)}: ${JSON.stringify(found)}, not ${JSON.stringify(expected)}`,
        )
    }
  }
  assert.equal(wrong, [])
  // trading: 26 plain and special, 11 that plain records carry; else those that stay and wait
  assert.is(allowed, 2 * 5 * (26 + 6 + 2 * (3 + 1 + 3 + 3 + 3 + 3)))
})

const folder = fileURLToPath(new URL('../../engine-as/scenarios/', import.meta.url))
const scenarios = readdirSync(folder)
  .map((file) => readFileSync(folder + file, 'utf8'))
  .join('\n')
const answers = scenarios.split('\n').filter((line) => line.startsWith('  '))

/** The words that no answer of a scenario has, each drawn as `draw` says. */
function missing(words: readonly string[], draw: (word: string) => RegExp): string[] {
  return words.filter((word) => !answers.some((line) => draw(word).test(line)))
}

const timeWords: Record<string, string> = {
  goodTillCancelled: '(?! (ioc|fok|gtd|day))',
  immediateOrCancel: ' ioc',
  fillOrKill: ' fok',
  goodTillDate: ' gtd',
  day: ' day',
}

test('the scenarios meet every type of order with each time in force that it may have, on both sides', () => {
  const kinds = new Map<string, RegExp>()
  for (const combination of allCombinations()) {
    const { orderType, timeInForce, side, state, isSpecialRecord } = combination
    if (state !== MarketState.trading || !isSpecialRecord) continue
    if (expectedReject(combination) !== 'none') continue
    const [type, time, word] = [
      protocol.orderTypeNames[orderType] as string,
      protocol.timeInForceNames[timeInForce] as string,
      protocol.sideNames[side] as string,
    ]
    const order = new RegExp(`accepted .* ${word} \\d+( @ \\d+)? ${type}\\b${timeWords[time]}`)
    kinds.set(`${word} ${type} ${time}`, order)
  }
  const unmet = [...kinds].filter(([, order]) => !answers.some((line) => order.test(line)))
  assert.equal(
    unmet.map(([kind]) => kind),
    [],
  )
})

test('the scenarios meet every reason, status and mode', () => {
  assert.equal(
    missing(protocol.closeReasonNames, (word) => new RegExp(`closed .*\\(${word}\\)`)),
    [],
  )
  const endings = ['cancelled', 'expired', 'expiredInMatch']
  assert.equal(
    missing(endings, (word) => new RegExp(`closed .* ${word} \\(`)),
    [],
  )
  const told = protocol.orderStatusNames.filter((word) => word !== 'pending')
  assert.equal(
    missing(told, (word) => new RegExp(`state .*: ${word},`)),
    [],
  )
  const modes = protocol.selfTradePreventionNames.filter((word) => word !== 'none')
  assert.equal(
    missing(modes, (word) => new RegExp(`prevented .*\\(${word}\\)`)),
    [],
  )
  assert.equal(
    missing(protocol.contingencyNames, (word) => new RegExp(`list \\d+ \\w+ ${word} #`)),
    [],
  )
  assert.equal(
    missing(protocol.activationReasonNames, (word) => new RegExp(`activated .*\\(${word}\\)`)),
    [],
  )
  assert.equal(
    missing(protocol.marketStateNames, (word) => new RegExp(`market \\d is ${word}`)),
    [],
  )
  const causes = protocol.marketStateReasonNames.filter((word) => word !== 'command')
  assert.equal(
    missing(causes, (word) => new RegExp(`market \\d is .*\\(${word}\\)`)),
    [],
  )
})

test.run()
