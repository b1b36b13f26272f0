// Commands of a crowd that does everything, and errs: the same ones for the same numbers.
import {
  Adjust,
  AmendOrder,
  CancelAllOrders,
  CancelOrder,
  CancelRestriction,
  CloseReason,
  Contingency,
  Deposit,
  FreezeAccount,
  KillScope,
  KillSwitch,
  type MarketRules,
  MarketState,
  OrderType,
  PlaceOrder,
  PlaceOrderList,
  PlaceSpecialOrder,
  ReleaseWithdrawal,
  ReplaceMode,
  ReplaceOrder,
  ReserveWithdrawal,
  SelfTradePrevention,
  SetAccountTier,
  SetAssetSwitches,
  SetDeadMan,
  SetMarketRules,
  SetMarketState,
  SetReferencePrice,
  SetTradeGroup,
  SettleWithdrawal,
  Side,
  TimeInForce,
  Transfer,
  Withdraw,
} from '@openbell/protocol'
import type { OrderView, Views } from '../../ports.js'
import { encodeCommand } from '../../testing/encode-command.js'

/** A market, the prices and the size that most of its orders have, and the rules it began with. */
export interface Place {
  readonly market: number
  readonly middleTicks: number
  readonly spreadTicks: number
  readonly lots: number
  readonly rules: MarketRules
}

export interface CrowdOptions {
  /** A whole number from 0 to below. */
  readonly next: (below: number) => number
  readonly accounts: readonly number[]
  readonly places: readonly Place[]
  readonly assets: readonly number[]
  /** What there is to cancel, to amend and to settle. */
  readonly views: () => Views
  /** Of one movement of money, at most. */
  readonly unitsMax: number
}

/** What names an order in a command. */
interface Name {
  readonly orderId: number
  readonly clientOrderId: string
}

/** A day and a bit: how far in the future dates are, at most. */
const datesUs = 100_000_000_000

const valuesOf = <Value>(words: Readonly<Record<string, Value>>): readonly Value[] =>
  Object.values(words)

export class RandomCommands {
  readonly #options: CrowdOptions
  #keys = 0

  constructor(options: CrowdOptions) {
    this.#options = options
  }

  /** @param nowUs the time of the frame, for dates */
  command(nowUs: number): Uint8Array {
    const { next } = this.#options
    const choice = next(100)
    if (choice < 40) return this.#place()
    if (choice < 55) return this.#placeSpecial(nowUs)
    if (choice < 61) return this.#placeList()
    if (choice < 68) return this.#cancel()
    if (choice < 73) return this.#amend()
    if (choice < 77) return this.#replace(nowUs)
    if (choice < 78) return this.#cancelAll()
    if (choice < 92) return this.#money()
    if (choice < 96) return this.#account()
    return this.#market()
  }

  #one<Entry>(entries: readonly Entry[]): Entry {
    return entries[this.#options.next(entries.length)]
  }

  #clientId(): string {
    const { next } = this.#options
    return next(3) > 0 ? `id-${next(24)}` : ''
  }

  #head(): { account: number; market: number; place: Place } {
    const place = this.#one(this.#options.places)
    return { account: this.#one(this.#options.accounts), market: place.market, place }
  }

  #ticks({ middleTicks, spreadTicks }: Place): number {
    return middleTicks - spreadTicks + this.#options.next(2 * spreadTicks)
  }

  #lots({ lots }: Place): number {
    const { next } = this.#options
    return next(12) === 0 ? lots * 20 : 1 + next(2 * lots)
  }

  #prevention(): SelfTradePrevention {
    return this.#one(valuesOf(SelfTradePrevention))
  }

  #place(): Uint8Array {
    const { next } = this.#options
    const { place, ...head } = this.#head()
    const { limit, limitMaker, market } = OrderType
    const orderType = this.#one([limit, limit, limit, limitMaker, market])
    const { goodTillCancelled, immediateOrCancel, fillOrKill } = TimeInForce
    return encodeCommand(PlaceOrder, head, {
      priceTicks: orderType === market ? 0 : this.#ticks(place),
      quantityLots: this.#lots(place),
      side: next(2),
      orderType,
      timeInForce: this.#one([goodTillCancelled, goodTillCancelled, immediateOrCancel, fillOrKill]),
      selfTradePrevention: this.#prevention(),
      clientOrderId: this.#clientId(),
    })
  }

  /** An order that is mostly possible. */
  #special(place: Place, nowUs: number) {
    const { next } = this.#options
    const orderType = this.#one(valuesOf(OrderType))
    const timeInForce = this.#one(valuesOf(TimeInForce))
    const { market, stopLoss, takeProfit } = OrderType
    const isAtMarket = orderType === market || orderType === stopLoss || orderType === takeProfit
    const isConditional = orderType >= stopLoss
    const isByQuote = orderType === market && next(2) === 0
    const trailingBips = isConditional && next(3) === 0 ? 100 + next(400) : 0
    const hasStop = isConditional && (trailingBips === 0 || next(2) === 0)
    const quantityLots = this.#lots(place)
    return {
      priceTicks: isAtMarket ? 0 : this.#ticks(place),
      quantityLots: isByQuote ? 0 : quantityLots,
      side: next(2) as Side,
      orderType,
      timeInForce: isAtMarket ? TimeInForce.goodTillCancelled : timeInForce,
      selfTradePrevention: this.#prevention(),
      clientOrderId: this.#clientId(),
      quoteUnits: isByQuote ? BigInt(next(this.#options.unitsMax)) : 0n,
      stopPriceTicks: hasStop ? this.#ticks(place) : 0,
      icebergLots: !isAtMarket && next(3) === 0 ? 1 + Math.floor(quantityLots / 3) : 0,
      expiresUs:
        !isAtMarket && timeInForce === TimeInForce.goodTillDate ? nowUs + 1 + next(datesUs) : 0,
      trailingBips,
      connection: 0,
    }
  }

  #placeSpecial(nowUs: number): Uint8Array {
    const { place, ...head } = this.#head()
    return encodeCommand(PlaceSpecialOrder, head, this.#special(place, nowUs))
  }

  #placeList(): Uint8Array {
    const { next } = this.#options
    const { place, ...head } = this.#head()
    const contingency = this.#one(valuesOf(Contingency))
    const side = next(2) as Side
    const other = side === Side.buy ? Side.sell : Side.buy
    const quantityLots = this.#lots(place)
    const { limit, limitMaker, stopLoss, stopLossLimit } = OrderType
    const { middleTicks, spreadTicks } = place
    const leg = (name: 'first' | 'second' | 'third', side: Side, type: OrderType, ticks: number) =>
      ({
        [`${name}PriceTicks`]: type === stopLoss ? 0 : ticks,
        [`${name}QuantityLots`]: quantityLots,
        [`${name}StopPriceTicks`]: type >= stopLoss ? ticks : 0,
        [`${name}IcebergLots`]: 0,
        [`${name}TrailingBips`]: 0,
        [`${name}Side`]: side,
        [`${name}OrderType`]: type,
        [`${name}TimeInForce`]: TimeInForce.goodTillCancelled,
        [`${name}Reserved`]: 0,
        [`${name}ClientOrderId`]: this.#clientId(),
        [`${name}Reserved4`]: 0,
      }) as never
    const far = (side: Side, isStop: boolean) =>
      middleTicks + ((side === Side.buy) === isStop ? 1 : -1) * (1 + next(spreadTicks))
    const stop = this.#one([stopLoss, stopLossLimit])
    const isOco = contingency === Contingency.oco
    const legs = isOco
      ? [
          leg('first', side, limitMaker, far(side, false)),
          leg('second', side, stop, far(side, true)),
          leg('third', side, limit, 0),
        ]
      : [
          leg('first', side, limit, this.#ticks(place)),
          leg('second', other, limitMaker, far(other, false)),
          leg('third', other, stop, far(other, true)),
        ]
    const body = {
      contingency,
      selfTradePrevention: this.#prevention(),
      connection: 0,
      listClientOrderId: next(2) === 0 ? `list-${next(20)}` : '',
    }
    return encodeCommand(PlaceOrderList, head, Object.assign(body, ...legs) as never)
  }

  /** An open order, or one that mostly is not there, by one of its names. */
  #target(): {
    head: { account: number; market: number }
    order: OrderView | undefined
    name: Name
  } {
    const { place: _place, ...head } = this.#head()
    const { next, views } = this.#options
    const open = views().openOrders(head.account, head.market)
    if (open.length === 0 || next(4) === 0)
      return { head, order: undefined, name: { orderId: 0, clientOrderId: `id-${next(24)}` } }
    const order = this.#one(open)
    return { head, order, name: { orderId: order.orderId, clientOrderId: '' } }
  }

  #cancel(): Uint8Array {
    const { head, name } = this.#target()
    const { none, onlyPartiallyFilled } = CancelRestriction
    const restriction = this.#one([none, none, none, onlyPartiallyFilled])
    return encodeCommand(CancelOrder, head, { ...name, restriction })
  }

  #amend(): Uint8Array {
    const { head, order, name } = this.#target()
    const quantityLots = 1 + this.#options.next(order?.quantityLots ?? 9)
    return encodeCommand(AmendOrder, head, { ...name, quantityLots })
  }

  #replace(nowUs: number): Uint8Array {
    const { head, name } = this.#target()
    const place = this.#options.places.find(({ market }) => market === head.market)
    return encodeCommand(ReplaceOrder, head, {
      ...this.#special(place ?? this.#one(this.#options.places), nowUs),
      cancelOrderId: name.orderId,
      cancelClientOrderId: name.clientOrderId,
      cancelRestriction: CancelRestriction.none,
      mode: this.#one(valuesOf(ReplaceMode)),
    })
  }

  #cancelAll(): Uint8Array {
    const { next } = this.#options
    const { place: _place, ...head } = this.#head()
    return encodeCommand(CancelAllOrders, head, {
      allMarkets: next(2),
      sides: next(3),
      reason: CloseReason.cancelledByOwner,
      connection: 0,
      connectionSession: 0,
      listId: 0,
    })
  }

  #money(): Uint8Array {
    const { next, unitsMax, accounts } = this.#options
    const { account } = this.#head()
    const idempotencyKey = `key ${this.#keys++}`
    const amountUnits = BigInt(next(unitsMax))
    const body = { asset: this.#one(this.#options.assets), amountUnits, idempotencyKey }
    const choice = next(12)
    if (choice < 2) return encodeCommand(Deposit, { account }, body)
    if (choice < 3) return encodeCommand(Withdraw, { account }, body)
    if (choice < 7) return encodeCommand(ReserveWithdrawal, { account }, body)
    if (choice < 10) {
      const reserved = this.#options.views().reservedWithdrawals()
      const unknown = { account, withdrawalId: 1_000_000 }
      const { withdrawalId, ...owner } = reserved.length > 0 ? this.#one(reserved) : unknown
      const head = { account: owner.account }
      return choice < 9
        ? encodeCommand(SettleWithdrawal, head, { withdrawalId })
        : encodeCommand(ReleaseWithdrawal, head, { withdrawalId })
    }
    if (choice < 11)
      return encodeCommand(Transfer, { account }, { ...body, toAccount: this.#one(accounts) })
    const signed = next(2) === 0 ? amountUnits : -amountUnits / 100n
    return encodeCommand(Adjust, { account }, { ...body, amountUnits: signed, reason: 'a test' })
  }

  #account(): Uint8Array {
    const { next } = this.#options
    const { account } = this.#head()
    const choice = next(8)
    if (choice < 1) return encodeCommand(SetAccountTier, { account }, { tier: next(3) })
    if (choice < 6)
      return encodeCommand(FreezeAccount, { account }, { frozen: next(15) === 0 ? 1 : 0 })
    if (choice < 7) return encodeCommand(SetTradeGroup, { account }, { tradeGroup: next(3) })
    return encodeCommand(SetDeadMan, { account }, { timeoutUs: next(3) * 50_000_000 })
  }

  #market(): Uint8Array {
    const { next } = this.#options
    const { place, account, market } = this.#head()
    const choice = next(12)
    if (choice < 7 || next(2) === 0) return this.#marketState(market)
    if (choice < 9) {
      const { rules } = place
      const velocity = { velocityPpm: next(2) * 30_000, velocityWindowUs: 1_000_000_000 }
      const percents = { percentUpPpm: next(2) * 900_000, percentDownPpm: next(2) * 900_000 }
      const protection = { priceBandPpm: next(2) * 200_000, slippagePpm: next(2) * 50_000 }
      const changed = { ...velocity, ...percents, ...protection, reopenUs: 100_000_000 }
      return encodeCommand(SetMarketRules, { market }, { ...rules, ...changed })
    }
    if (choice < 11)
      return encodeCommand(
        SetReferencePrice,
        { market },
        { priceTicks: next(2) * this.#ticks(place) },
      )
    if (next(2) === 0)
      return encodeCommand(
        SetAssetSwitches,
        {},
        { asset: this.#one(this.#options.assets), switches: 3 },
      )
    const scope = next(6) === 0 ? KillScope.everything : next(2)
    return encodeCommand(KillSwitch, { account, market }, { scope })
  }

  /** A market mostly trades. */
  #marketState(market: number): Uint8Array {
    const { next } = this.#options
    const { trading, cancelOnly, auction, preOpen, halted } = MarketState
    const usual = Array.from({ length: 6 }, () => trading)
    const states = [...usual, cancelOnly, cancelOnly, auction, preOpen, halted]
    const auctionUs = next(2) * 60_000_000
    return encodeCommand(SetMarketState, { market }, { state: this.#one(states), auctionUs })
  }
}
