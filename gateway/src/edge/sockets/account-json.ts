// What happens to an account, in the field letters of the dialect. `accountEvent` counts without
// gaps; numbers that no event shows belong to deposits, withdrawals and changes of the account itself.
import { OrderStatus, OrderType, TimeInForce } from '@openbell/protocol'
import type { AssetView, BalanceView, ExecutionView, MarketView } from '../../ports.js'
import { formatAmount, formatPrice, formatQuantity, formatQuote } from '../decimals.js'
import { feeAssetOf, orderBase, publicClientId, toMs } from '../v3/order-json.js'

const executionWords = {
  new: 'NEW',
  trade: 'TRADE',
  cancelled: 'CANCELED',
  expired: 'EXPIRED',
} as const

/** An execution report: one step in the life of an order. */
export function executionJson(market: MarketView, step: ExecutionView, nowMs: number): string {
  const { order, fill, execution, accountEvent } = step
  const base = orderBase(market, order)
  const clientOrderId = publicClientId(order)
  const nothing = formatQuantity(market, 0)
  return JSON.stringify({
    e: 'executionReport',
    E: nowMs,
    s: market.symbol,
    c: clientOrderId,
    S: base.side,
    o: base.type,
    f: base.timeInForce,
    q: base.origQty,
    p: base.price,
    P: formatPrice(market, 0),
    F: nothing,
    g: -1,
    C: execution === 'cancelled' ? clientOrderId : '',
    x: executionWords[execution],
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
    w: isOnBook(step),
    m: fill?.isMaker ?? false,
    M: false,
    O: toMs(order.createdUs),
    Z: base.cummulativeQuoteQty,
    Y: formatQuote(market, fill?.quoteUnits ?? 0n),
    Q: base.origQuoteOrderQty,
    W: toMs(order.createdUs),
    V: 'NONE',
    accountEvent,
  })
}

function isOnBook({ order }: ExecutionView): boolean {
  const { status, orderType, timeInForce } = order
  const isOpen = status === OrderStatus.new || status === OrderStatus.partiallyFilled
  return isOpen && orderType !== OrderType.market && timeInForce === TimeInForce.goodTillCancelled
}

/** Balances after one another, numbered `firstAccountEvent` to `accountEvent`. */
export interface Position {
  readonly firstAccountEvent: number
  readonly accountEvent: number
  readonly updatedUs: number
  readonly balances: readonly (BalanceView & { readonly view: AssetView })[]
}

export const positionJson = (position: Position, nowMs: number): string =>
  JSON.stringify({
    e: 'outboundAccountPosition',
    E: nowMs,
    u: toMs(position.updatedUs),
    B: position.balances.map(({ view, availableUnits, lockedUnits }) => ({
      a: view.code,
      f: formatAmount(view, availableUnits),
      l: formatAmount(view, lockedUnits),
    })),
    firstAccountEvent: position.firstAccountEvent,
    accountEvent: position.accountEvent,
  })
