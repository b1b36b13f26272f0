// The steps of an order's life: each makes the next state of it, and refuses what cannot follow.
import {
  ActivationReason,
  type CloseReason,
  closeReasonNames,
  isConditional,
  type OrderAccepted,
  type OrderActivated,
  type OrderAmended,
  type OrderClosed,
  OrderStatus,
  type OrderType,
  orderStatusNames,
  orderTypeNames,
  SelfTradePrevention,
  type Side,
  type SpecialOrderAccepted,
  type StopMoved,
  selfTradePreventionNames,
  sideNames,
  type TimeInForce,
  timeInForceNames,
} from '@openbell/protocol'
import type { OrderView } from '../ports.js'
import { Unexplained } from './errors.js'

/** How far an order got by a trade. */
export interface Executed {
  readonly executedLots: number
  readonly executedQuoteUnits: bigint
  readonly isFilled: boolean
}

/** What an order lost because it did not trade with its own kind. */
export interface Prevented {
  readonly mode: SelfTradePrevention
  readonly isMaker: boolean
  readonly preventedLots: number
  /** After it was made smaller. */
  readonly quantityLots: number
}

export const openLots = ({ quantityLots, executedLots }: OrderView): number =>
  quantityLots - executedLots

/** A plain order. @throws Unexplained where it makes no sense */
export function acceptedOrder(accepted: OrderAccepted, nowUs: number): OrderView {
  if (accepted.status !== OrderStatus.new) throw senseless(accepted.orderId)
  return checked({
    orderId: accepted.orderId,
    account: accepted.account,
    market: accepted.market,
    clientOrderId: accepted.clientOrderId,
    side: accepted.side as Side,
    orderType: accepted.orderType as OrderType,
    timeInForce: accepted.timeInForce as TimeInForce,
    status: OrderStatus.new,
    selfTradePrevention: accepted.selfTradePrevention as SelfTradePrevention,
    priceTicks: accepted.priceTicks,
    quantityLots: accepted.quantityLots,
    executedLots: 0,
    executedQuoteUnits: 0n,
    stopPriceTicks: 0,
    trailingBips: 0,
    trailingUs: undefined,
    icebergLots: 0,
    quoteUnits: 0n,
    expiresUs: 0,
    listId: 0,
    isWaiting: false,
    workingUs: nowUs,
    preventedLots: 0,
    closeReason: undefined,
    createdUs: nowUs,
    updatedUs: nowUs,
  })
}

/** An order with terms of its own: what has a condition waits from the start. @throws Unexplained where it makes no sense */
export function acceptedSpecialOrder(accepted: SpecialOrderAccepted, nowUs: number): OrderView {
  const status = accepted.status as OrderStatus
  const isWaiting = status === OrderStatus.pending || isConditional(accepted.orderType)
  const order: OrderView = {
    ...acceptedOrder({ ...accepted, status: OrderStatus.new }, nowUs),
    status,
    stopPriceTicks: accepted.stopPriceTicks,
    trailingBips: accepted.trailingBips,
    icebergLots: accepted.icebergLots,
    quoteUnits: accepted.quoteUnits,
    expiresUs: accepted.expiresUs,
    listId: accepted.listId,
    isWaiting,
    workingUs: isWaiting ? undefined : nowUs,
  }
  const isPossible =
    status === OrderStatus.pending ? order.listId !== 0 : status === OrderStatus.new
  if (!isPossible || (accepted.isWaiting !== 0) !== isWaiting) throw senseless(order.orderId)
  return order
}

/** After an execution. @throws Unexplained where the sums do not go on from before */
export function executed(
  order: OrderView,
  after: Executed,
  { quantityLots, quoteUnits }: { readonly quantityLots: number; readonly quoteUnits: bigint },
  nowUs: number,
): OrderView {
  const { executedLots, executedQuoteUnits, isFilled } = after
  if (order.isWaiting) throw new Unexplained(`order ${order.orderId} waits, and trades`)
  if (executedLots !== order.executedLots + quantityLots)
    throw new Unexplained(
      `order ${order.orderId} has ${order.executedLots} lots, gets ${quantityLots}, has ${executedLots}`,
    )
  if (executedQuoteUnits !== order.executedQuoteUnits + quoteUnits)
    throw new Unexplained(
      `order ${order.orderId} was executed for ${order.executedQuoteUnits}, ` +
        `is now for ${quoteUnits}, and in all for ${executedQuoteUnits}`,
    )
  if (isFilled !== (executedLots === order.quantityLots))
    throw new Unexplained(
      `order ${order.orderId} has ${executedLots} of ${order.quantityLots} lots; filled: ${isFilled}`,
    )
  const status = isFilled ? OrderStatus.filled : OrderStatus.partiallyFilled
  return advanced(order, status, executedLots, executedQuoteUnits, undefined, nowUs)
}

/** After its end. @throws Unexplained where it ends with other sums than are known, or unexplained */
export function closed(order: OrderView, end: OrderClosed, nowUs: number): OrderView {
  const { orderId, executedLots, quantityLots, executedQuoteUnits } = order
  if (end.executedLots !== executedLots)
    throw new Unexplained(
      `order ${orderId} ends with ${end.executedLots} lots executed, not ${executedLots}`,
    )
  if (end.quantityLots !== quantityLots || end.executedQuoteUnits !== executedQuoteUnits)
    throw new Unexplained(
      `order ${orderId} ends with ${end.quantityLots} lots for ${end.executedQuoteUnits}, ` +
        `not ${quantityLots} for ${executedQuoteUnits}`,
    )
  if (!endings.includes(end.status as OrderStatus))
    throw new Unexplained(`order ${orderId} ends with status ${end.status}`)
  const reason = closeReasonNames[end.reason]
  if (reason === undefined) throw new Unexplained(`order ${orderId} ends for reason ${end.reason}`)
  const isPrevented = reason === 'selfTradePrevented'
  if (isPrevented !== (end.status === OrderStatus.expiredInMatch))
    throw new Unexplained(`order ${orderId} ends with status ${end.status} for ${reason}`)
  if (isPrevented && order.preventedLots === 0)
    throw new Unexplained(`order ${orderId} ends by a trade that nobody prevented`)
  const status = end.status as OrderStatus
  const closeReason = end.reason as CloseReason
  return advanced(order, status, executedLots, executedQuoteUnits, closeReason, nowUs)
}

const endings: readonly OrderStatus[] = [
  OrderStatus.cancelled,
  OrderStatus.expired,
  OrderStatus.expiredInMatch,
]

/** After it stopped waiting, or began to wait for its trigger. @throws Unexplained */
export function activated(order: OrderView, { reason, ...event }: OrderActivated, nowUs: number) {
  const isWaiting = event.isWaiting !== 0
  const isFollowing = reason === ActivationReason.firstFilled
  const isExpected =
    order.isWaiting &&
    isFollowing === (order.status === OrderStatus.pending) &&
    (isFollowing ? isWaiting === isConditional(order.orderType) : !isWaiting) &&
    (isFollowing || reason === ActivationReason.triggered)
  if (!isExpected)
    throw new Unexplained(`order ${order.orderId} goes to work for reason ${reason} unexpectedly`)
  return {
    ...order,
    status: OrderStatus.new,
    isWaiting,
    workingUs: isWaiting ? undefined : nowUs,
    updatedUs: nowUs,
  }
}

/** After its stop price followed the market. @throws Unexplained where it does not trail */
export function stopMoved(order: OrderView, { stopPriceTicks }: StopMoved, nowUs: number) {
  if (!order.isWaiting || order.status !== OrderStatus.new || order.trailingBips === 0)
    throw new Unexplained(`the stop price of order ${order.orderId} cannot move`)
  return { ...order, stopPriceTicks, trailingUs: order.trailingUs ?? nowUs, updatedUs: nowUs }
}

/** After its owner made it smaller. @throws Unexplained where it became something else */
export function amended(order: OrderView, event: OrderAmended, nowUs: number): OrderView {
  const { quantityLots, executedLots } = event
  const isSmaller = quantityLots < order.quantityLots && quantityLots > executedLots
  if (executedLots !== order.executedLots || !isSmaller)
    throw new Unexplained(
      `order ${order.orderId} has ${order.executedLots} of ${order.quantityLots} lots, ` +
        `and is amended to ${executedLots} of ${quantityLots}`,
    )
  return { ...order, quantityLots, updatedUs: nowUs }
}

/** After a trade with its own kind was prevented. @throws Unexplained where other lots are told */
export function prevented(order: OrderView, event: Prevented, nowUs: number): OrderView {
  const { mode, isMaker, preventedLots, quantityLots } = event
  const left = openLots(order)
  const isSmaller = mode === SelfTradePrevention.decrement
  const isEnding = mode === SelfTradePrevention.expireBoth || mode === endingMode(isMaker)
  const isExpected = isSmaller
    ? preventedLots > 0 && preventedLots <= left
    : preventedLots === (isEnding ? left : 0)
  const expectedLots = order.quantityLots - (isSmaller ? preventedLots : 0)
  if (order.isWaiting || !isExpected || quantityLots !== expectedLots)
    throw new Unexplained(
      `order ${order.orderId} with ${left} of ${order.quantityLots} lots left loses ` +
        `${preventedLots} and has ${quantityLots} after a prevented trade of mode ${mode}`,
    )
  const lost = order.preventedLots + preventedLots
  return { ...order, quantityLots, preventedLots: lost, updatedUs: nowUs }
}

const endingMode = (isMaker: boolean): SelfTradePrevention =>
  isMaker ? SelfTradePrevention.expireMaker : SelfTradePrevention.expireTaker

/** Spelled out: a spread costs several times as much, and this runs for every fill. */
const advanced = (
  order: OrderView,
  status: OrderStatus,
  executedLots: number,
  executedQuoteUnits: bigint,
  closeReason: CloseReason | undefined,
  updatedUs: number,
): OrderView => ({
  orderId: order.orderId,
  account: order.account,
  market: order.market,
  clientOrderId: order.clientOrderId,
  side: order.side,
  orderType: order.orderType,
  timeInForce: order.timeInForce,
  status,
  selfTradePrevention: order.selfTradePrevention,
  priceTicks: order.priceTicks,
  quantityLots: order.quantityLots,
  executedLots,
  executedQuoteUnits,
  stopPriceTicks: order.stopPriceTicks,
  trailingBips: order.trailingBips,
  trailingUs: order.trailingUs,
  icebergLots: order.icebergLots,
  quoteUnits: order.quoteUnits,
  expiresUs: order.expiresUs,
  listId: order.listId,
  isWaiting: order.isWaiting,
  workingUs: order.workingUs,
  preventedLots: order.preventedLots,
  closeReason,
  createdUs: order.createdUs,
  updatedUs,
})

/** @throws Unexplained where the words of an order are unknown, or it has no lots */
export function checked(order: OrderView): OrderView {
  const isKnown =
    order.side < sideNames.length &&
    order.orderType < orderTypeNames.length &&
    order.timeInForce < timeInForceNames.length &&
    order.status < orderStatusNames.length &&
    order.selfTradePrevention < selfTradePreventionNames.length
  if (!isKnown || order.quantityLots + order.preventedLots === 0) throw senseless(order.orderId)
  return order
}

const senseless = (orderId: number): Unexplained =>
  new Unexplained(`order ${orderId} makes no sense`)
