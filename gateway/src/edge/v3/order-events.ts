// An order out of the events of the command that placed it.
import {
  OrderAccepted,
  OrderClosed,
  OrderState,
  OrderStatus,
  type OrderType,
  type Side,
  type TimeInForce,
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
  let order: Draft | undefined
  const fills: TakenFill[] = []
  for (const { kind, bytes } of events) {
    const view = viewOf(bytes)
    if (kind === OrderAccepted.kind) order = acceptedOrder(OrderAccepted.read(view, 0), timestampUs)
    else if (kind === OrderState.kind) order = knownOrder(OrderState.read(view, 0), timestampUs)
    else if (kind === Trade.kind && order) take(order, Trade.read(view, 0), fills)
    else if (kind === OrderClosed.kind && order) close(order, OrderClosed.read(view, 0))
  }
  if (!order) throw new Error('an order was placed without a word about it')
  return { order, fills }
}

/** Orders that a command ended, oldest first. */
export const readClosedOrders = ({ events }: CommandAnswer): readonly OrderClosed[] =>
  events
    .filter(({ kind }) => kind === OrderClosed.kind)
    .map(({ bytes }) => OrderClosed.read(viewOf(bytes), 0))

/** An order that is still being read. */
type Draft = { -readonly [Field in keyof OrderView]: OrderView[Field] }

const acceptedOrder = (event: OrderAccepted, timestampUs: number): Draft => ({
  orderId: event.orderId,
  account: event.account,
  market: event.market,
  clientOrderId: event.clientOrderId,
  side: event.side as Side,
  orderType: event.orderType as OrderType,
  timeInForce: event.timeInForce as TimeInForce,
  status: event.status as OrderStatus,
  priceTicks: event.priceTicks,
  quantityLots: event.quantityLots,
  executedLots: 0,
  executedQuoteUnits: 0n,
  createdUs: timestampUs,
  updatedUs: timestampUs,
})

function knownOrder(event: OrderState, timestampUs: number): Draft {
  const order = acceptedOrder(event, timestampUs)
  order.executedLots = event.executedLots
  order.executedQuoteUnits = event.executedQuoteUnits
  order.createdUs = event.createdUs
  return order
}

function take(order: Draft, trade: Trade, fills: TakenFill[]): void {
  const { tradeId, priceTicks, quantityLots, takerFeeUnits: feeUnits } = trade
  fills.push({ tradeId, priceTicks, quantityLots, feeUnits })
  order.status = trade.flags & takerFilled ? OrderStatus.filled : OrderStatus.partiallyFilled
  order.executedLots = trade.takerExecutedLots
  order.executedQuoteUnits = trade.takerExecutedQuoteUnits
}

function close(order: Draft, event: OrderClosed): void {
  order.status = event.status as OrderStatus
  order.executedLots = event.executedLots
  order.executedQuoteUnits = event.executedQuoteUnits
}
