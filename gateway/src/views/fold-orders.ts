// Folds of the life of one order: accepted, activated, moved, amended, ended.
import {
  type OrderAccepted,
  type OrderActivated,
  type OrderAmended,
  type OrderClosed,
  OrderStatus,
  type SpecialOrderAccepted,
  type StopMoved,
} from '@openbell/protocol'
import type { ExecutionView, OrderView } from '../ports.js'
import type { Changes } from './changes.js'
import { Unexplained } from './errors.js'
import {
  acceptedOrder,
  acceptedSpecialOrder,
  activated,
  amended,
  closed,
  stopMoved,
} from './order-steps.js'
import type { ViewState } from './state.js'

export function foldAccepted(state: ViewState, changes: Changes, event: OrderAccepted): void {
  accept(state, changes, event, acceptedOrder(event, changes.timestampUs))
}

export function foldSpecialAccepted(
  state: ViewState,
  changes: Changes,
  event: SpecialOrderAccepted,
): void {
  accept(state, changes, event, acceptedSpecialOrder(event, changes.timestampUs))
}

export function foldActivated(state: ViewState, changes: Changes, event: OrderActivated): void {
  const order = activated(stepOrder(state, changes, event), event, changes.timestampUs)
  put(state, changes, event, order, 'activated')
}

export function foldStopMoved(state: ViewState, changes: Changes, event: StopMoved): void {
  const order = stopMoved(stepOrder(state, changes, event), event, changes.timestampUs)
  put(state, changes, event, order, 'stopMoved')
}

export function foldAmended(state: ViewState, changes: Changes, event: OrderAmended): void {
  const { account, market, orderId, accountEvent, quantityLots } = event
  const { timestampUs } = changes
  const before = stepOrder(state, changes, event)
  if (state.lists.byId(account, before.listId)?.isOpen)
    throw new Unexplained(`order ${orderId} is amended in its list ${before.listId}`)
  const order = amended(before, event, timestampUs)
  state.amendments.add(account, {
    account,
    market,
    orderId,
    accountEvent,
    clientOrderId: order.clientOrderId,
    beforeLots: before.quantityLots,
    quantityLots,
    timestampUs,
  })
  put(state, changes, event, order, 'amended')
}

export function foldClosed(state: ViewState, changes: Changes, event: OrderClosed): void {
  const { account, accountEvent, orderId } = event
  const order = closed(stepOrder(state, changes, event), event, changes.timestampUs)
  state.orders.replace(order)
  const prevented =
    order.status === OrderStatus.expiredInMatch
      ? state.prevented.findNewest(
          account,
          ({ makerOrderId, takerOrderId }) => makerOrderId === orderId || takerOrderId === orderId,
        )
      : undefined
  const execution = executionOf(order.status)
  const step = { account, accountEvent, execution, order }
  changes.executions.push(prevented ? { ...step, prevented } : step)
}

function executionOf(status: OrderStatus): ExecutionView['execution'] {
  if (status === OrderStatus.cancelled) return 'cancelled'
  return status === OrderStatus.expired ? 'expired' : 'prevented'
}

interface OrderEvent {
  readonly account: number
  readonly accountEvent: number
  readonly market: number
  readonly orderId: number
}

function accept(state: ViewState, changes: Changes, event: OrderEvent, order: OrderView): void {
  const { account, accountEvent } = event
  state.catalogue.market(event.market)
  state.accounts.step(account, accountEvent, changes.timestampUs)
  state.orders.accept(order)
  changes.executions.push({ account, accountEvent, execution: 'new', order })
}

/** Counts the event and gives the order that it is about, as it stood before. @throws Unexplained */
function stepOrder(state: ViewState, changes: Changes, event: OrderEvent): OrderView {
  const { account, accountEvent, market, orderId } = event
  state.accounts.step(account, accountEvent, changes.timestampUs)
  const order = state.orders.openOne(account, orderId)
  if (order.market !== market)
    throw new Unexplained(`order ${orderId} is not of market ${market} but of ${order.market}`)
  return order
}

function put(
  state: ViewState,
  changes: Changes,
  { account, accountEvent }: OrderEvent,
  order: OrderView,
  execution: ExecutionView['execution'],
): void {
  state.orders.replace(order)
  changes.executions.push({ account, accountEvent, execution, order })
}
