// The records of an order file as commands of the exchange, of funded accounts.
import { orderBytes } from '@openbell/gateway/operate/order-file.js'
import { readU64 } from '@openbell/protocol'
import { CommandList } from './command-list.js'
import { accountMin, genesisOrders, type Records, session, type Venue } from './venue.js'

/** Who places an order, and where. */
export interface Placing {
  readonly account: number
  readonly market: number
}

export type Chooser = (side: number, number: number) => Placing

/** The latest order of the exchange that stands for one of the workload. */
interface Placed extends Placing {
  readonly orderId: number
  readonly clientOrderId: string
  readonly side: number
}

export interface Variant {
  /** Every order has one, and every second cancel names its order by it. */
  readonly clientOrderIds: boolean
  /** Every second immediate-or-cancel order becomes one. */
  readonly marketOrders: boolean
}

interface Terms {
  readonly priceTicks: number
  readonly quantityLots: number
  readonly orderType: number
  readonly timeInForce: number
}

/** Even ones buy and odd ones sell, so that nobody ever meets an order of his own. */
export const evenBuysOddSells =
  ({ accounts }: Venue): Chooser =>
  (side, number) => {
    const pair = Math.floor(((Math.imul(number, 0x9e3779b1) >>> 0) * (accounts / 2)) / 4294967296)
    return { account: accountMin + 2 * pair + side, market: 0 }
  }

/**
 * A modification becomes a cancel and a new order. Orders are numbered as the core does: every one is
 * accepted, for no book ever runs empty.
 */
export class ExchangeWriter {
  readonly commands = new CommandList()
  /** Of the session's lanes. */
  private readonly laneSequences = [0, 0]
  private placed: number
  private readonly orders = new Map<number, Placed>()

  constructor(
    private readonly records: Records,
    venue: Venue,
    private readonly variant: Variant,
  ) {
    this.placed = genesisOrders(venue)
  }

  /** A limit order that rests, if no other meets it. */
  addResting(placing: Placing, side: number, priceTicks: number, quantityLots: number): void {
    this.place(placing, side, this.limit(priceTicks, quantityLots))
  }

  /** Commands for all records of an order file; `choose` says whose each order is. */
  addOrders(orders: Uint8Array, choose: Chooser): void {
    const view = new DataView(orders.buffer, orders.byteOffset, orders.length)
    for (let at = 0; at < orders.length; at += orderBytes) this.addRecord(view, at, choose)
  }

  private addRecord(view: DataView, at: number, choose: Chooser): void {
    const { BenchmarkNew, BenchmarkModify } = this.records
    const { offset } = BenchmarkNew
    const kind = view.getUint8(at)
    const number = readU64(view, at + offset.orderId)
    const priceTicks = readU64(view, at + offset.priceTicks)
    const quantityLots = view.getUint32(at + offset.quantity, true)
    if (kind === BenchmarkNew.kind) {
      const side = view.getUint8(at + offset.side)
      const takes = view.getUint8(at + offset.immediateOrCancel) === 1
      const terms = takes
        ? this.taking(number, priceTicks, quantityLots)
        : this.limit(priceTicks, quantityLots)
      this.orders.set(number, this.place(choose(side, number), side, terms))
      return
    }
    const order = this.orders.get(number) as Placed
    this.cancel(order, number)
    if (kind === BenchmarkModify.kind)
      this.orders.set(number, this.place(order, order.side, this.limit(priceTicks, quantityLots)))
  }

  private limit(priceTicks: number, quantityLots: number): Terms {
    const { OrderType, TimeInForce } = this.records
    return {
      priceTicks,
      quantityLots,
      orderType: OrderType.limit,
      timeInForce: TimeInForce.goodTillCancelled,
    }
  }

  private taking(number: number, priceTicks: number, quantityLots: number): Terms {
    const { OrderType, TimeInForce } = this.records
    const timeInForce = TimeInForce.immediateOrCancel
    return this.variant.marketOrders && number % 2 === 0
      ? { priceTicks: 0, quantityLots, orderType: OrderType.market, timeInForce }
      : { priceTicks, quantityLots, orderType: OrderType.limit, timeInForce }
  }

  private place({ account, market }: Placing, side: number, terms: Terms): Placed {
    const orderId = ++this.placed
    const clientOrderId = this.variant.clientOrderIds ? `order-${orderId}` : ''
    const { priceTicks, quantityLots, orderType, timeInForce } = terms
    const { Lane, PlaceOrder, SelfTradePrevention } = this.records
    const selfTradePrevention = SelfTradePrevention.none
    // In one literal: anything else takes most of the time.
    this.commands.add(PlaceOrder, {
      lane: Lane.orders,
      session,
      laneSequence: ++this.laneSequences[Lane.orders],
      deadlineMs: 0,
      account,
      market,
      priceTicks,
      quantityLots,
      side,
      orderType,
      timeInForce,
      selfTradePrevention,
      clientOrderId,
    })
    return { account, market, orderId, clientOrderId, side }
  }

  private cancel({ account, market, orderId, clientOrderId }: Placed, number: number): void {
    const { CancelOrder, CancelRestriction, Lane } = this.records
    const byClient = this.variant.clientOrderIds && number % 2 === 1
    this.commands.add(CancelOrder, {
      lane: Lane.cancels,
      session,
      laneSequence: ++this.laneSequences[Lane.cancels],
      deadlineMs: 0,
      account,
      market,
      orderId: byClient ? 0 : orderId,
      clientOrderId: byClient ? clientOrderId : '',
      restriction: CancelRestriction.none,
    })
  }
}
