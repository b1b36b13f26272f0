// Where an accepted or activated order goes: to match, into an auction's book, or behind its trigger.
import { Balances } from './balances'
import { Finish } from './finish'
import { MarketState, Side, TimeInForce } from './generated/protocol'
import { header } from './header'
import { Market, Markets } from './markets'
import { Match } from './match'
import { Kind, Order, Orders } from './orders'
import { Prevention } from './prevention'
import { Protection } from './protection'
import { changedBase, changedQuote, Settle } from './settle'
import { TermsPool } from './terms'
import { Triggers } from './triggers'
import { Walk } from './walk'
import { phaseLevels, phaseMatch } from './work'

export class Entry {
  /** Locks what an order of a list needs, and sends it where it belongs. */
  static enter(slot: u32, units: i64): void {
    Entry.send(slot, Markets.at(changetype<Order>(slot).market), true, units)
  }

  @inline
  static send(slot: u32, market: Market, special: bool, units: i64): void {
    const order = changetype<Order>(slot)
    const type = Kind.type(order.kind)
    header.phase = phaseLevels
    if (special && Kind.isConditional(type)) {
      Entry.lockNow(order, market, units)
      TermsPool.of(slot).lockedUnits = units
      Triggers.enter(slot)
    } else if (market.state != (MarketState.trading as u32)) {
      Entry.lockNow(order, market, units)
      Finish.stand(slot)
    } else {
      Entry.takeNow(slot, market, units)
    }
  }

  /** The order is the taker of the turn; whom it must not meet is in the header. */
  static take(slot: u32, units: i64): void {
    Entry.takeNow(slot, Markets.at(changetype<Order>(slot).market), units)
  }

  @inline
  static takeNow(slot: u32, market: Market, units: i64): void {
    const order = changetype<Order>(slot)
    const against = Match.against(order)
    Protection.begin(order, market, against)
    header.phase = phaseMatch
    if (Kind.timeInForce(order.kind) == (TimeInForce.fillOrKill as u32)) {
      Walk.forLots(against, order.remainingLots, Prevention.endsWhole())
      if (header.walkLots < order.remainingLots) {
        header.phase = phaseLevels
        Finish.kill(slot)
        return
      }
    }
    Entry.lockNow(order, market, units)
    header.workLockedUnits = units
    if (Orders.hasTerms(slot)) TermsPool.of(slot).lockedUnits = 0
  }

  static lock(slot: u32, units: i64): void {
    const order = changetype<Order>(slot)
    Entry.lockNow(order, Markets.at(order.market), units)
  }

  @inline
  static lockNow(order: Order, market: Market, units: i64): void {
    if (units == 0) return
    Balances.lock(order.account, Settle.lockedAsset(market, order.side), units)
    const isSell = (order.side as u32) == (Side.sell as u32)
    header.changedBalances |= isSell ? changedBase : changedQuote
  }
}
