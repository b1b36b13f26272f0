// An order in a snapshot of the views.
import type {
  CloseReason,
  OrderStatus,
  OrderType,
  SelfTradePrevention,
  Side,
  TimeInForce,
} from '@openbell/protocol'
import type { OrderView } from '../ports.js'
import type { ByteReader, ByteWriter } from './bytes.js'
import { checked } from './order-steps.js'

/** Stands for a reason or a time that there is not. */
const noReason = 255
const noTimeUs = 0

export function writeOrder(out: ByteWriter, order: OrderView): void {
  out.u64(order.orderId)
  out.u32(order.market)
  out.text(order.clientOrderId)
  out.u8(order.side)
  out.u8(order.orderType)
  out.u8(order.timeInForce)
  out.u8(order.status)
  out.u8(order.selfTradePrevention)
  out.u64(order.priceTicks)
  out.u64(order.quantityLots)
  out.u64(order.executedLots)
  out.i64(order.executedQuoteUnits)
  out.u64(order.stopPriceTicks)
  out.u32(order.trailingBips)
  out.u64(order.trailingUs ?? noTimeUs)
  out.u64(order.icebergLots)
  out.i64(order.quoteUnits)
  out.u64(order.expiresUs)
  out.u64(order.listId)
  out.u8(order.isWaiting ? 1 : 0)
  out.u64(order.workingUs ?? noTimeUs)
  out.u64(order.preventedLots)
  out.u8(order.closeReason ?? noReason)
  out.u64(order.createdUs)
  out.u64(order.updatedUs)
}

/** @throws Unexplained where it makes no sense */
export const readOrder = (from: ByteReader, account: number): OrderView =>
  checked({
    orderId: from.u64(),
    account,
    market: from.u32(),
    clientOrderId: from.text(),
    side: from.u8() as Side,
    orderType: from.u8() as OrderType,
    timeInForce: from.u8() as TimeInForce,
    status: from.u8() as OrderStatus,
    selfTradePrevention: from.u8() as SelfTradePrevention,
    priceTicks: from.u64(),
    quantityLots: from.u64(),
    executedLots: from.u64(),
    executedQuoteUnits: from.i64(),
    stopPriceTicks: from.u64(),
    trailingBips: from.u32(),
    trailingUs: from.u64() || undefined,
    icebergLots: from.u64(),
    quoteUnits: from.i64(),
    expiresUs: from.u64(),
    listId: from.u64(),
    isWaiting: from.u8() === 1,
    workingUs: from.u64() || undefined,
    preventedLots: from.u64(),
    closeReason: reasonOf(from.u8()),
    createdUs: from.u64(),
    updatedUs: from.u64(),
  })

const reasonOf = (value: number): CloseReason | undefined =>
  value === noReason ? undefined : (value as CloseReason)
