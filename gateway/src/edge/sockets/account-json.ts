// What happens to an account but for its orders, in the field letters of the dialect. `accountEvent`
// counts without gaps; numbers that no event shows belong to changes of the account itself, and to
// orders that met their own kind and lost nothing by it.
import type { AssetView, BalanceView, ListStep, MarketView, MovementView } from '../../ports.js'
import { formatAmount } from '../decimals.js'
import { listBase } from '../v3/list-json.js'
import { toMs } from '../v3/order-json.js'

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

/** Money that came from or went to somebody else: what the account has then is told next. */
export const movementJson = (
  asset: AssetView,
  { accountEvent, deltaUnits }: MovementView,
  timestampUs: number,
  nowMs: number,
): string =>
  JSON.stringify({
    e: 'balanceUpdate',
    E: nowMs,
    a: asset.code,
    d: formatAmount(asset, deltaUnits),
    T: toMs(timestampUs),
    accountEvent,
  })

/** A list of orders began, or is over. */
export function listStatusJson(
  market: MarketView,
  { list, accountEvent }: ListStep,
  nowMs: number,
): string {
  const base = listBase(market, list, list.updatedUs)
  return JSON.stringify({
    e: 'listStatus',
    E: nowMs,
    s: market.symbol,
    g: base.orderListId,
    c: base.contingencyType,
    l: base.listStatusType,
    L: base.listOrderStatus,
    r: 'NONE',
    C: base.listClientOrderId,
    T: base.transactionTime,
    O: base.orders.map(({ symbol: s, orderId: i, clientOrderId: c }) => ({ s, i, c })),
    accountEvent,
  })
}
