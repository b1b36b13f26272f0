// Self-trade prevention: what happens in place of a trade between orders of one owner.
import { CloseReason, SelfTradePrevention, TradePrevented } from '@openbell/protocol'
import { isBuy, isPriceless, lockedAsset, remaining } from './amounts.js'
import { freeRest, nextEvent, tellBalance } from './balances.js'
import { noteLevel, showNextPart } from './book.js'
import { close, closeOtherLeg } from './closing.js'
import type { Order, Turn, Venue } from './venue.js'

/** By the taker's mode; returns whether the taker ends. Its close comes when its turn does. */
export function prevent(venue: Venue, turn: Turn, taker: Order, maker: Order): boolean {
  const { expireMaker, expireTaker, expireBoth, decrement } = SelfTradePrevention
  const mode = taker.terms.prevention
  const endsMaker = mode === expireMaker || mode === expireBoth
  const endsTaker = mode === expireTaker || mode === expireBoth
  const lesser = mode === decrement ? Math.min(remaining(taker), maker.visible) : 0
  const makerLots = endsMaker ? remaining(maker) : lesser
  const takerLots = endsTaker ? remaining(taker) : lesser
  maker.quantity -= lesser
  maker.visible -= lesser
  taker.quantity -= lesser
  if (lesser > 0) noteLevel(turn, maker.terms.side, maker.terms.price)
  venue.events.emit(TradePrevented, {
    flags: isBuy(taker.terms.side) ? 0 : 1,
    market: turn.market.number,
    makerAccount: maker.account.number,
    takerAccount: taker.account.number,
    mode,
    preventedId: venue.nextId('prevented'),
    makerOrderId: maker.id,
    takerOrderId: taker.id,
    makerAccountEvent: nextEvent(maker.account),
    takerAccountEvent: nextEvent(taker.account),
    priceTicks: maker.terms.price,
    makerPreventedLots: makerLots,
    takerPreventedLots: takerLots,
    makerQuantityLots: maker.quantity,
    takerQuantityLots: taker.quantity,
  })
  if (endsMaker || remaining(maker) === 0) {
    close(venue, turn, maker, CloseReason.selfTradePrevented)
    tellLocked(venue, turn, maker)
  } else if (lesser > 0) {
    closeOtherLeg(venue, turn, maker)
    freeRest(turn, maker.lock)
    if (maker.visible === 0) showNextPart(turn, maker)
    tellLocked(venue, turn, maker)
  }
  if (!isPriceless(taker.terms.type) || !isBuy(taker.terms.side)) freeRest(turn, taker.lock)
  return endsTaker || remaining(taker) === 0
}

const tellLocked = (venue: Venue, turn: Turn, maker: Order): void =>
  tellBalance(venue, maker.account, lockedAsset(turn.market, maker.terms.side))
