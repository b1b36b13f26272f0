// Orders by account: all open ones, and the newest finished ones.
import { isOpenStatus, limits } from '@openbell/protocol'
import type { HistoryPage, HistoryRange, OrderView } from '../ports.js'
import type { ByteReader, ByteWriter } from './bytes.js'
import { Unexplained } from './errors.js'
import { DroppedMarks, type HistoryBudget, pageOf } from './history.js'
import { readOrder, writeOrder } from './order-bytes.js'
import { Ring } from './ring.js'

interface AccountOrders {
  readonly open: Map<number, OrderView>
  readonly openByClientId: Map<string, number>
  finished: Ring<OrderView>
  readonly dropped: DroppedMarks
}

const idOf = (order: OrderView): number => order.orderId
const createdUsOf = (order: OrderView): number => order.createdUs

const isOpen = ({ status }: OrderView): boolean => isOpenStatus(status)

export class Orders {
  readonly #accounts: (AccountOrders | undefined)[] = []

  constructor(
    readonly finishedPerAccountMax: number,
    private readonly budget: HistoryBudget,
  ) {}

  /** Adds an order that was just accepted. @throws Unexplained where it is open already */
  accept(order: OrderView): void {
    const orders = this.#of(order.account)
    if (orders.open.has(order.orderId))
      throw new Unexplained(`order ${order.orderId} is accepted twice`)
    orders.open.set(order.orderId, order)
    if (order.clientOrderId !== '') orders.openByClientId.set(order.clientOrderId, order.orderId)
  }

  /** Puts the next state of an open order in its place; one that ended goes to history. */
  replace(order: OrderView): void {
    const orders = this.#of(order.account)
    if (isOpen(order)) {
      orders.open.set(order.orderId, order)
      return
    }
    orders.open.delete(order.orderId)
    if (orders.openByClientId.get(order.clientOrderId) === order.orderId)
      orders.openByClientId.delete(order.clientOrderId)
    const isKept = this.#remember(orders, order)
    this.budget.touch(order.account, isKept ? 1 : 0)
  }

  /** @throws Unexplained where there is none */
  openOrder(account: number, orderId: number): OrderView {
    const order = this.#accounts[account]?.open.get(orderId)
    if (!order) throw new Unexplained(`account ${account} has no open order ${orderId}`)
    return order
  }

  open(account: number, market?: number): OrderView[] {
    const open = [...(this.#accounts[account]?.open.values() ?? [])]
    const chosen = market === undefined ? open : open.filter((order) => order.market === market)
    return chosen.sort((one, other) => one.orderId - other.orderId)
  }

  byId(account: number, orderId: number): OrderView | undefined {
    const orders = this.#accounts[account]
    return (
      orders?.open.get(orderId) ?? orders?.finished.findNewest((order) => order.orderId === orderId)
    )
  }

  byClientId(account: number, market: number, clientOrderId: string): OrderView | undefined {
    const orders = this.#accounts[account]
    if (!orders || clientOrderId === '') return undefined
    const open = orders.open.get(orders.openByClientId.get(clientOrderId) ?? 0)
    if (open?.market === market) return open
    return orders.finished.findNewest(
      (order) => order.clientOrderId === clientOrderId && order.market === market,
    )
  }

  page(account: number, market: number, range: HistoryRange): HistoryPage<OrderView> {
    const orders = this.#accounts[account]
    if (!orders) return { entries: [], complete: true }
    const ofMarket = (order: OrderView) => order.market === market
    const entries = [...this.open(account, market), ...orders.finished.toArray().filter(ofMarket)]
    entries.sort((one, other) => one.orderId - other.orderId)
    return pageOf(entries, range, orders.dropped.of(market), idOf, createdUsOf)
  }

  finishedCount(account: number): number {
    return this.#accounts[account]?.finished.length ?? 0
  }

  /** Forgets the finished orders of an account. */
  drop(account: number): void {
    const orders = this.#accounts[account]
    if (!orders) return
    for (const { market, orderId, createdUs } of orders.finished.toArray())
      orders.dropped.mark(market, orderId, createdUs)
    orders.finished = this.#ring(account)
  }

  write(out: ByteWriter): void {
    const accounts = [...this.#accounts.entries()].filter(([, orders]) => orders !== undefined)
    out.list(accounts as [number, AccountOrders][], accounts.length, ([account, orders]) => {
      out.u32(account)
      out.list(orders.open.values(), orders.open.size, (order) => writeOrder(out, order))
      const finished = orders.finished.toArray()
      out.list(finished, finished.length, (order) => writeOrder(out, order))
      orders.dropped.write(out)
    })
  }

  read(from: ByteReader): void {
    from.list(() => {
      const account = from.u32()
      const orders = this.#of(account)
      for (const order of from.list(() => readOrder(from, account))) {
        orders.open.set(order.orderId, order)
        if (order.clientOrderId !== '')
          orders.openByClientId.set(order.clientOrderId, order.orderId)
      }
      for (const order of from.list(() => readOrder(from, account))) this.#remember(orders, order)
      orders.dropped.read(from)
    })
  }

  #of(account: number): AccountOrders {
    const known = this.#accounts[account]
    if (known) return known
    const orders = {
      open: new Map<number, OrderView>(),
      openByClientId: new Map<string, number>(),
      finished: this.#ring(account),
      dropped: new DroppedMarks(),
    }
    this.#accounts[account] = orders
    return orders
  }

  /** The house's accounts have no history. */
  #ring(account: number): Ring<OrderView> {
    return new Ring(account < limits.accountUserMin ? 0 : this.finishedPerAccountMax)
  }

  /** True where the history grew, false where an older order gave way. */
  #remember(orders: AccountOrders, order: OrderView): boolean {
    const oldest = orders.finished.push(order)
    if (oldest) orders.dropped.mark(oldest.market, oldest.orderId, oldest.createdUs)
    return oldest === undefined
  }
}
