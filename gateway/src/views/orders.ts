// Orders by account: all open ones, and the newest finished ones.
import { isOpenStatus } from '@openbell/protocol'
import type { OrderView } from '../ports.js'
import type { HistoryBudget } from './history.js'
import { OpenAndFinished, type OpenKind } from './open-and-finished.js'
import { readOrder, writeOrder } from './order-bytes.js'

const orderKind: OpenKind<OrderView> = {
  noun: 'order',
  idOf: ({ orderId }) => orderId,
  timeUsOf: ({ createdUs }) => createdUs,
  marketOf: ({ market }) => market,
  write: writeOrder,
  read: readOrder,
}

export class Orders extends OpenAndFinished<OrderView> {
  /** The ids of open orders by account, and by what their clients called them. */
  readonly #idsByClientId: (Map<string, number> | undefined)[] = []

  constructor(finishedPerAccountMax: number, budget: HistoryBudget) {
    super(orderKind, finishedPerAccountMax, budget)
  }

  /** Puts the next state of an open order in its place; one that ended goes to history. */
  replace(order: OrderView): void {
    if (isOpenStatus(order.status)) this.setOpen(order)
    else this.finish(order)
  }

  byClientId(account: number, market: number, clientOrderId: string): OrderView | undefined {
    if (clientOrderId === '') return undefined
    const openId = this.#idsByClientId[account]?.get(clientOrderId)
    const open = openId === undefined ? undefined : this.openOne(account, openId)
    if (open?.market === market) return open
    return this.findFinished(
      account,
      (order) => order.clientOrderId === clientOrderId && order.market === market,
    )
  }

  protected override setOpen(order: OrderView): void {
    super.setOpen(order)
    const { account, clientOrderId, orderId } = order
    if (clientOrderId === '') return
    this.#idsByClientId[account] ??= new Map()
    this.#idsByClientId[account].set(clientOrderId, orderId)
  }

  protected override finish(order: OrderView): void {
    super.finish(order)
    const { account, clientOrderId, orderId } = order
    const ids = this.#idsByClientId[account]
    if (ids?.get(clientOrderId) === orderId) ids.delete(clientOrderId)
  }
}
