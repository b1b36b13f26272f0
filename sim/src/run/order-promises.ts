// What holds of every order, as its events tell it: ids are dense, nothing trades beyond its limit,
// its quantity, its time or its end, and nobody trades with himself who did not want to.
import {
  CloseReason,
  closeReasonNames,
  limits,
  MarketListed,
  MarketState,
  MarketStateChanged,
  OrderAccepted,
  OrderActivated,
  OrderAmended,
  OrderClosed,
  OrderState,
  OrderStatus,
  SelfTradePrevention,
  Side,
  SpecialOrderAccepted,
  StopMoved,
  selfTradePreventionNames,
  Trade,
  TradeFlag,
  TradeGroupSet,
  TradePrevented,
  takerSideOf,
} from '@openbell/protocol'
import { must } from '../violation.js'
import type { Facts } from './facts.js'

/** An order as the world knows it. */
export interface SeenOrder {
  readonly orderId: number
  readonly account: number
  readonly market: number
  readonly side: number
  readonly priceTicks: number
  readonly clientOrderId: string
  readonly prevention: number
  /** 0 = never. */
  readonly expiresUs: number
  /** The time of the frame that told of it, and its size then. */
  readonly acceptedUs: number
  readonly acceptedLots: number
  quantityLots: number
  executedLots: number
  executedQuoteUnits: bigint
  isPending: boolean
  isOpen: boolean
}

export class OrderPromises {
  /** By id. */
  readonly orders = new Map<number, SeenOrder>()
  readonly open = new Map<number, SeenOrder>()
  private readonly states = new Map<number, number>()
  private readonly groups = new Map<number, number>()
  private orderId = 0
  private tradeId = 0

  constructor(private readonly facts: Facts) {}

  /** An event of a frame of this time. @throws Violation */
  take(kind: number, view: DataView, at: number, timestampUs: number): void {
    switch (kind) {
      case OrderAccepted.kind:
        this.accept(OrderAccepted.read(view, at), 0, timestampUs)
        break
      case SpecialOrderAccepted.kind: {
        const order = SpecialOrderAccepted.read(view, at)
        this.accept(order, order.expiresUs, timestampUs)
        break
      }
      case Trade.kind:
        this.trade(Trade.read(view, at), timestampUs)
        break
      case OrderClosed.kind:
        this.close(OrderClosed.read(view, at), timestampUs)
        break
      case OrderState.kind:
        this.compare(OrderState.read(view, at))
        break
      case OrderAmended.kind: {
        const { orderId, quantityLots } = OrderAmended.read(view, at)
        this.shrink(orderId, quantityLots)
        break
      }
      case TradePrevented.kind:
        this.prevent(TradePrevented.read(view, at))
        break
      case OrderActivated.kind:
        this.opened(OrderActivated.read(view, at).orderId, 'was activated').isPending = false
        break
      case StopMoved.kind:
        this.opened(StopMoved.read(view, at).orderId, 'had its stop moved')
        break
      case MarketListed.kind: {
        const { market, state } = MarketListed.read(view, at)
        this.states.set(market, state)
        break
      }
      case MarketStateChanged.kind: {
        const { market, state } = MarketStateChanged.read(view, at)
        this.states.set(market, state)
        break
      }
      case TradeGroupSet.kind: {
        const { account, tradeGroup } = TradeGroupSet.read(view, at)
        this.groups.set(account, tradeGroup)
      }
    }
  }

  /** Nothing is left of the work of a frame of this time. @throws Violation */
  settle(timestampUs: number): void {
    for (const { orderId, expiresUs } of this.open.values())
      must(
        expiresUs === 0 || expiresUs > timestampUs,
        `order ${orderId} should have ended at ${expiresUs}, and it is ${timestampUs}`,
      )
  }

  private accept(order: OrderAccepted, expiresUs: number, acceptedUs: number): void {
    const { orderId, account, market, side, priceTicks, quantityLots, clientOrderId } = order
    must(orderId === this.orderId + 1, `order ${orderId} follows order ${this.orderId}`)
    this.orderId = orderId
    const seen: SeenOrder = {
      orderId,
      account,
      market,
      side,
      priceTicks,
      clientOrderId,
      prevention: order.selfTradePrevention,
      expiresUs,
      acceptedUs,
      acceptedLots: quantityLots,
      quantityLots,
      executedLots: 0,
      executedQuoteUnits: 0n,
      isPending: order.status === OrderStatus.pending,
      isOpen: true,
    }
    this.orders.set(orderId, seen)
    this.open.set(orderId, seen)
  }

  private opened(orderId: number, what: string): SeenOrder {
    const order = this.open.get(orderId)
    must(order !== undefined, `order ${orderId} ${what}, and is not open`)
    return order
  }

  private trade(trade: Trade, timestampUs: number): void {
    const { tradeId, flags, market } = trade
    must(tradeId === this.tradeId + 1, `trade ${tradeId} follows trade ${this.tradeId}`)
    this.tradeId = tradeId
    const maker = this.opened(trade.makerOrderId, 'traded')
    const taker = this.opened(trade.takerOrderId, 'traded')
    const takerSide = takerSideOf(trade)
    must(taker.side === takerSide && maker.side !== takerSide, `trade ${tradeId} has odd sides`)
    const isAuction = (flags & TradeFlag.auction) !== 0
    if (!isAuction) {
      const state = this.states.get(market)
      must(state === MarketState.trading, `trade ${tradeId} in a market in state ${state}`)
      const mayMeet = taker.prevention === SelfTradePrevention.none || !this.isSameOwner(trade)
      must(mayMeet, `trade ${tradeId} is of one owner, who did not want it`)
    }
    this.fill(maker, trade.makerExecutedLots, trade.makerExecutedQuoteUnits, trade, timestampUs)
    this.fill(taker, trade.takerExecutedLots, trade.takerExecutedQuoteUnits, trade, timestampUs)
  }

  private isSameOwner({ makerAccount, takerAccount }: Trade): boolean {
    const group = this.groups.get(makerAccount) ?? 0
    return makerAccount === takerAccount || (group !== 0 && group === this.groups.get(takerAccount))
  }

  private fill(
    order: SeenOrder,
    executedLots: number,
    executedQuoteUnits: bigint,
    { priceTicks, quantityLots, quoteUnits, commandIndex, tradeId }: Trade,
    timestampUs: number,
  ): void {
    const { orderId, expiresUs } = order
    const lots = order.executedLots + quantityLots
    const quote = order.executedQuoteUnits + quoteUnits
    must(
      executedLots === lots && executedQuoteUnits === quote,
      `order ${orderId} executed ${lots} for ${quote}, and trade ${tradeId} says ` +
        `${executedLots} for ${executedQuoteUnits}`,
    )
    must(lots <= order.quantityLots, `order ${orderId} executed ${lots} of ${order.quantityLots}`)
    const isBeyond =
      order.priceTicks > 0 &&
      (order.side === Side.buy ? priceTicks > order.priceTicks : priceTicks < order.priceTicks)
    must(!isBeyond, `order ${orderId} at ${order.priceTicks} traded at ${priceTicks}`)
    // What an earlier frame left goes before the timers; a new command comes after them.
    const isLate = expiresUs > 0 && expiresUs <= timestampUs
    must(
      !isLate || commandIndex >= limits.commandIndexOwn,
      `order ${orderId} traded at ${timestampUs}, and was good until ${expiresUs}`,
    )
    order.executedLots = lots
    order.executedQuoteUnits = quote
    if (lots === order.quantityLots) this.end(order)
  }

  private close(closed: OrderClosed, timestampUs: number): void {
    const { orderId, quantityLots, executedLots, executedQuoteUnits, reason } = closed
    const order = this.opened(orderId, `closed by ${closeReasonNames[reason]}`)
    const isSame =
      quantityLots === order.quantityLots &&
      executedLots === order.executedLots &&
      executedQuoteUnits === order.executedQuoteUnits
    must(isSame, `order ${orderId} closed with ${executedLots} of ${quantityLots}, and was not so`)
    const isDue = order.expiresUs > 0 && order.expiresUs <= timestampUs
    if (reason === CloseReason.timeOver) this.expectDue(order, isDue, timestampUs)
    this.facts.note(`closed: ${closeReasonNames[reason]}`)
    this.end(order)
  }

  /** The orders of a list end with the one whose time is over. */
  private expectDue({ orderId, expiresUs }: SeenOrder, isDue: boolean, timestampUs: number): void {
    must(
      isDue || this.listed.has(orderId),
      `order ${orderId} expired at ${timestampUs}, and was good until ${expiresUs}`,
    )
  }

  private readonly listed = new Set<number>()

  /** Orders that one of them may end. */
  join(orderIds: readonly number[]): void {
    for (const orderId of orderIds) this.listed.add(orderId)
  }

  private end(order: SeenOrder): void {
    order.isOpen = false
    this.open.delete(order.orderId)
  }

  private shrink(orderId: number, quantityLots: number): void {
    const order = this.opened(orderId, 'became smaller')
    must(
      quantityLots >= order.executedLots && quantityLots <= order.quantityLots,
      `order ${orderId} of ${order.quantityLots} has ${quantityLots} now`,
    )
    order.quantityLots = quantityLots
  }

  private prevent(prevented: TradePrevented): void {
    const { mode, makerOrderId, takerOrderId } = prevented
    this.facts.note(`prevented: ${selfTradePreventionNames[mode]}`)
    this.shrink(makerOrderId, prevented.makerQuantityLots)
    this.shrink(takerOrderId, prevented.takerQuantityLots)
  }

  /** The answer to a retry says neither more nor less than what was told. */
  private compare({ orderId, executedLots, executedQuoteUnits, quantityLots }: OrderState): void {
    const order = this.orders.get(orderId)
    must(order !== undefined, `a retry is answered by order ${orderId}, which nobody knows`)
    const isSame =
      executedLots === order.executedLots &&
      executedQuoteUnits === order.executedQuoteUnits &&
      quantityLots === (order.isOpen ? order.quantityLots : order.acceptedLots)
    must(isSame, `order ${orderId} is told with ${executedLots} of ${quantityLots}, and is not so`)
  }
}
