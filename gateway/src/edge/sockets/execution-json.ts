// Execution reports: each step in the life of an order, in the field letters of the dialect.
import { hasLimitPrice, OrderStatus, TimeInForce } from '@openbell/protocol'
import type { ExecutionView, MarketView, OrderView, Views } from '../../ports.js'
import { formatAmount, formatPrice, formatQuantity, formatQuote } from '../decimals.js'
import {
  expiryReason,
  feeAssetOf,
  orderBase,
  publicClientId,
  publicListId,
  toMs,
} from '../v3/order-json.js'
import { preventionNames } from '../v3/words.js'

const executionNames: Readonly<Record<ExecutionView['execution'], string>> = {
  new: 'NEW',
  activated: 'NEW',
  stopMoved: 'REPLACED',
  amended: 'REPLACED',
  trade: 'TRADE',
  prevented: 'TRADE_PREVENTION',
  cancelled: 'CANCELED',
  expired: 'EXPIRED',
}

/** Steps that a client asked for by the name of the order. */
const asked: readonly ExecutionView['execution'][] = ['cancelled', 'amended']

/** An execution report. The order stands as it is after the step. */
export function executionJson(
  views: Views,
  market: MarketView,
  step: ExecutionView,
  nowMs: number,
): string {
  const { order, fill, execution, accountEvent } = step
  const base = orderBase(market, order)
  const clientOrderId = publicClientId(order)
  const nothing = formatQuantity(market, 0)
  const report = {
    e: 'executionReport',
    E: nowMs,
    s: market.symbol,
    c: clientOrderId,
    S: base.side,
    o: base.type,
    f: base.timeInForce,
    q: base.origQty,
    p: base.price,
    P: formatPrice(market, order.stopPriceTicks),
    F: formatQuantity(market, order.icebergLots),
    g: publicListId(order),
    C: asked.includes(execution) ? clientOrderId : '',
    x: executionNames[execution],
    X: base.status,
    r: 'NONE',
    i: order.orderId,
    l: fill ? formatQuantity(market, fill.quantityLots) : nothing,
    z: base.executedQty,
    L: formatPrice(market, fill?.priceTicks ?? 0),
    n: fill ? formatAmount(feeAssetOf(market, fill.side), fill.feeUnits) : '0',
    N: fill ? feeAssetOf(market, fill.side).code : null,
    T: toMs(order.updatedUs),
    t: fill?.tradeId ?? -1,
    I: accountEvent,
    w: isOnBook(order),
    m: fill?.isMaker ?? false,
    M: false,
    O: toMs(order.createdUs),
    Z: base.cummulativeQuoteQty,
    Y: formatQuote(market, fill?.quoteUnits ?? 0n),
    Q: base.origQuoteOrderQty,
    V: preventionNames[order.selfTradePrevention],
    accountEvent,
  }
  return JSON.stringify(Object.assign(report, conditional(views, market, step)))
}

/** What is told only of orders, and of steps, that have it. */
function conditional(views: Views, market: MarketView, step: ExecutionView) {
  const { order } = step
  const { trailingBips, trailingUs, workingUs, preventedLots } = order
  const eR = expiryReason(views, order)
  return {
    ...(trailingBips > 0 && { d: trailingBips }),
    ...(trailingUs !== undefined && { D: toMs(trailingUs) }),
    ...(workingUs !== undefined && { W: toMs(workingUs) }),
    ...(preventedLots > 0 && { A: formatQuantity(market, preventedLots) }),
    ...preventedFields(market, step),
    ...(eR !== undefined && { eR }),
  }
}

/** With whom it did not trade, what it lost, and what would have traded. */
function preventedFields(market: MarketView, { order, prevented }: ExecutionView) {
  if (!prevented) return {}
  const { preventedId, tradeGroup, priceTicks, matchLots } = prevented
  const isMaker = prevented.makerOrderId === order.orderId
  const lostLots = isMaker ? prevented.makerPreventedLots : prevented.takerPreventedLots
  const quoteUnits = BigInt(priceTicks) * BigInt(matchLots) * market.notionalUnits
  return {
    v: preventedId,
    B: formatQuantity(market, lostLots),
    ...(tradeGroup > 0 && { u: tradeGroup }),
    U: isMaker ? prevented.takerOrderId : prevented.makerOrderId,
    Cs: market.symbol,
    pl: formatQuantity(market, matchLots),
    pL: formatPrice(market, priceTicks),
    pY: formatQuote(market, quoteUnits),
  }
}

const openStatuses: readonly OrderStatus[] = [OrderStatus.new, OrderStatus.partiallyFilled]
const passing: readonly TimeInForce[] = [TimeInForce.immediateOrCancel, TimeInForce.fillOrKill]

/** Whether it stands in the book, or may as soon as its turn is over. */
const isOnBook = ({ status, isWaiting, orderType, timeInForce }: OrderView): boolean =>
  openStatuses.includes(status) &&
  !isWaiting &&
  hasLimitPrice(orderType) &&
  !passing.includes(timeInForce)
