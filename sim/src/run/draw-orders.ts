// Orders as traders send them, by chance: a few prices that soon meet, and every kind of terms.
import type { Clock } from '@openbell/gateway/ports.js'
import { Contingency, OrderType, SelfTradePrevention, Side, TimeInForce } from '@openbell/protocol'
import type { Chance } from '../world/chance.js'
import { noTerms } from '../world/commands.js'
import type { ListBody, PlainBody, SpecialBody } from './intent.js'

/** Of a small exchange: the highest price, the smallest and the largest order. */
export const bounds = { priceMaxTicks: 2000, lotsMin: 2, lotsMax: 500 } as const
const middleTicks = 100
const dates = [1_000, 4_000, 30_000, 400_000, 3_000_000, 20_000_000] as const

type Leg = Pick<
  SpecialBody,
  | 'priceTicks'
  | 'quantityLots'
  | 'stopPriceTicks'
  | 'icebergLots'
  | 'trailingBips'
  | 'side'
  | 'orderType'
  | 'timeInForce'
  | 'clientOrderId'
>
const noLeg: Leg = {
  priceTicks: 0,
  quantityLots: 0,
  stopPriceTicks: 0,
  icebergLots: 0,
  trailingBips: 0,
  side: 0,
  orderType: 0,
  timeInForce: 0,
  clientOrderId: '',
}

/** Whether a waiting order wants the price to rise. */
const waitsAbove = (side: Side, isStop: boolean): boolean => (side === Side.buy) === isStop

export class OrderDraws {
  constructor(
    private readonly chance: Chance,
    private readonly clock: Clock,
    private readonly drawName: () => string,
  ) {}

  /** What PlaceOrder can say. */
  plain(): PlainBody {
    const { chance } = this
    const orderType = chance.weigh([
      [OrderType.limit, 70],
      [OrderType.limitMaker, 15],
      [OrderType.market, 15],
    ])
    const timeInForce = chance.weigh([
      [TimeInForce.goodTillCancelled, 80],
      [TimeInForce.immediateOrCancel, 14],
      [TimeInForce.fillOrKill, 6],
    ])
    return {
      priceTicks: orderType === OrderType.market ? 0 : this.price(),
      quantityLots: this.lots(),
      side: this.side(),
      orderType,
      timeInForce: orderType === OrderType.limit ? timeInForce : TimeInForce.goodTillCancelled,
      selfTradePrevention: this.prevention(),
      clientOrderId: this.name(),
    }
  }

  /** An order with terms of its own. */
  special(): SpecialBody {
    const { chance } = this
    const draw = chance.weigh<() => SpecialBody>([
      [() => this.dated({ ...this.resting(), ...this.waiting() }, 0.3), 26],
      [() => this.dated({ ...this.resting(), ...this.trailing() }, 0.2), 10],
      [() => this.dated({ ...this.resting(), ...this.iceberg() }, 0.3), 12],
      [() => this.dated(this.resting(), 1), 16],
      [() => this.byQuote(), 7],
      [() => ({ ...this.resting(), connection: chance.between(1, 3) }), 6],
    ])
    return draw()
  }

  /** Two or three orders of which one drives the others. */
  list(): ListBody {
    const { chance } = this
    const side = this.side()
    const other = side === Side.buy ? Side.sell : Side.buy
    const quantityLots = chance.between(bounds.lotsMin, 20)
    const contingency = chance.pick([Contingency.oco, Contingency.oto, Contingency.otoco])
    const working: Leg = {
      ...noLeg,
      priceTicks: this.price(),
      quantityLots,
      side,
      orderType: chance.happens(0.8) ? OrderType.limit : OrderType.limitMaker,
      clientOrderId: this.name(),
    }
    const [first, second, third]: readonly Leg[] =
      contingency === Contingency.oco
        ? [...this.pair(side, quantityLots), noLeg]
        : contingency === Contingency.oto
          ? [working, this.anyLeg(other, quantityLots), noLeg]
          : [working, ...this.pair(other, quantityLots)]
    return {
      contingency,
      selfTradePrevention: this.prevention(),
      connection: chance.happens(0.1) ? chance.between(1, 3) : 0,
      listClientOrderId: chance.happens(0.5) ? this.drawName() : '',
      ...legFields('first', first),
      ...legFields('second', second),
      ...legFields('third', third),
    } as ListBody
  }

  /** A limit order that rests, or meets another. */
  resting(): SpecialBody {
    return {
      ...noTerms,
      priceTicks: this.price(),
      quantityLots: this.lots(),
      side: this.side(),
      orderType: this.chance.happens(0.8) ? OrderType.limit : OrderType.limitMaker,
      timeInForce: TimeInForce.goodTillCancelled,
      selfTradePrevention: this.prevention(),
      clientOrderId: this.name(),
    }
  }

  /** A stop, or its mirror image, on the side of the market where it does not trigger at once. */
  private waiting(side = this.side(), isStop = this.chance.happens(0.6)) {
    const { chance } = this
    const isAbove = waitsAbove(side, isStop)
    const distance = chance.between(1, 5)
    const stopPriceTicks = middleTicks + (isAbove ? distance : -distance)
    const isLimit = chance.happens(0.5)
    const stop = isLimit ? OrderType.stopLossLimit : OrderType.stopLoss
    const take = isLimit ? OrderType.takeProfitLimit : OrderType.takeProfit
    return {
      side,
      stopPriceTicks,
      orderType: isStop ? stop : take,
      priceTicks: isLimit ? stopPriceTicks + chance.between(-3, 3) : 0,
    }
  }

  private trailing() {
    const { chance } = this
    const order = this.waiting()
    const trailingBips = chance.between(100, 600)
    return { ...order, trailingBips, ...(chance.happens(0.6) ? { stopPriceTicks: 0 } : {}) }
  }

  private iceberg() {
    const quantityLots = this.chance.between(6, 60)
    return {
      quantityLots,
      icebergLots: this.chance.between(Math.ceil(quantityLots / 5), quantityLots - 1),
    }
  }

  /** Market, by an amount of quote. */
  private byQuote(): SpecialBody {
    const order = { ...this.resting(), priceTicks: 0, quantityLots: 0 }
    const quoteUnits = BigInt(this.chance.between(200, 4000))
    return { ...order, orderType: OrderType.market, quoteUnits }
  }

  private dated(order: SpecialBody, probability: number): SpecialBody {
    const { chance, clock } = this
    if (!chance.happens(probability)) return order
    if (chance.happens(0.25)) return { ...order, timeInForce: TimeInForce.day }
    const expiresUs = clock.wallUs() + chance.pick(dates)
    return { ...order, timeInForce: TimeInForce.goodTillDate, expiresUs }
  }

  /** The two of an oco list: one takes the profit, the other stops the loss. */
  private pair(side: Side, quantityLots: number): [Leg, Leg] {
    const { chance } = this
    const maker: Partial<Leg> = {
      orderType: OrderType.limitMaker,
      priceTicks: middleTicks + (side === Side.sell ? 1 : -1) * chance.between(1, 5),
    }
    const profit: Leg = {
      ...noLeg,
      ...(chance.happens(0.6) ? maker : this.waiting(side, false)),
      side,
      quantityLots,
      clientOrderId: this.name(),
    }
    const stop = { ...noLeg, ...this.waiting(side, true), quantityLots, clientOrderId: this.name() }
    return chance.happens(0.5) ? [profit, stop] : [stop, profit]
  }

  private anyLeg(side: Side, quantityLots: number): Leg {
    const isWaiting = this.chance.happens(0.5)
    const plain = { orderType: OrderType.limit, priceTicks: this.price() }
    const market = { orderType: OrderType.market, priceTicks: 0 }
    const order = isWaiting ? this.waiting(side) : this.chance.pick([plain, plain, market])
    return { ...noLeg, ...order, side, quantityLots, clientOrderId: this.name() }
  }

  /** A few prices that soon meet, and now and then one far away. */
  private price(): number {
    const { chance } = this
    return chance.happens(0.03) ? chance.between(1, bounds.priceMaxTicks) : chance.between(96, 104)
  }

  private lots(): number {
    const { chance } = this
    return chance.happens(0.1) ? chance.between(50, 200) : chance.between(bounds.lotsMin, 20)
  }

  private side(): Side {
    return this.chance.pick([Side.buy, Side.sell])
  }

  private prevention(): SelfTradePrevention {
    return this.chance.weigh([
      [SelfTradePrevention.none, 40],
      [SelfTradePrevention.expireMaker, 20],
      [SelfTradePrevention.expireTaker, 15],
      [SelfTradePrevention.expireBoth, 10],
      [SelfTradePrevention.decrement, 15],
    ])
  }

  private name(): string {
    return this.chance.happens(0.7) ? this.drawName() : ''
  }
}

/** A leg's fields under the names that they have in the record. */
const legFields = (place: string, leg: Leg): Record<string, number | string> =>
  Object.fromEntries(
    Object.entries(leg).map(([name, value]) => [
      `${place}${name[0].toUpperCase()}${name.slice(1)}`,
      value,
    ]),
  )
