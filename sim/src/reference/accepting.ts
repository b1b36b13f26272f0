// From here on an order exists: numbered, known by its client's id, told to its owner.
import {
  OrderAccepted,
  OrderState,
  OrderStatus,
  SpecialOrderAccepted,
  TimeInForce,
} from '@openbell/protocol'
import { isConditional, lockedAsset } from './amounts.js'
import { nextEvent } from './balances.js'
import { followLastPrice } from './triggers.js'
import { useOrderId } from './used-ids.js'
import type { Account, Lock, Market, Order, Terms, Venue } from './venue.js'

export interface Acceptance {
  readonly account: Account
  readonly market: Market
  readonly terms: Terms
  /** What a retry must be equal to. */
  readonly body: string
  readonly isSpecial: boolean
  readonly isPending: boolean
  readonly listId: number
  readonly quantity: number
  /** Shared with the other leg of a pair. */
  readonly lock?: Lock
}

/** Makes an order and tells of it. */
export function accept(venue: Venue, one: Acceptance): Order {
  const { account, market, terms, body, isSpecial, isPending, listId, quantity } = one
  const lock = one.lock ?? emptyLock(account, lockedAsset(market, terms.side))
  const order: Order = {
    id: venue.nextId('orders'),
    terms,
    market,
    account,
    isSpecial,
    createdUs: venue.nowUs,
    expiresUs:
      terms.timeInForce === TimeInForce.day ? nextMidnightUs(venue.nowUs) : terms.expiresUs,
    listId,
    firstQuantity: quantity,
    quantity,
    executed: 0,
    executedQuote: 0n,
    visible: 0,
    stopPrice: terms.stopPrice,
    anchor: undefined,
    place: isPending ? 'pending' : 'taking',
    status: 0,
    lock,
  }
  if (!isPending) followLastPrice(order)
  lock.orders.push(order)
  venue.orders.push(order)
  useOrderId(venue, order, body)
  const accountEvent = nextEvent(account)
  if (isSpecial)
    venue.events.emit(SpecialOrderAccepted, { ...describe(order), ...termsOf(order), accountEvent })
  else venue.events.emit(OrderAccepted, { ...describe(order), accountEvent })
  return order
}

export const emptyLock = (account: Account, asset: number): Lock => ({
  account,
  asset,
  units: 0n,
  orders: [],
})

const dayUs = 24 * 60 * 60 * 1_000_000

const nextMidnightUs = (nowUs: number): number => (Math.floor(nowUs / dayUs) + 1) * dayUs

const describe = (order: Order) => ({
  account: order.account.number,
  market: order.market.number,
  orderId: order.id,
  priceTicks: order.terms.price,
  quantityLots: order.quantity,
  side: order.terms.side,
  orderType: order.terms.type,
  timeInForce: order.terms.timeInForce,
  status: presentStatus(order),
  selfTradePrevention: order.terms.prevention,
  clientOrderId: order.terms.clientOrderId,
})

const termsOf = (order: Order) => ({
  quoteUnits: order.terms.quoteUnits,
  stopPriceTicks: order.stopPrice,
  icebergLots: order.terms.iceberg,
  expiresUs: order.expiresUs,
  listId: order.listId,
  trailingBips: order.terms.trailing,
  connectionSession: order.terms.connectionSession,
  connection: order.terms.connection,
  isWaiting: isWaiting(order) ? 1 : 0,
})

/** What is told of the terms of an order that has ended; its quantity is the first one. */
const endedTerms = (order: Order) => ({
  quantityLots: order.firstQuantity,
  quoteUnits: 0n,
  stopPriceTicks: 0,
  icebergLots: 0,
  expiresUs: 0,
  listId: 0,
  trailingBips: 0,
  connectionSession: 0,
  connection: 0,
  isWaiting: 0,
})

function isWaiting({ place, terms }: Order): boolean {
  if (place === 'taking') return isConditional(terms.type)
  return place === 'pending' || place === 'waiting'
}

function presentStatus(order: Order): number {
  if (order.place === 'ended') return order.status
  if (order.place === 'pending') return OrderStatus.pending
  return order.executed === 0 ? OrderStatus.new : OrderStatus.partiallyFilled
}

/** How an order stands now, or stood when it ended: the answer to a retry. */
export function tellState(venue: Venue, order: Order): void {
  venue.events.emit(OrderState, {
    ...describe(order),
    ...(order.place === 'ended' ? endedTerms(order) : termsOf(order)),
    accountEvent: order.account.event,
    executedLots: order.executed,
    executedQuoteUnits: order.executedQuote,
    createdUs: order.createdUs,
  })
}
