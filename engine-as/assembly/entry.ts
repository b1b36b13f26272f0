// Where an accepted or activated order goes: to match, into an auction's book, or behind its trigger.

import { Finish } from './finish'
import { MarketState, TimeInForce } from './generated/protocol'
import { header } from './header'
import { Held } from './held'
import { Market, Markets } from './markets'
import { Match } from './match'
import { Kind, Order, Orders } from './orders'
import { Prevention } from './prevention'
import { Protection } from './protection'
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
    const waits = special && Kind.isConditional(Orders.type(slot))
    header.phase = phaseLevels
    if (waits || market.state != (MarketState.trading as u32)) Entry.settle(slot, units)
    else Entry.takeNow(slot, market, units)
  }

  /** The order waits for its trigger, or rests without matching. */
  static settle(slot: u32, units: i64): void {
    Held.lock(changetype<Order>(slot), units)
    if (Kind.isConditional(Orders.type(slot))) {
      TermsPool.of(slot).lockedUnits = units
      Triggers.enter(slot)
    } else {
      Finish.stand(slot)
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
    Held.lock(order, units)
    header.workLockedUnits = units
    if (Orders.hasTerms(slot)) TermsPool.of(slot).lockedUnits = 0
  }
}
