// Draws orders that make sense where the market is now, most of the time.
import { OrderType, Side, TimeInForce } from '@openbell/protocol'
import { isConditional, isPriceless } from '../reference/amounts.js'
import { directionOf } from '../reference/triggers.js'
import type { Market, Terms, Venue } from '../reference/venue.js'
import type { Chance } from '../world/chance.js'
import type { MarketPlan, Plan } from './plan.js'

const { goodTillCancelled, immediateOrCancel, fillOrKill, goodTillDate, day } = TimeInForce

/** Draws terms; the same chance gives the same terms. */
export class OrderMaker {
  constructor(
    private readonly chance: Chance,
    private readonly plan: Plan,
    private readonly venue: Venue,
  ) {}

  planOf(market: number): MarketPlan {
    return this.plan.markets[market % this.plan.markets.length]
  }

  /** Near the last trade or the middle of the market. */
  price(market: Market | undefined, number: number): number {
    const { center, spread, priceMaxTicks } = this.planOf(number)
    const { chance } = this
    const around = market?.lastPrice && chance.happens(0.6) ? market.lastPrice : center
    const far = chance.happens(0.03) ? priceMaxTicks : spread
    const price = around + chance.between(-far, far)
    return Math.min(Math.max(price, 1), priceMaxTicks)
  }

  quantity(): number {
    return this.chance.between(1, this.plan.quantityMax)
  }

  /** @param isPlain only what a PlaceOrder knows */
  terms(account: number, number: number, isPlain: boolean): Terms {
    const { chance, plan } = this
    const market = this.venue.markets[number]
    const type = this.typeFor(market, isPlain)
    const timeInForce = this.timeFor(market, type, isPlain)
    const side = chance.pick([Side.buy, Side.sell])
    const quantity = this.quantity()
    const byQuote = !isPlain && type === OrderType.market && chance.happens(0.4)
    const terms = {
      account,
      market: number,
      side,
      type,
      timeInForce,
      prevention: chance.weigh(plan.preventions),
      price: isPriceless(type) ? 0 : this.price(market, number),
      quantity: byQuote ? 0 : quantity,
      quoteUnits: byQuote ? BigInt(this.price(market, number) * quantity) : 0n,
      stopPrice: 0,
      iceberg: 0,
      expiresUs: timeInForce === goodTillDate ? this.venue.nowUs + chance.between(1, 30_000) : 0,
      trailing: 0,
      connection: !isPlain && chance.happens(0.15) ? chance.between(1, 2) : 0,
      connectionSession: 0,
      clientOrderId: this.name(),
    }
    if (isConditional(type)) return { ...terms, ...this.trigger(market, number, terms) }
    return { ...terms, ...this.iceberg(terms) }
  }

  /** An id that collides often, or none. */
  name(): string {
    if (!this.chance.happens(this.plan.namedPerMille / 1000)) return ''
    return `c${this.chance.below(14)}`
  }

  iceberg(terms: Pick<Terms, 'type' | 'timeInForce' | 'quantity'>): { iceberg: number } {
    const { type, timeInForce, quantity } = terms
    const isLasting = timeInForce !== immediateOrCancel && timeInForce !== fillOrKill
    if (isPriceless(type) || !isLasting || !this.chance.happens(0.25)) return { iceberg: 0 }
    return { iceberg: this.chance.between(1, Math.max(1, quantity - 1)) }
  }

  private typeFor(market: Market | undefined, isPlain: boolean): number {
    const { chance, plan } = this
    const type = isPlain ? chance.below(3) : chance.weigh(plan.types)
    const collects = market?.state === 0 || market?.state === 1
    const isTrade = type === OrderType.market || type === OrderType.limitMaker
    return collects && isTrade && chance.happens(0.9) ? OrderType.limit : type
  }

  private timeFor(market: Market | undefined, type: number, isPlain: boolean): number {
    const { chance, plan } = this
    const drawn = isPlain ? chance.below(3) : chance.weigh(plan.times)
    if (chance.happens(0.03)) return drawn
    const lasting = isPlain ? [goodTillCancelled] : [goodTillCancelled, goodTillDate, day]
    const collects = market?.state === 0 || market?.state === 1
    const mustLast =
      type === OrderType.limitMaker ||
      type === OrderType.stopLoss ||
      type === OrderType.takeProfit ||
      collects
    if (type === OrderType.market) return chance.below(2)
    return mustLast && !lasting.includes(drawn as 0) ? chance.pick(lasting) : drawn
  }

  /** A stop price a little beyond the last one, a trailing distance, or both; perhaps an iceberg. */
  trigger(
    market: Market | undefined,
    number: number,
    terms: Terms,
  ): Pick<Terms, 'stopPrice' | 'trailing' | 'iceberg'> {
    const { chance } = this
    const trailingMax = market?.rules.trailingMaxBips ?? 0
    const isTrailing = trailingMax > 0 && chance.happens(0.35)
    const trailing = isTrailing
      ? chance.between(Math.max(1, market?.rules.trailingMinBips ?? 1), trailingMax)
      : 0
    const hasStop = !isTrailing || chance.happens(0.4)
    const stopPrice = hasStop ? this.stopPrice(market, number, terms) : 0
    return { stopPrice, trailing, ...this.iceberg(terms) }
  }

  private stopPrice(market: Market | undefined, number: number, terms: Terms): number {
    const { chance } = this
    const { spread, priceMaxTicks } = this.planOf(number)
    if (!market?.lastPrice || chance.happens(0.1)) return this.price(market, number)
    const away = chance.between(1, Math.max(2, spread))
    const wanted = market.lastPrice + (directionOf(terms) === 'above' ? away : -away)
    return Math.min(Math.max(wanted, 1), priceMaxTicks)
  }
}
