// Call auctions: the one price at which most lots trade, and the trades at it.
import {
  AuctionIndicated,
  AuctionUncrossed,
  limits,
  MarketState,
  MarketStateReason,
  Side,
} from '@openbell/protocol'
import { referencePrice, remaining } from './amounts.js'
import { tellBalance } from './balances.js'
import { fill } from './filling.js'
import { enterState, ownTurn } from './turn.js'
import type { Market, Order, Turn, Venue } from './venue.js'

interface Cross {
  readonly price: number
  readonly volume: number
  readonly surplus: number
  readonly isSurplusOfSellers: boolean
}

/** What would come of the present book; hidden parts count. */
export function crossOf(market: Market): Cross {
  const sum = (orders: readonly Order[]) => orders.reduce((lots, one) => lots + remaining(one), 0)
  const crosses = candidates(market).map((price) => {
    const wanted = sum(market.buys.filter((order) => order.terms.price >= price))
    const offered = sum(market.sells.filter((order) => order.terms.price <= price))
    return {
      price,
      volume: Math.min(wanted, offered),
      surplus: Math.abs(wanted - offered),
      isSurplusOfSellers: offered > wanted,
    }
  })
  const reference = referencePrice(market)
  const distance = (cross: Cross) => (reference === 0 ? 0 : Math.abs(cross.price - reference))
  const [best] = crosses
    .filter(({ volume }) => volume > 0)
    .sort(
      (a, b) =>
        b.volume - a.volume ||
        a.surplus - b.surplus ||
        distance(a) - distance(b) ||
        a.price - b.price,
    )
  return best ?? { price: 0, volume: 0, surplus: 0, isSurplusOfSellers: false }
}

/** Volumes change at the orders' prices only; between two of them the reference price is nearest. */
function candidates(market: Market): number[] {
  const prices = [...market.buys, ...market.sells].map((order) => order.terms.price)
  const around = prices.flatMap((price) => [price - 1, price, price + 1])
  return [...new Set([...around, referencePrice(market)])].filter(
    (price) => price >= 1 && price <= market.priceMax,
  )
}

const describe = (market: Market, cross: Cross) => ({
  flags: cross.isSurplusOfSellers ? 1 : 0,
  market: market.number,
  priceTicks: cross.price,
  volumeLots: cross.volume,
  surplusLots: cross.surplus,
})

/** Trades what can be traded at one price, and tells what came of it. */
export function uncross(venue: Venue, turn: Turn): void {
  const { market } = turn
  const cross = crossOf(market)
  turn.takerSide = Side.sell
  for (let left = cross.volume; left > 0; ) {
    const [buy] = market.buys
    const [sell] = market.sells
    const [maker, taker] = buy.id < sell.id ? [buy, sell] : [sell, buy]
    const lots = Math.min(left, buy.visible, sell.visible)
    fill(venue, turn, { maker, taker, lots, price: cross.price, isAuction: true })
    for (const { account } of [maker, taker])
      for (const asset of [market.base, market.quote]) tellBalance(venue, account, asset)
    left -= lots
  }
  venue.events.emit(AuctionUncrossed, describe(market, cross))
}

/** A market that moves into trading first uncrosses. */
export function moveTo(
  venue: Venue,
  turn: Turn,
  state: number,
  reason: number,
  untilUs: number,
): void {
  if (state === MarketState.trading) uncross(venue, turn)
  enterState(venue, turn.market, state, reason, untilUs)
}

/** Its time is over. */
export function endAuction(venue: Venue, market: Market): void {
  ownTurn(venue, market, undefined, (turn) =>
    moveTo(venue, turn, MarketState.trading, MarketStateReason.auctionEnd, 0),
  )
}

/** At the end of a frame: what would come of each auction whose book has changed. */
export function indicateAuctions(venue: Venue): void {
  venue.events.commandIndex = limits.commandIndexOwn
  for (const market of venue.markets) {
    if (market.state !== MarketState.auction || !market.isIndicationDue) continue
    market.isIndicationDue = false
    venue.events.emit(AuctionIndicated, describe(market, crossOf(market)))
  }
}
