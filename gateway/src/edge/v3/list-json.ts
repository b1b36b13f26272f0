// Lists of orders as the dialect writes them.
import type { ListView, MarketView } from '../../ports.js'
import { madeListIds } from './made-ids.js'
import { publicClientId, toMs } from './order-json.js'
import { contingencyNames } from './words.js'

/** The id of a list that everybody sees: the client's, or one made of the list's number. */
export const publicListClientId = (list: {
  readonly listId: number
  readonly listClientOrderId: string
}): string => list.listClientOrderId || madeListIds.of(list.listId)

/** What every answer about a list has. */
export const listBase = (market: MarketView, list: ListView, timestampUs: number) => ({
  orderListId: list.listId,
  contingencyType: contingencyNames[list.contingency],
  listStatusType: list.isOpen ? 'EXEC_STARTED' : 'ALL_DONE',
  listOrderStatus: list.isOpen ? 'EXECUTING' : 'ALL_DONE',
  listClientOrderId: publicListClientId(list),
  transactionTime: toMs(timestampUs),
  symbol: market.symbol,
  orders: list.orders.map((order) => ({
    symbol: market.symbol,
    orderId: order.orderId,
    clientOrderId: publicClientId(order),
  })),
})

/** A list as queries show it. */
export const listJson = (market: MarketView, list: ListView) =>
  listBase(market, list, list.createdUs)
