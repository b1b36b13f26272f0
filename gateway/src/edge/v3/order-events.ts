// An order out of the events of the command that placed it.
import {
  OrderAccepted,
  OrderClosed,
  OrderState,
  OrderStatus,
  type Side,
  Trade,
} from '@openbell/protocol'
import type { CommandAnswer, OrderView } from '../../ports.js'

/** A fill of the order just placed, which took. */
export interface TakenFill {
  readonly tradeId: number
  readonly priceTicks: number
  readonly quantityLots: number
  readonly feeUnits: bigint
}

/** The order as it stood when its command was done, and what it took. */
export interface PlacedOrder {
  readonly order: OrderView
  readonly fills: readonly TakenFill[]
}

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array) =>
  new DataView(buffer, byteOffset, byteLength)

const takerFilled = 4

/** @throws Error where there is no order in the events: the protocol was broken */
export function readPlacedOrder({ events, timestampUs }: CommandAnswer): PlacedOrder {
  let order: OrderView | undefined
  const fills: TakenFill[] = []
  for (const { kind, bytes } of events) {
    const view = viewOf(bytes)
    if (kind === OrderAccepted.kind) order = acceptedOrder(view, timestampUs)
    else if (kind === OrderState.kind) order = knownOrder(view, timestampUs)
    else if (kind === Trade.kind && order) order = take(order, Trade.read(view, 0), fills)
    else if (kind === OrderClosed.kind && order) order = closed(order, OrderClosed.read(view, 0))
  }
  if (!order) throw new Error('an order was placed without a word about it')
  return { order, fills }
}

/** Orders that a command ended, oldest first. */
export const readClosedOrders = ({ events }: CommandAnswer): readonly OrderClosed[] =>
  events
    .filter(({ kind }) => kind === OrderClosed.kind)
    .map(({ bytes }) => OrderClosed.read(viewOf(bytes), 0))

const words = (event: OrderAccepted) => ({
  orderId: event.orderId,
  account: event.account,
  market: event.market,
  clientOrderId: event.clientOrderId,
  side: event.side as Side,
  orderType: event.orderType as OrderView['orderType'],
  timeInForce: event.timeInForce as OrderView['timeInForce'],
  status: event.status as OrderStatus,
  priceTicks: event.priceTicks,
  quantityLots: event.quantityLots,
})

const acceptedOrder = (view: DataView, timestampUs: number): OrderView => ({
  ...words(OrderAccepted.read(view, 0)),
  executedLots: 0,
  executedQuoteUnits: 0n,
  createdUs: timestampUs,
  updatedUs: timestampUs,
})

function knownOrder(view: DataView, timestampUs: number): OrderView {
  const event = OrderState.read(view, 0)
  const { executedLots, executedQuoteUnits, createdUs } = event
  return { ...words(event), executedLots, executedQuoteUnits, createdUs, updatedUs: timestampUs }
}

function take(order: OrderView, trade: Trade, fills: TakenFill[]): OrderView {
  const { tradeId, priceTicks, quantityLots, takerFeeUnits: feeUnits } = trade
  fills.push({ tradeId, priceTicks, quantityLots, feeUnits })
  return {
    ...order,
    status: trade.flags & takerFilled ? OrderStatus.filled : OrderStatus.partiallyFilled,
    executedLots: trade.takerExecutedLots,
    executedQuoteUnits: trade.takerExecutedQuoteUnits,
  }
}

const closed = (order: OrderView, event: OrderClosed): OrderView => ({
  ...order,
  status: event.status as OrderStatus,
  executedLots: event.executedLots,
  executedQuoteUnits: event.executedQuoteUnits,
})
