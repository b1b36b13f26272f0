// Kill switches and delisting: everything that stands in a market's books ends, in a fixed order.
import {
  AccountFrozen,
  CloseReason,
  type DelistMarket,
  KillScope,
  type KillSwitch,
  MarketState,
  MarketStateReason,
  Reject,
} from '@openbell/protocol'
import { lockedAsset } from './amounts.js'
import { type Answer, done, refused } from './answer.js'
import { balanceOf, nextEvent, tellBalance, userAccount } from './balances.js'
import { closeMany } from './cancelling.js'
import { closeWithList } from './closing.js'
import { beginTurn, endTurn, enterState } from './turn.js'
import type { Account, Market, Order, Trigger, Venue } from './venue.js'

export function killSwitch(venue: Venue, command: KillSwitch): Answer {
  switch (command.scope) {
    case KillScope.account: {
      const account = userAccount(venue, command.account)
      if (!account) return refused(Reject.accountMustExist)
      freeze(venue, account, true)
      return done(closeMany(venue, account, CloseReason.killSwitch, () => true))
    }
    case KillScope.market: {
      const market = venue.markets[command.market]
      return market ? done(haltMarket(venue, market)) : refused(Reject.marketMustBeListed)
    }
    case KillScope.everything:
      return done(venue.markets.reduce((count, market) => count + haltMarket(venue, market), 0))
    default:
      return refused(Reject.killScopeMustBeKnown)
  }
}

export function freeze(venue: Venue, account: Account, isFrozen: boolean): void {
  account.isFrozen = isFrozen
  venue.events.emit(AccountFrozen, {
    account: account.number,
    frozen: isFrozen ? 1 : 0,
    accountEvent: nextEvent(account),
  })
}

/** Nothing is left to be halted in a delisted market. */
function haltMarket(venue: Venue, market: Market): number {
  if (market.state === MarketState.delisted) return 0
  const { halted } = MarketState
  return endMarket(venue, market, halted, MarketStateReason.killSwitch, CloseReason.killSwitch)
}

export function delistMarket(venue: Venue, command: DelistMarket): Answer {
  const market = venue.markets[command.market]
  if (!market) return refused(Reject.marketMustBeListed)
  const { delisted } = MarketState
  if (market.state === delisted) return refused(Reject.marketStateMustFollow)
  const { marketDelisted } = CloseReason
  return done(endMarket(venue, market, delisted, MarketStateReason.command, marketDelisted))
}

/** Moves a market to a state and closes all of its orders; returns how many. */
function endMarket(
  venue: Venue,
  market: Market,
  state: number,
  stateReason: number,
  closeReason: number,
): number {
  const turn = beginTurn(market)
  if (market.state !== state) enterState(venue, market, state, stateReason)
  let count = 0
  for (let order = nextToClose(market); order; order = nextToClose(market)) {
    const asset = lockedAsset(market, order.terms.side)
    const { locked } = balanceOf(order.account, asset)
    count += closeWithList(venue, turn, order, closeReason)
    if (balanceOf(order.account, asset).locked !== locked) tellBalance(venue, order.account, asset)
  }
  endTurn(venue, turn)
  return count
}

/** Buys, sells, triggers at or below, triggers at or above; best first, first in line first. */
function nextToClose(market: Market): Order | undefined {
  return (
    market.buys[0] ??
    market.sells[0] ??
    bestTrigger(market, 'below')?.order ??
    bestTrigger(market, 'above')?.order
  )
}

function bestTrigger(market: Market, direction: Trigger['direction']): Trigger | undefined {
  const triggers = market.triggers.filter((trigger) => trigger.direction === direction)
  const prices = triggers.map(({ price }) => price)
  const best = direction === 'above' ? Math.min(...prices) : Math.max(...prices)
  return triggers.find(({ price }) => price === best)
}
