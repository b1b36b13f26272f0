// A turn: the work of one account in one market, and what is told when it ends.
import {
  BookLevel,
  limits,
  MarketState,
  MarketStateChanged,
  MarketStateReason,
} from '@openbell/protocol'
import { referencePrice } from './amounts.js'
import { tellTurnBalances } from './balances.js'
import { levelLots } from './book.js'
import type { Account, Market, Turn, Venue } from './venue.js'

/** @param worker whose balances are told at the end; nobody where many accounts are concerned */
export const beginTurn = (market: Market, worker?: Account): Turn => ({
  market,
  worker,
  referencePrice: referencePrice(market),
  levels: [],
  changed: [],
  firstPrice: 0,
  lastPrice: 0,
  takerSide: 0,
  hasTripped: false,
  isFirstOfWindow: false,
})

/** Tells levels and balances, and calls the auction that the velocity breaker asks for. */
export function endTurn(venue: Venue, turn: Turn): void {
  const { market } = turn
  for (const { side, price } of turn.levels)
    venue.events.emit(BookLevel, {
      flags: side,
      market: market.number,
      updateId: market.updateId,
      priceTicks: price,
      totalLots: levelLots(market, side, price),
    })
  tellTurnBalances(venue, turn)
  if (turn.hasTripped) {
    const { reopenUs } = market.rules
    const untilUs = reopenUs === 0 ? 0 : timeAfter(venue, reopenUs)
    enterState(venue, market, MarketState.auction, MarketStateReason.velocity, untilUs)
  }
  if (turn.firstPrice !== 0) venue.traded.push(turn)
}

/** The time that lies a while ahead, at most the greatest that is exact. */
export const timeAfter = (venue: Venue, durationUs: number): number =>
  Math.min(venue.nowUs + durationUs, limits.idMax)

/** A turn of the core's own. */
export function ownTurn(
  venue: Venue,
  market: Market,
  worker: Account | undefined,
  work: (turn: Turn) => void,
): void {
  venue.events.commandIndex = limits.commandIndexOwn
  const turn = beginTurn(market, worker)
  work(turn)
  endTurn(venue, turn)
}

/** @param untilUs when an auction ends by itself; 0 = when told */
export function enterState(
  venue: Venue,
  market: Market,
  state: number,
  reason: number,
  untilUs = 0,
): void {
  market.state = state
  market.untilUs = untilUs
  if (state === MarketState.auction) market.isIndicationDue = true
  venue.events.emit(MarketStateChanged, { market: market.number, state, reason, untilUs })
}

/** Remembers at what prices a turn traded, and begins a velocity window where none runs. */
export function noteTrade(venue: Venue, turn: Turn, price: number): void {
  const { market } = turn
  if (turn.firstPrice === 0) {
    turn.firstPrice = price
    if (market.rules.velocityPpm !== 0 && !isWindowRunning(venue, market)) {
      market.window = { startUs: venue.nowUs, price }
      turn.isFirstOfWindow = true
    }
  }
  turn.lastPrice = price
  market.lastPrice = price
}

export function isWindowRunning(venue: Venue, market: Market): boolean {
  const { window, rules } = market
  return window !== undefined && venue.nowUs - window.startUs < rules.velocityWindowUs
}
