// Bitstamp's order events as commands: created is a limit order, deleted takes it off, changed is
// what our own matching finds out by itself, unless it moves the price.
import {
  CancelOrder,
  CancelRestriction,
  type CommandBatch,
  Lane,
  OrderType,
  PlaceOrder,
  ReplaceMode,
  ReplaceOrder,
  SelfTradePrevention,
  TimeInForce,
} from '@openbell/protocol'
import { accountOf } from '../recording-genesis.js'
import type { BitstampRow } from './row.js'

export class BitstampOrders {
  /** In ticks, of every order that is open at the venue. */
  private readonly prices = new Map<string, number>()

  constructor(private readonly batch: CommandBatch) {}

  place(row: BitstampRow, orderType: OrderType): void {
    this.prices.set(row.id, row.priceTicks)
    this.batch.add(PlaceOrder, { account: accountOf(row.id), ...termsOf(row, orderType) })
  }

  /** Adds the command of a row, if it has one. */
  follow(row: BitstampRow): void {
    if (row.action === 'created') this.place(row, OrderType.limit)
    else if (row.action === 'deleted') this.cancel(row)
    else if ((this.prices.get(row.id) ?? row.priceTicks) !== row.priceTicks) this.reprice(row)
  }

  /**
   * A deleted row of volume 0 says that the venue filled the order. Where ours still stands (it was
   * hit by an order that the recording lacks), it must go as well, or it would trade with the wrong
   * ones.
   */
  private cancel({ id }: BitstampRow): void {
    this.prices.delete(id)
    this.batch.add(CancelOrder, {
      lane: Lane.cancels,
      account: accountOf(id),
      orderId: 0,
      clientOrderId: id,
      restriction: CancelRestriction.none,
    })
  }

  /** An order that spends a sum walks through the book: it moves on to the next price by itself. */
  private reprice(row: BitstampRow): void {
    this.prices.set(row.id, row.priceTicks)
    this.batch.add(ReplaceOrder, {
      account: accountOf(row.id),
      ...termsOf(row, OrderType.limit),
      quoteUnits: 0n,
      stopPriceTicks: 0,
      icebergLots: 0,
      expiresUs: 0,
      trailingBips: 0,
      connection: 0,
      cancelOrderId: 0,
      cancelClientOrderId: row.id,
      cancelRestriction: CancelRestriction.none,
      mode: ReplaceMode.stopOnFailure,
    })
  }
}

const termsOf = ({ id, priceTicks, volumeLots, side }: BitstampRow, orderType: OrderType) => ({
  priceTicks,
  quantityLots: volumeLots,
  side,
  orderType,
  timeInForce: TimeInForce.goodTillCancelled,
  // Neighbours in the recording share an account by chance, and traded there all the same.
  selfTradePrevention: SelfTradePrevention.none,
  clientOrderId: id,
})
