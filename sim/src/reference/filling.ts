// One trade: what moves between the buyer, the seller and the house, and how it is told.
import { limits, Trade } from '@openbell/protocol'
import { baseUnits, feeOf, isBuy, isPriceless, notional, remaining } from './amounts.js'
import { balanceOf, freeRest, house, nextEvent, noteBalance } from './balances.js'
import { noteLevel, showNextPart } from './book.js'
import { afterFill } from './closing.js'
import { noteTrade } from './turn.js'
import type { Order, Turn, Venue } from './venue.js'

/** Who pays what; both pay the maker's rate in an auction. */
export interface Fill {
  readonly maker: Order
  readonly taker: Order
  readonly price: number
  readonly lots: number
  readonly isAuction: boolean
}

const flag = { takerSells: 1, makerFilled: 2, takerFilled: 4, auction: 8 }

/** Moves lots and money, tells the trade, and what it means for the lists of both orders. */
export function fill(venue: Venue, turn: Turn, one: Fill): void {
  const { maker, taker, price, lots, isAuction } = one
  const quoteUnits = notional(turn.market, price, lots)
  const makerFee = settle(venue, turn, maker, price, lots, true)
  const takerFee = settle(venue, turn, taker, price, lots, isAuction)
  for (const order of isBuy(maker.terms.side) ? [maker, taker] : [taker, maker]) {
    order.executed += lots
    order.executedQuote += quoteUnits
    if (order.place !== 'resting') continue
    order.visible -= lots
    noteLevel(turn, order.terms.side, order.terms.price)
  }
  noteTrade(venue, turn, price)
  const flags =
    (isBuy(taker.terms.side) ? 0 : flag.takerSells) |
    (remaining(maker) === 0 ? flag.makerFilled : 0) |
    (remaining(taker) === 0 ? flag.takerFilled : 0) |
    (isAuction ? flag.auction : 0)
  venue.events.emit(Trade, {
    flags,
    market: turn.market.number,
    makerAccount: maker.account.number,
    takerAccount: taker.account.number,
    tradeId: venue.nextId('trades'),
    makerOrderId: maker.id,
    takerOrderId: taker.id,
    makerAccountEvent: nextEvent(maker.account),
    takerAccountEvent: nextEvent(taker.account),
    priceTicks: price,
    quantityLots: lots,
    quoteUnits,
    makerFeeUnits: makerFee,
    takerFeeUnits: takerFee,
    makerExecutedLots: maker.executed,
    takerExecutedLots: taker.executed,
    makerExecutedQuoteUnits: maker.executedQuote,
    takerExecutedQuoteUnits: taker.executedQuote,
  })
  for (const order of [maker, taker]) {
    afterFill(venue, turn, order)
    if (order.place === 'ended') continue
    if (!isPaidByWalk(order)) freeRest(turn, order.lock)
    if (order.place === 'resting' && order.visible === 0) showNextPart(turn, order)
  }
}

/** A buy at the market has locked what the walk found; what is left comes free at its end. */
const isPaidByWalk = (order: Order): boolean =>
  isBuy(order.terms.side) && isPriceless(order.terms.type)

/** Pays out of an order's lock and receives, less the fee, which is returned. */
function settle(
  venue: Venue,
  turn: Turn,
  order: Order,
  price: number,
  lots: number,
  isMaker: boolean,
): bigint {
  const { market } = turn
  const base = { asset: market.base, units: baseUnits(market, lots) }
  const quote = { asset: market.quote, units: notional(market, price, lots) }
  const [given, received] = isBuy(order.terms.side) ? [quote, base] : [base, quote]
  const fee = feeOf(venue, order.account, received.units, isMaker)
  balanceOf(order.account, given.asset).locked -= given.units
  order.lock.units -= given.units
  balanceOf(order.account, received.asset).available += received.units - fee
  noteBalance(turn, order.account, given.asset)
  noteBalance(turn, order.account, received.asset)
  if (fee !== 0n) {
    const fees = house(venue, limits.accountFees)
    balanceOf(fees, received.asset).available += fee
    noteBalance(turn, fees, received.asset)
  }
  return fee
}
