// Folds of order lists: accepted after their orders, closed after the last of them that drives others.
import {
  Contingency,
  contingencyNames,
  type OrderListAccepted,
  type OrderListClosed,
  OrderStatus,
} from '@openbell/protocol'
import type { ListView } from '../ports.js'
import type { Changes } from './changes.js'
import { Unexplained } from './errors.js'
import type { ViewState } from './state.js'

export function foldListAccepted(
  state: ViewState,
  changes: Changes,
  event: OrderListAccepted,
): void {
  const { account, accountEvent, market, listId } = event
  const { timestampUs } = changes
  state.accounts.step(account, accountEvent, timestampUs)
  const list: ListView = {
    listId,
    account,
    market,
    listClientOrderId: event.listClientOrderId,
    contingency: contingencyOf(event),
    orders: orderIdsOf(event).map((orderId) => {
      const order = state.orders.openOne(account, orderId)
      if (order.listId !== listId || order.market !== market)
        throw new Unexplained(`order ${orderId} is not of list ${listId}`)
      return { orderId, clientOrderId: order.clientOrderId }
    }),
    isOpen: true,
    createdUs: timestampUs,
    updatedUs: timestampUs,
  }
  state.lists.accept(list)
  changes.lists.push({ account, accountEvent, list })
}

export function foldListClosed(state: ViewState, changes: Changes, event: OrderListClosed): void {
  const { account, accountEvent, listId } = event
  state.accounts.step(account, accountEvent, changes.timestampUs)
  const list = state.lists.close(account, listId, changes.timestampUs)
  const open = state.orders.open(account, list.market).filter((order) => order.listId === listId)
  const isDriven = open.some(({ status }) => status === OrderStatus.pending)
  if (list.market !== event.market || open.length > 1 || isDriven)
    throw new Unexplained(`list ${listId} ends with ${open.length} orders open`)
  changes.lists.push({ account, accountEvent, list })
}

const contingencyOf = ({ contingency, listId }: OrderListAccepted): Contingency =>
  Contingency[contingencyNames[contingency]] ??
  fail(`list ${listId} is of contingency ${contingency}`)

function orderIdsOf(event: OrderListAccepted): number[] {
  const { listId, contingency, firstOrderId, secondOrderId, thirdOrderId } = event
  if ((thirdOrderId !== 0) !== (contingency === Contingency.otoco))
    return fail(`list ${listId} of contingency ${contingency} has order ${thirdOrderId}`)
  return [firstOrderId, secondOrderId, thirdOrderId].filter((orderId) => orderId !== 0)
}

function fail(reason: string): never {
  throw new Unexplained(reason)
}
