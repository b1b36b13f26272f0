// The peers `nodejs-order-book` and `hft-limit-order-book`: one interface, for the one is the other's
// successor.
import { BenchmarkCancel, BenchmarkNew } from '@openbell/protocol'
import { OrderBook as HftOrderBook } from 'hft-limit-order-book'
import { OrderBook as NodejsOrderBook } from 'nodejs-order-book'
import { type Message, type Peer, type PeerBook, versionOf } from './peer.js'
import type { PeerReports } from './peer-reports.js'

interface BookOrder {
  readonly id: string
  readonly side: string
  readonly size: number
  readonly price: number
}

interface Answer {
  /** Orders that are filled, makers first; the taker is the last of them if nothing of it is left. */
  readonly done: readonly object[]
  /** The maker that keeps a rest, or the taker that does. */
  readonly partial: object | null
  readonly partialQuantityProcessed: number
  readonly quantityLeft: number
  readonly err: object | null
}

interface OrderBook {
  limit(terms: {
    readonly side: string
    readonly id: string
    readonly size: number
    readonly price: number
    readonly timeInForce?: string | undefined
  }): Answer
  modify(id: string, terms: { readonly price: number; readonly size: number }): Answer
  cancel(id: string): { readonly order: BookOrder } | undefined
}

class OrderBookPeer implements PeerBook {
  constructor(private readonly book: OrderBook) {}

  apply(message: Message, reports?: PeerReports): void {
    if (message.kind === BenchmarkNew.kind) this.place(message, reports)
    else if (message.kind === BenchmarkCancel.kind) this.cancel(message, reports)
    else this.modify(message, reports)
  }

  private place(message: Message, reports?: PeerReports): void {
    const { side, isImmediateOrCancel, quantity, orderName, priceTicks } = message
    const answer = this.book.limit({
      side: side === 0 ? 'buy' : 'sell',
      id: orderName,
      size: quantity,
      price: priceTicks,
      timeInForce: isImmediateOrCancel ? 'IOC' : 'GTC',
    })
    if (!reports) return
    if (!answer.err) {
      reports.orderAck(message)
      reportTrades(message, answer, reports)
      if (isImmediateOrCancel && answer.quantityLeft > 0)
        reports.cancelAck(message, side, priceTicks)
    } else reports.cancelReject(message) // the only answer there is to an order that is refused
  }

  private cancel(message: Message, reports?: PeerReports): void {
    const cancelled = this.book.cancel(message.orderName)
    if (!cancelled) reports?.cancelReject(message)
    else reports?.cancelAck(message, cancelled.order.side === 'buy' ? 0 : 1, cancelled.order.price)
  }

  private modify(message: Message, reports?: PeerReports): void {
    const { orderName, priceTicks, quantity } = message
    const answer = this.book.modify(orderName, { price: priceTicks, size: quantity })
    if (!reports) return
    if (!answer.err) {
      reportTrades(message, answer, reports)
      reports.modifyAck(message)
    } else reports.modifyReject(message)
  }
}

/** Without conditional orders, all that an answer names are limit orders. */
function reportTrades(taker: Message, answer: Answer, reports: PeerReports): void {
  const isFilled = answer.quantityLeft === 0
  const makers = (isFilled ? answer.done.slice(0, -1) : answer.done) as readonly BookOrder[]
  for (const { id, price, size } of makers) reports.trade(taker, Number(id), price, size)
  const rest = answer.partial as BookOrder | null
  if (isFilled && rest)
    reports.trade(taker, Number(rest.id), rest.price, answer.partialQuantityProcessed)
}

export const nodejsOrderBook: Peer = {
  name: 'nodejs-order-book',
  version: versionOf('nodejs-order-book'),
  emptyBook: () => new OrderBookPeer(new NodejsOrderBook()),
}

export const hftLimitOrderBook: Peer = {
  name: 'hft-limit-order-book',
  version: versionOf('hft-limit-order-book'),
  emptyBook: () => new OrderBookPeer(new HftOrderBook()),
}
