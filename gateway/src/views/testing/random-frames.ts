// Frames of random but possible events, the same for the same seed: no market, only a stream that fits.
import {
  AuctionIndicated,
  AuctionUncrossed,
  Contingency,
  MarketRulesSet,
  MarketState,
  MarketStateChanged,
  OrderStatus,
  OrderType,
  SelfTradePrevention,
  Side,
} from '@openbell/protocol'
import type { EventFrame } from '../../ports.js'
import {
  alice,
  bob,
  btc,
  encode,
  FrameStream,
  market,
  type OrderFields,
  plainRules,
  usd,
} from './frames.js'
import { numbers } from './numbers.js'
import {
  listAccepted,
  listClosed,
  orderActivated,
  orderAmended,
  specialAccepted,
  stopMoved,
  tradePrevented,
  type WithdrawalFields,
  withdrawal,
} from './special-events.js'

interface Open {
  /** Its quantity as it stands now. */
  order: OrderFields
  executedLots: number
  readonly isWaiting: boolean
  readonly listId: number
}

const restOf = ({ order, executedLots }: Open): number => order.quantityLots - executedLots

/** Endless: the listing first. */
export function* randomFrames(seed: number): Generator<EventFrame, never> {
  const crowd = new RandomCrowd(seed)
  yield crowd.stream.listing()
  while (true) yield crowd.frame()
}

class RandomCrowd {
  readonly stream = new FrameStream()
  readonly #next: (below: number) => number
  #open: Open[] = []
  readonly #levels = new Set<number>()
  readonly #reserved: WithdrawalFields[] = []
  readonly #ids = { order: 0, trade: 0, list: 0, prevented: 0, withdrawal: 0 }
  #isAuction = false

  constructor(seed: number) {
    this.#next = numbers(seed)
  }

  frame(): EventFrame {
    return this.stream.frame(...Array.from({ length: this.#next(6) }, () => this.#event()))
  }

  #event(): Uint8Array {
    const next = this.#next
    const choice = next(24)
    if (choice < 4) return this.#accept(choice < 2 ? Side.buy : Side.sell)
    if (choice < 8 && this.#open.length > 40) return this.#close()
    if (choice < 12) return this.#trade() ?? this.#level()
    if (choice < 14)
      return this.stream.balance(this.#account(), next(2) === 0 ? btc : usd, BigInt(next(1e9)))
    if (choice < 15) return this.#wait()
    if (choice < 16) return this.#activate() ?? this.#level()
    if (choice < 17) return this.#prevent() ?? this.#level()
    if (choice < 18) return this.#amend() ?? this.#level()
    if (choice < 19) return this.#list()
    if (choice < 20) return this.#withdraw()
    if (choice < 21) return this.#market()
    return this.#level()
  }

  #account(): number {
    return this.#next(2) === 0 ? alice : bob
  }

  #order(side: Side, account = this.#account()): OrderFields {
    const next = this.#next
    const clientOrderId = next(2) === 0 ? `order-${next(50)}` : ''
    const lots = { priceTicks: 1 + next(1000), quantityLots: 1 + next(500) }
    return { account, side, ...lots, orderId: ++this.#ids.order, clientOrderId }
  }

  #add(order: OrderFields, isWaiting = false, listId = 0): void {
    this.#open.push({ order, executedLots: 0, isWaiting, listId })
  }

  #accept(side: Side): Uint8Array {
    const order = this.#order(side)
    this.#add(order)
    if (this.#next(3) > 0) return this.stream.accepted(order)
    return specialAccepted(this.stream, order, { icebergLots: 1 + this.#next(9) })
  }

  #wait(): Uint8Array {
    const order = { ...this.#order(Side.sell), orderType: OrderType.stopLossLimit }
    this.#add(order, true)
    const terms = { stopPriceTicks: this.#next(2) * 50, trailingBips: 25, isWaiting: true }
    return specialAccepted(this.stream, order, terms)
  }

  #activate(): Uint8Array | undefined {
    const waiting = this.#open.find(({ isWaiting, listId }) => isWaiting && listId === 0)
    if (!waiting) return undefined
    if (this.#next(2) === 0) return stopMoved(this.stream, waiting.order, this.#next(900))
    this.#replace(waiting, { ...waiting, isWaiting: false })
    return orderActivated(this.stream, waiting.order)
  }

  #close(): Uint8Array {
    const alone = this.#open.filter(({ listId }) => listId === 0)
    const one = alone[this.#next(alone.length)]
    this.#drop(one)
    const status = this.#next(2) === 0 ? OrderStatus.cancelled : OrderStatus.expired
    return this.stream.closed(one.order, one.executedLots, status)
  }

  #trade(): Uint8Array | undefined {
    const { maker, taker } = this.#pair()
    if (!maker || !taker) return undefined
    const quantityLots = 1 + this.#next(Math.min(restOf(maker), restOf(taker)))
    const before = { makerBeforeLots: maker.executedLots, takerBeforeLots: taker.executedLots }
    const bytes = this.stream.trade({
      tradeId: ++this.#ids.trade,
      maker: maker.order,
      taker: taker.order,
      ...before,
      quantityLots,
      isAuction: this.#isAuction,
    })
    for (const side of [maker, taker]) {
      side.executedLots += quantityLots
      if (restOf(side) === 0) this.#drop(side)
    }
    return bytes
  }

  /** An order of alice and one of alice or bob that could meet. */
  #pair(account?: number): { maker: Open | undefined; taker: Open | undefined } {
    const isMeant = ({ order, isWaiting, listId }: Open, side: Side) =>
      order.side === side &&
      !isWaiting &&
      listId === 0 &&
      (account === undefined || order.account === account)
    return {
      maker: this.#open.find((one) => isMeant(one, Side.sell)),
      taker: this.#open.findLast((one) => isMeant(one, Side.buy)),
    }
  }

  #prevent(): Uint8Array | undefined {
    const { maker, taker } = this.#pair(this.#account())
    if (!maker || !taker) return undefined
    const modes = [SelfTradePrevention.expireMaker, SelfTradePrevention.decrement]
    const mode = modes[this.#next(modes.length)]
    const isSmaller = mode === SelfTradePrevention.decrement
    const lots = isSmaller ? Math.min(restOf(maker), restOf(taker)) : restOf(maker)
    const bytes = tradePrevented(this.stream, {
      preventedId: ++this.#ids.prevented,
      mode,
      maker: maker.order,
      taker: taker.order,
      makerPreventedLots: lots,
      takerPreventedLots: isSmaller ? lots : 0,
    })
    const endings = isSmaller ? [maker, taker] : [maker]
    return Buffer.concat([bytes, ...endings.map((one) => this.#lose(one, lots, isSmaller))])
  }

  #lose(one: Open, lots: number, isSmaller: boolean): Uint8Array {
    const quantityLots = one.order.quantityLots - (isSmaller ? lots : 0)
    const left = { ...one, order: { ...one.order, quantityLots } }
    this.#replace(one, left)
    if (isSmaller && restOf(left) > 0) return new Uint8Array()
    this.#drop(left)
    return this.stream.closed(left.order, left.executedLots, OrderStatus.expiredInMatch)
  }

  #amend(): Uint8Array | undefined {
    const one = this.#open.find((open) => open.listId === 0 && restOf(open) > 1)
    if (!one) return undefined
    const quantityLots = one.executedLots + 1 + this.#next(restOf(one) - 1)
    const { order, executedLots } = one
    this.#replace(one, { ...one, order: { ...order, quantityLots } })
    return orderAmended(this.stream, order, quantityLots, executedLots)
  }

  /** A new list while there is none, and otherwise the end of one. */
  #list(): Uint8Array {
    const { stream } = this
    const listed = this.#open.filter(({ listId }) => listId !== 0)
    if (listed.length > 4) {
      const [{ listId, order }] = listed
      const legs = listed.filter((one) => one.listId === listId)
      for (const leg of legs) this.#drop(leg)
      const ends = legs.map((leg) => stream.closed(leg.order))
      return Buffer.concat([...ends, listClosed(stream, listId, order.account)])
    }
    const listId = ++this.#ids.list
    const above = this.#order(Side.sell)
    const below = { ...this.#order(Side.sell, above.account), orderType: OrderType.stopLossLimit }
    this.#add(above, false, listId)
    this.#add(below, true, listId)
    const clientId = this.#next(2) === 0 ? `list-${this.#next(9)}` : ''
    return Buffer.concat([
      specialAccepted(stream, above, { listId }),
      specialAccepted(stream, below, { listId, stopPriceTicks: 5, isWaiting: true }),
      listAccepted(stream, listId, [above, below], Contingency.oco, clientId),
    ])
  }

  #withdraw(): Uint8Array {
    const { stream } = this
    const ended = this.#reserved.length > 5 ? this.#reserved.shift() : undefined
    if (ended) return withdrawal(stream, this.#next(2) === 0 ? 'settled' : 'released', ended)
    const withdrawalId = ++this.#ids.withdrawal
    const amounts = { amountUnits: BigInt(10 + this.#next(1e6)), feeUnits: 3n }
    const fields = { withdrawalId, account: this.#account(), asset: btc, ...amounts }
    if (this.#next(4) === 0) return withdrawal(stream, 'withdrawn', fields)
    this.#reserved.push(fields)
    return withdrawal(stream, 'reserved', fields)
  }

  #market(): Uint8Array {
    const next = this.#next
    const auction = { market, priceTicks: 1 + next(99), volumeLots: 1 + next(9), surplusLots: 2 }
    if (next(4) === 0)
      return encode(MarketRulesSet, { market, ...plainRules, priceBandPpm: next(900_000) })
    if (this.#isAuction && next(3) > 0) return encode(AuctionIndicated, auction)
    const state = this.#isAuction ? MarketState.trading : MarketState.auction
    const uncrossed = this.#isAuction ? encode(AuctionUncrossed, auction) : new Uint8Array()
    this.#isAuction = !this.#isAuction
    const moved = encode(MarketStateChanged, { market, state, reason: 0, untilUs: 0 })
    return Buffer.concat([uncrossed, moved])
  }

  #level(): Uint8Array {
    const next = this.#next
    const price = 1 + next(300)
    const total = this.#levels.has(price) ? next(2) * next(99) : 1 + next(99)
    if (total === 0) this.#levels.delete(price)
    else this.#levels.add(price)
    return this.stream.levels(price < 150 ? Side.buy : Side.sell, [[price, total]])
  }

  #replace(one: Open, other: Open): void {
    this.#open = this.#open.map((open) => (open === one ? other : open))
  }

  #drop(one: Open): void {
    this.#open = this.#open.filter((open) => open !== one)
  }
}
