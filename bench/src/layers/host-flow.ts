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

/** Reads every event and what matters of it. */
export function decodeEvents(bytes: Uint8Array, tally: HostTally): void {
  let sum = 0
  for (cursor.open(bytes); cursor.next(); ) {
    tally.events++
    switch (cursor.kind) {
      case OrderAccepted.kind:
        sum += OrderAccepted.get.orderId(cursor) + OrderAccepted.get.account(cursor)
        sum += OrderAccepted.get.priceTicks(cursor) + OrderAccepted.get.quantityLots(cursor)
        break
      case Trade.kind:
        sum += Trade.get.makerOrderId(cursor) + Trade.get.takerOrderId(cursor)
        sum += Trade.get.priceTicks(cursor) + Trade.get.quantityLots(cursor)
        sum += Number(Trade.get.takerFeeUnits(cursor))
        break
      case OrderClosed.kind:
        sum += OrderClosed.get.orderId(cursor) + OrderClosed.get.executedLots(cursor)
        break
      case BookLevel.kind:
        sum += BookLevel.get.priceTicks(cursor) + BookLevel.get.totalLots(cursor)
        break
      case Balance.kind:
        sum += Balance.get.account(cursor) + Balance.get.asset(cursor)
        sum += Number(Balance.get.availableUnits(cursor)) + Number(Balance.get.lockedUnits(cursor))
        break
      case Outcome.kind:
        sum += Outcome.get.commandIndex(cursor) + Outcome.get.reject(cursor)
        sum += Outcome.get.result(cursor)
    }
  }
  tally.sum += sum
}
