// Folds of the life of an order, but for its trades.
import {
  type OrderAccepted,
  type OrderActivated,
  type OrderAmended,
  type OrderClosed,
  OrderStatus,
  type SpecialOrderAccepted,
  type StopMoved,
} from '@openbell/protocol'
import type { Batch } from './batch.js'
import type { ListedMarket } from './catalogue.js'
import type { NewOrder, OrderState } from './order-rows.js'
import {
  closeReasonWords,
  orderStatusWords,
  orderTypeWords,
  preventionWords,
  sideWords,
  timeInForceWords,
} from './words.js'

const noTerms = { trailingBips: 0, icebergLots: 0, quoteUnits: 0n, expiresUs: 0, listId: 0 }

export function foldOrderAccepted(batch: Batch, event: OrderAccepted): void {
  accept(batch, event, noTerms, { workingUs: batch.timestampUs })
}

export function foldSpecialOrderAccepted(batch: Batch, event: SpecialOrderAccepted): void {
  const { trailingBips, icebergLots, quoteUnits, expiresUs, listId, stopPriceTicks } = event
  const terms = { trailingBips, icebergLots, quoteUnits, expiresUs, listId }
  const working = event.isWaiting === 0 ? { workingUs: batch.timestampUs } : {}
  accept(batch, event, terms, { stopPriceTicks, ...working })
}

function accept(
  batch: Batch,
  event: OrderAccepted,
  terms: typeof noTerms,
  state: Partial<OrderState>,
): void {
  const { sequence, timestampUs } = batch
  const market = batch.catalogue.market(event.market)
  const accepted: NewOrder = {
    account: event.account,
    clientOrderId: event.clientOrderId,
    side: sideWords.of(event.side),
    type: orderTypeWords.of(event.orderType),
    timeInForce: timeInForceWords.of(event.timeInForce),
    selfTradePrevention: preventionWords.of(event.selfTradePrevention),
    priceTicks: event.priceTicks,
    trailingBips: terms.trailingBips,
    icebergLots: terms.icebergLots,
    quoteUnits: terms.quoteUnits,
    expiresUs: terms.expiresUs,
    listId: terms.listId,
    createdUs: timestampUs,
  }
  batch.orders.set(event.orderId, {
    id: event.orderId,
    market,
    accepted,
    state: {
      quantityLots: event.quantityLots,
      executedLots: 0,
      executedQuoteUnits: 0n,
      status: orderStatusWords.of(event.status),
      stopPriceTicks: 0,
      ...state,
    },
    preventedLots: 0,
    updatedUs: timestampUs,
    sequence,
  })
  batch.metrics.at(market, batch).orderCount++
}

export function foldOrderActivated(batch: Batch, event: OrderActivated): void {
  const working = event.isWaiting === 0 ? { workingUs: batch.timestampUs } : {}
  const status = orderStatusWords.of(OrderStatus.new)
  const market = batch.catalogue.market(event.market)
  changeOrder(batch, market, event.orderId, { status, ...working })
}

export function foldStopMoved(batch: Batch, { market, orderId, stopPriceTicks }: StopMoved): void {
  const trailingUs = batch.orders.get(orderId)?.state.trailingUs ?? batch.timestampUs
  changeOrder(batch, batch.catalogue.market(market), orderId, { stopPriceTicks, trailingUs })
}

export function foldOrderAmended(batch: Batch, event: OrderAmended): void {
  const { account, accountEvent, orderId, quantityLots } = event
  const { sequence, timestampUs: amendedUs } = batch
  const market = batch.catalogue.market(event.market)
  const beforeLots = batch.orders.get(orderId)?.state.quantityLots ?? null
  const lots = { beforeLots, quantityLots }
  batch.amendments.push({ account, accountEvent, orderId, market, ...lots, amendedUs, sequence })
  changeOrder(batch, market, orderId, { quantityLots })
}

export function foldOrderClosed(batch: Batch, event: OrderClosed): void {
  const market = batch.catalogue.market(event.market)
  changeOrder(batch, market, event.orderId, {
    executedLots: event.executedLots,
    executedQuoteUnits: event.executedQuoteUnits,
    status: orderStatusWords.of(event.status),
    closeReason: closeReasonWords.of(event.reason),
  })
  if (event.status === OrderStatus.cancelled) batch.metrics.at(market, batch).cancelCount++
}

/** What an event told of an order, and how much a prevented trade took away of it. */
export function changeOrder(
  batch: Batch,
  market: ListedMarket,
  id: number,
  state: Partial<OrderState>,
  preventedLots = 0,
): void {
  const { sequence, timestampUs: updatedUs } = batch
  const order = batch.orders.get(id)
  if (order) {
    Object.assign(order.state, state)
    order.preventedLots += preventedLots
    order.updatedUs = updatedUs
    order.sequence = sequence
  } else {
    const change = { id, market, accepted: undefined, state, preventedLots }
    batch.orders.set(id, { ...change, updatedUs, sequence })
  }
}
