// What the host's benchmark sends, in columns as a host may have it, and how it is encoded and decoded.
import type { VenuePlan } from '@openbell/engine'
import {
  Balance,
  BookLevel,
  CancelOrder,
  CancelRestriction,
  type CommandBatch,
  EventCursor,
  limitOrder,
  limits,
  OrderAccepted,
  OrderClosed,
  Outcome,
  PlaceOrder,
  Side,
  TimeInForce,
  Trade,
} from '@openbell/protocol'

const accountCount = 1_000
const middleTicks = 10_000
/** Orders that are remembered as candidates for a cancel. */
const candidatesMax = 10_000

/** A lot at a tick is one unit of the quote asset, and everybody is rich. */
export const hostPlan: VenuePlan = {
  assets: [
    { code: 'BASE', decimals: 4 },
    { code: 'QUOTE', decimals: 4 },
  ],
  markets: [
    { baseAsset: 0, quoteAsset: 1, tickUnits: 100, lotUnits: 100, priceMaxTicks: 2 * middleTicks },
  ],
  accounts: accountCount,
  fundsUnits: [2 ** 40, 2 ** 40],
  takerPpm: 1_000,
}

/** Messages by columns; an order where `cancelledId` is 0. Order ids are dense, so they are known. */
export interface HostFlow {
  readonly count: number
  readonly accounts: Uint32Array
  readonly sides: Uint8Array
  readonly pricesTicks: Uint32Array
  readonly quantitiesLots: Uint32Array
  readonly timesInForce: Uint8Array
  readonly cancelledIds: Uint32Array
}

/** Half are orders that mostly rest, two fifths cancels, one tenth takes; from a seed. */
export function makeHostFlow(count: number, seed = 1): HostFlow {
  const flow: HostFlow = {
    count,
    accounts: new Uint32Array(count),
    sides: new Uint8Array(count),
    pricesTicks: new Uint32Array(count),
    quantitiesLots: new Uint32Array(count),
    timesInForce: new Uint8Array(count),
    cancelledIds: new Uint32Array(count),
  }
  let state = seed
  const below = (end: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state * end) / 4_294_967_296)
  }
  const candidates: { id: number; account: number }[] = []
  let orders = 0
  for (let index = 0; index < count; index++) {
    const chance = below(10)
    const cancelled = chance < 4 ? candidates.splice(below(candidates.length), 1)[0] : undefined
    const account = cancelled?.account ?? limits.accountUserMin + below(accountCount)
    flow.accounts[index] = account
    if (cancelled) {
      flow.cancelledIds[index] = cancelled.id
      continue
    }
    const takes = chance === 9
    const side = below(2)
    const offset = takes ? 20 : -1 - below(200)
    flow.sides[index] = side
    flow.pricesTicks[index] = middleTicks + (side === Side.buy ? offset : -offset)
    flow.quantitiesLots[index] = 1 + below(500)
    flow.timesInForce[index] = takes ? TimeInForce.immediateOrCancel : TimeInForce.goodTillCancelled
    const id = ++orders
    if (!takes && candidates.length < candidatesMax) candidates.push({ id, account })
  }
  return flow
}

const order = { ...limitOrder, account: 0, side: 0, priceTicks: 0, quantityLots: 0, timeInForce: 0 }
const cancel = {
  account: 0,
  orderId: 0,
  clientOrderId: '',
  restriction: CancelRestriction.none,
}

/** Adds messages of the flow; one order and one cancel are filled in again and again. */
export function encodeFlow(batch: CommandBatch, flow: HostFlow, from: number, end: number): void {
  const { accounts, sides, pricesTicks, quantitiesLots, timesInForce, cancelledIds } = flow
  for (let index = from; index < end; index++) {
    const cancelledId = cancelledIds[index]
    if (cancelledId !== 0) {
      cancel.account = accounts[index]
      cancel.orderId = cancelledId
      batch.add(CancelOrder, cancel)
      continue
    }
    order.account = accounts[index]
    order.side = sides[index]
    order.priceTicks = pricesTicks[index]
    order.quantityLots = quantitiesLots[index]
    order.timeInForce = timesInForce[index]
    batch.add(PlaceOrder, order)
  }
}

/** What was read of events; the sum is over all fields that a host would look at. */
export interface HostTally {
  events: number
  sum: number
}

const cursor = new EventCursor()
// Constants of this module, as the engine's README advises: V8 does not see through an import.
const { kind: acceptedKind, get: accepted } = OrderAccepted
const { kind: tradeKind, get: trade } = Trade
const { kind: closedKind, get: closed } = OrderClosed
const { kind: levelKind, get: level } = BookLevel
const { kind: balanceKind, get: balance } = Balance
const { kind: outcomeKind, get: outcome } = Outcome

/** Reads every event and what matters of it. */
export function decodeEvents(bytes: Uint8Array, tally: HostTally): void {
  let events = 0
  let sum = 0
  for (cursor.open(bytes); cursor.hasNext; events++) {
    const kind = cursor.next()
    const { words, at } = cursor
    switch (kind) {
      case acceptedKind:
        sum += accepted.orderId(words, at) + accepted.account(words, at)
        sum += accepted.priceTicks(words, at) + accepted.quantityLots(words, at)
        break
      case tradeKind:
        sum += trade.makerOrderId(words, at) + trade.takerOrderId(words, at)
        sum += trade.priceTicks(words, at) + trade.quantityLots(words, at)
        sum += Number(trade.takerFeeUnits(words, at))
        break
      case closedKind:
        sum += closed.orderId(words, at) + closed.executedLots(words, at)
        break
      case levelKind:
        sum += level.priceTicks(words, at) + level.totalLots(words, at)
        break
      case balanceKind:
        sum += balance.account(words, at) + balance.asset(words, at)
        sum += Number(balance.availableUnits(words, at)) + Number(balance.lockedUnits(words, at))
        break
      case outcomeKind:
        sum += outcome.commandIndex(words, at) + outcome.reject(words, at)
        sum += outcome.result(words, at)
    }
  }
  tally.events += events
  tally.sum += sum
}
