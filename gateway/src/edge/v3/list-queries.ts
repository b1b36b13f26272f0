// GET orderList, allOrderList and openOrderList, and DELETE orderList.
import { CancelAllOrders, CloseReason } from '@openbell/protocol'
import type { History, ListView, Views } from '../../ports.js'
import type { EdgeDependencies } from '../dependencies.js'
import {
  combinationWrong,
  eitherMandatory,
  newClientIdEmpty,
  noSuchList,
  originalClientIdEmpty,
  unknownOrder,
} from '../errors.js'
import { rangeOf, asked as toldBy, wholePage } from '../history.js'
import {
  clientId,
  limitOf,
  optional,
  required,
  symbolName,
  timeMs,
  type Values,
  whole,
} from '../parameters.js'
import { cancelledListJson, cancelledOrders } from './cancelled.js'
import type { Asked } from './dialect-route.js'
import { listJson, publicListClientId } from './list-json.js'
import { madeListIds } from './made-ids.js'
import { marketOf } from './markets.js'

export const queryListParameters = {
  orderListId: optional(whole),
  origClientOrderId: optional(clientId(originalClientIdEmpty)),
}
export const allListsParameters = {
  fromId: optional(whole),
  startTime: optional(timeMs),
  endTime: optional(timeMs),
  limit: optional(limitOf(500, 1000)),
}
export const cancelListParameters = {
  symbol: required(symbolName),
  orderListId: optional(whole),
  listClientOrderId: optional(clientId(originalClientIdEmpty)),
  newClientOrderId: optional(clientId(newClientIdEmpty)),
}

interface Parts extends Pick<EdgeDependencies, 'views' | 'commands'> {
  readonly history: History
}

/** @throws ApiError */
export async function queryList(
  parts: Parts,
  { orderListId, origClientOrderId }: Values<typeof queryListParameters>,
  { caller: { account } }: Asked,
) {
  if (orderListId === undefined && origClientOrderId === undefined)
    throw eitherMandatory('origClientOrderId', 'orderListId')
  const list =
    orderListId === undefined
      ? await byClientId(parts, account, origClientOrderId as string)
      : await byId(parts, account, orderListId)
  if (!list || !isCalled(list, origClientOrderId)) throw noSuchList()
  return toldList(parts.views, list)[0]
}

export const openLists = ({ views }: Parts, { caller: { account } }: Asked) =>
  views.openLists(account).flatMap((list) => toldList(views, list))

/** Open and finished ones, oldest first. @throws ApiError */
export async function allLists(
  { views, history }: Parts,
  { fromId, limit = 500, ...interval }: Values<typeof allListsParameters>,
  { caller: { account } }: Asked,
) {
  const hasInterval = interval.startTime !== undefined || interval.endTime !== undefined
  if (fromId !== undefined && hasInterval) throw combinationWrong()
  const range = rangeOf(interval, fromId, limit)
  const lists = await wholePage(
    views.lists(account, range),
    range,
    ({ listId }) => listId,
    () => history.lists(account, range),
  )
  return lists.flatMap((list) => toldList(views, list))
}

/** Ends all orders of a list. @throws ApiError, CommandError */
export async function cancelList(
  { views, commands }: Parts,
  values: Values<typeof cancelListParameters>,
  { caller: { account }, deadlineMs }: Asked,
) {
  const { orderListId, listClientOrderId } = values
  if (orderListId === undefined && listClientOrderId === undefined)
    throw eitherMandatory('orderListId', 'listClientOrderId')
  const market = marketOf(views, values.symbol)
  const list =
    orderListId === undefined
      ? heldByClientId(views, account, listClientOrderId as string)
      : views.listById(account, orderListId)
  if (list?.market !== market.market || !isCalled(list, listClientOrderId)) throw unknownOrder()
  const held = views.openOrders(account, market.market)
  const answer = await commands.send(
    CancelAllOrders,
    { account, market: market.market, deadlineMs },
    {
      allMarkets: 0,
      sides: 0,
      reason: CloseReason.cancelledByOwner,
      connection: 0,
      connectionSession: 0,
      listId: list.listId,
    },
  )
  const orders = cancelledOrders(views, answer, account, held)
  if (orders.length === 0) throw unknownOrder()
  return cancelledListJson(market, list, orders, answer, values.newClientOrderId)
}

const isCalled = (list: ListView, listClientOrderId: string | undefined): boolean =>
  listClientOrderId === undefined || publicListClientId(list) === listClientOrderId

function toldList(views: Views, list: ListView) {
  const market = views.marketByNumber(list.market)
  return market ? [listJson(market, list)] : []
}

/** A chosen id wins over one that was made of a number. */
function heldByClientId(views: Views, account: number, id: string): ListView | undefined {
  const made = madeListIds.numberIn(id)
  return (
    views.listByClientId(account, id) ??
    (made === undefined ? undefined : views.listById(account, made))
  )
}

const byId = async ({ views, history }: Parts, account: number, listId: number) =>
  views.listById(account, listId) ?? (await toldBy(history.listById(account, listId)))

async function byClientId(parts: Parts, account: number, id: string) {
  const { views, history } = parts
  const held = heldByClientId(views, account, id)
  if (held) return held
  const chosen = await toldBy(history.listByClientId(account, id))
  if (chosen) return chosen
  const made = madeListIds.numberIn(id)
  return made === undefined ? undefined : byId(parts, account, made)
}
