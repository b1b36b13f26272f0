// The peer `orderbook-match-engine`: it has neither immediate-or-cancel orders nor modifications, so
// the first are orders whose rest is cancelled, and the second a cancel and a new order.
import { BenchmarkCancel, BenchmarkNew } from '@openbell/protocol'
import matchEngine, { type Order, type Trade } from 'orderbook-match-engine'
import { type Message, type Peer, type PeerBook, versionOf } from './peer.js'
import type { PeerReports } from './peer-reports.js'

// Node finds no named exports in this package.
const { Orderbook, TRADE_SIDE } = matchEngine
const sides = [TRADE_SIDE.BID, TRADE_SIDE.ASK] as const

class MatchEnginePeer implements PeerBook {
  private readonly book = new Orderbook()

  apply(message: Message, reports?: PeerReports): void {
    if (message.kind === BenchmarkNew.kind) this.place(message, reports)
    else if (message.kind === BenchmarkCancel.kind) this.cancel(message, reports)
    else this.modify(message, reports)
  }

  private place(message: Message, reports?: PeerReports): void {
    const { side, isImmediateOrCancel, quantity, orderId, priceTicks } = message
    const added = attempt(() => this.book.add(orderId, sides[side], priceTicks, quantity))
    if (!added) {
      reports?.cancelReject(message) // the only answer there is to an order that is refused
      return
    }
    const isCancelled = isImmediateOrCancel && added.order.leaveQuantity.gt(0)
    if (isCancelled) this.book.cancel(orderId)
    if (!reports) return
    reports.orderAck(message)
    reportTrades(message, added.trades, reports)
    if (isCancelled) reports.cancelAck(message, side, priceTicks)
  }

  private cancel(message: Message, reports?: PeerReports): void {
    const order = this.take(message)
    if (!order) reports?.cancelReject(message)
    else reports?.cancelAck(message, sides.indexOf(order.side), Number(order.price))
  }

  private modify(message: Message, reports?: PeerReports): void {
    const { quantity, orderId, priceTicks } = message
    const before = this.take(message)
    if (!before) {
      reports?.modifyReject(message)
      return
    }
    const { trades } = this.book.add(orderId, before.side, priceTicks, quantity)
    if (!reports) return
    reportTrades(message, trades, reports)
    reports.modifyAck(message)
  }

  /** The order, which is gone from the book, or undefined where it was not there. */
  private take({ orderId }: Message): Order | undefined {
    return attempt(() => this.book.cancel(orderId))
  }
}

/** It throws where it refuses. */
function attempt<Result>(work: () => Result): Result | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}

function reportTrades(taker: Message, trades: readonly Trade[], reports: PeerReports): void {
  for (const { makerOrderId, tradePrice, tradeQuantity } of trades)
    reports.trade(taker, makerOrderId, Number(tradePrice), Number(tradeQuantity))
}

export const orderbookMatchEngine: Peer = {
  name: 'orderbook-match-engine',
  version: versionOf('orderbook-match-engine'),
  emptyBook: () => new MatchEnginePeer(),
}
