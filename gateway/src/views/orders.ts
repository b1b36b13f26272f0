// Orders by account: all open ones, and the newest finished ones.
import {
  limits,
  type OrderAccepted,
  OrderStatus,
  type OrderType,
  orderStatusNames,
  orderTypeNames,
  type Side,
  sideNames,
  type TimeInForce,
  timeInForceNames,
} from '@openbell/protocol'
import type { HistoryPage, HistoryRange, OrderView } from '../ports.js'
import type { ByteReader, ByteWriter } from './bytes.js'
import { Unexplained } from './errors.js'
import { DroppedMarks, type HistoryBudget, pageOf } from './history.js'
import { Ring } from './ring.js'

interface AccountOrders {
  readonly open: Map<number, OrderView>
  readonly openByClientId: Map<string, number>
  finished: Ring<OrderView>
  readonly dropped: DroppedMarks
}

/** How far an order got by a trade. */
export interface Executed {
  readonly executedLots: number
  readonly executedQuoteUnits: bigint
  readonly isFilled: boolean
}

const idOf = (order: OrderView): number => order.orderId
const createdUsOf = (order: OrderView): number => order.createdUs

export class Orders {
  readonly #accounts: (AccountOrders | undefined)[] = []

  constructor(
    readonly finishedPerAccountMax: number,
    private readonly budget: HistoryBudget,
  ) {}

  /** @throws Unexplained where the order is open already or makes no sense */
  accept(accepted: OrderAccepted, nowUs: number): OrderView {
    const orders = this.#of(accepted.account)
    if (orders.open.has(accepted.orderId))
      throw new Unexplained(`order ${accepted.orderId} is accepted twice`)
    const order = checked({
      orderId: accepted.orderId,
      account: accepted.account,
      market: accepted.market,
      clientOrderId: accepted.clientOrderId,
      side: accepted.side as Side,
      orderType: accepted.orderType as OrderType,
      timeInForce: accepted.timeInForce as TimeInForce,
      status: accepted.status as OrderStatus,
      priceTicks: accepted.priceTicks,
      quantityLots: accepted.quantityLots,
      executedLots: 0,
      executedQuoteUnits: 0n,
      createdUs: nowUs,
      updatedUs: nowUs,
    })
    orders.open.set(order.orderId, order)
    if (order.clientOrderId !== '') orders.openByClientId.set(order.clientOrderId, order.orderId)
    return order
  }

  /** The order after an execution. @throws Unexplained where the sums do not go on from before */
  execute(order: OrderView, after: Executed, quantityLots: number, nowUs: number): OrderView {
    const { executedLots, executedQuoteUnits, isFilled } = after
    if (executedLots !== order.executedLots + quantityLots)
      throw new Unexplained(
        `order ${order.orderId} has ${order.executedLots} lots, gets ${quantityLots}, has ${executedLots}`,
      )
    if (isFilled !== (executedLots === order.quantityLots))
      throw new Unexplained(
        `order ${order.orderId} has ${executedLots} of ${order.quantityLots} lots; filled: ${isFilled}`,
      )
    const status = isFilled ? OrderStatus.filled : OrderStatus.partiallyFilled
    return this.#replace(advanced(order, status, executedLots, executedQuoteUnits, nowUs))
  }

  /** The order after its end. @throws Unexplained where it was executed further than is known */
  close(order: OrderView, status: number, executedLots: number, nowUs: number): OrderView {
    if (executedLots !== order.executedLots)
      throw new Unexplained(
        `order ${order.orderId} ends with ${executedLots} lots executed, not ${order.executedLots}`,
      )
    if (status !== OrderStatus.cancelled && status !== OrderStatus.expired)
      throw new Unexplained(`order ${order.orderId} ends with status ${status}`)
    return this.#replace(advanced(order, status, executedLots, order.executedQuoteUnits, nowUs))
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

  #replace(order: OrderView): OrderView {
    const orders = this.#of(order.account)
    if (order.status === OrderStatus.partiallyFilled) {
      orders.open.set(order.orderId, order)
      return order
    }
    orders.open.delete(order.orderId)
    if (orders.openByClientId.get(order.clientOrderId) === order.orderId)
      orders.openByClientId.delete(order.clientOrderId)
    const isKept = this.#remember(orders, order)
    this.budget.touch(order.account, isKept ? 1 : 0)
    return order
  }

  /** True where the history grew, false where an older order gave way. */
  #remember(orders: AccountOrders, order: OrderView): boolean {
    const oldest = orders.finished.push(order)
    if (oldest) orders.dropped.mark(oldest.market, oldest.orderId, oldest.createdUs)
    return oldest === undefined
  }
}

/** Spelled out: a spread costs several times as much, and this runs for every fill. */
const advanced = (
  order: OrderView,
  status: OrderStatus,
  executedLots: number,
  executedQuoteUnits: bigint,
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
  priceTicks: order.priceTicks,
  quantityLots: order.quantityLots,
  executedLots,
  executedQuoteUnits,
  createdUs: order.createdUs,
  updatedUs,
})

function checked(order: OrderView): OrderView {
  const isKnown =
    order.side < sideNames.length &&
    order.orderType < orderTypeNames.length &&
    order.timeInForce < timeInForceNames.length &&
    order.status < orderStatusNames.length
  if (!isKnown || order.quantityLots === 0)
    throw new Unexplained(`order ${order.orderId} makes no sense`)
  return order
}

function writeOrder(out: ByteWriter, order: OrderView): void {
  out.u64(order.orderId)
  out.u32(order.market)
  out.text(order.clientOrderId)
  out.u8(order.side)
  out.u8(order.orderType)
  out.u8(order.timeInForce)
  out.u8(order.status)
  out.u64(order.priceTicks)
  out.u64(order.quantityLots)
  out.u64(order.executedLots)
  out.i64(order.executedQuoteUnits)
  out.u64(order.createdUs)
  out.u64(order.updatedUs)
}

const readOrder = (from: ByteReader, account: number): OrderView =>
  checked({
    orderId: from.u64(),
    account,
    market: from.u32(),
    clientOrderId: from.text(),
    side: from.u8() as Side,
    orderType: from.u8() as OrderType,
    timeInForce: from.u8() as TimeInForce,
    status: from.u8() as OrderStatus,
    priceTicks: from.u64(),
    quantityLots: from.u64(),
    executedLots: from.u64(),
    executedQuoteUnits: from.i64(),
    createdUs: from.u64(),
    updatedUs: from.u64(),
  })
