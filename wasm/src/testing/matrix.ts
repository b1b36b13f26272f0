// Every combination of what an order says of itself, in every state of a market, and what the rules of
// docs/reference/core-rules.md make of it.
import * as protocol from '@openbell/protocol'

const { MarketState, OrderType, SelfTradePrevention, TimeInForce } = protocol

/** One way to place an order. */
export interface Combination {
  /** Whether the record of special orders carries it. */
  readonly isSpecialRecord: boolean
  readonly orderType: number
  readonly timeInForce: number
  readonly side: number
  readonly state: number
  readonly selfTradePrevention: number
}

const count = (values: object): number[] =>
  Array.from({ length: Object.keys(values).length }, (_, i) => i)

/** All of them, those that the rules forbid too. */
export function allCombinations(): Combination[] {
  const combinations: Combination[] = []
  for (const state of count(MarketState))
    for (const orderType of count(OrderType))
      for (const timeInForce of count(TimeInForce))
        for (const side of count(protocol.Side))
          for (const selfTradePrevention of count(SelfTradePrevention))
            for (const isSpecialRecord of [false, true]) {
              const order = { orderType, timeInForce, side, selfTradePrevention }
              combinations.push({ ...order, isSpecialRecord, state })
            }
  return combinations
}

/** A combination in words. */
export function drawCombination(combination: Combination): string {
  const { orderType, timeInForce, side, state, selfTradePrevention } = combination
  return [
    combination.isSpecialRecord ? 'special' : 'plain',
    protocol.orderTypeNames[orderType],
    protocol.timeInForceNames[timeInForce],
    protocol.sideNames[side],
    protocol.marketStateNames[state],
    protocol.selfTradePreventionNames[selfTradePrevention],
  ].join(' ')
}

const untilCancelled: readonly number[] = [
  TimeInForce.goodTillCancelled,
  TimeInForce.goodTillDate,
  TimeInForce.day,
]
const atOnce: readonly number[] = [TimeInForce.immediateOrCancel, TimeInForce.fillOrKill]
const anyTime = [...untilCancelled, ...atOnce]

/** The times in force that each type may have, by the number of the type. */
const timesOfType: readonly (readonly number[])[] = [
  anyTime,
  untilCancelled,
  [TimeInForce.goodTillCancelled, TimeInForce.immediateOrCancel],
  untilCancelled,
  anyTime,
  untilCancelled,
  anyTime,
]

const accepting: readonly number[] = [MarketState.preOpen, MarketState.auction, MarketState.trading]
const immediateTypes: readonly number[] = [OrderType.limitMaker, OrderType.market]

/** The name of the reject, `none` where the rules allow it. */
export function expectedReject(combination: Combination): string {
  const { orderType, timeInForce, state, isSpecialRecord } = combination
  if (!accepting.includes(state)) return 'marketMustAcceptOrders'
  if (!isSpecialRecord && orderType > OrderType.market) return 'orderTypeMustBeKnown'
  if (!isSpecialRecord && timeInForce > TimeInForce.fillOrKill) return 'timeInForceMustBeKnown'
  if (!timesOfType[orderType]?.includes(timeInForce)) return 'timeInForceMustSuitType'
  const matchesAtOnce = immediateTypes.includes(orderType) || atOnce.includes(timeInForce)
  if (state !== MarketState.trading && matchesAtOnce) return 'orderMustSuitMarketState'
  return 'none'
}

/** Whether the order is special: it has another type or another time in force than plain ones. */
export const isSpecialOrder = ({ orderType, timeInForce }: Combination): boolean =>
  orderType > OrderType.market || timeInForce > TimeInForce.fillOrKill

/** Whether it waits for its trigger. */
export const isConditional = ({ orderType }: Combination): boolean => orderType > OrderType.market

/**
 * Whether it meets an order of its own account that stands first in line, so that the prevention is
 * told: it matches, and is not a fill-or-kill order that its own order stops before.
 */
export function meetsOwnOrder(combination: Combination): boolean {
  const { orderType, timeInForce, state, selfTradePrevention: mode } = combination
  if (state !== MarketState.trading || mode === SelfTradePrevention.none) return false
  if (orderType !== OrderType.limit && orderType !== OrderType.market) return false
  return timeInForce !== TimeInForce.fillOrKill || mode === SelfTradePrevention.expireMaker
}
