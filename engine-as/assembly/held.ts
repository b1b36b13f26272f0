// What an open order keeps locked: of which asset, how much, and that its owner is told.
import { Balances } from './balances'
import { Side } from './generated/protocol'
import { header } from './header'
import { Markets } from './markets'
import { Order } from './orders'
import { changedBase, changedQuote, Settle } from './settle'

export class Held {
  /** What a seller delivers or a buyer pays with. */
  @inline
  static asset(order: Order): u32 {
    return Settle.lockedAsset(Markets.at(order.market), order.side)
  }

  /** For lots of it that are not yet filled. */
  @inline
  static reservation(order: Order, lots: u64): i64 {
    return Settle.reservation(Markets.at(order.market), order.side, order.priceTicks, lots)
  }

  /** Of all that its owner has locked of the asset. */
  static total(order: Order): i64 {
    return Balances.at(order.account, Held.asset(order)).lockedUnits
  }

  /** Whether its owner can lock so much more. */
  static canLock(order: Order, units: i64): bool {
    return Balances.has(order.account, Held.asset(order), units)
  }

  @inline
  static lock(order: Order, units: i64): void {
    if (units == 0) return
    Balances.lock(order.account, Held.asset(order), units)
    Held.note(order)
  }

  @inline
  static unlock(order: Order, units: i64): void {
    if (units == 0) return
    Balances.unlock(order.account, Held.asset(order), units)
    Held.note(order)
  }

  /** The worker's balances are told at the end of the turn. */
  @inline
  static note(order: Order): void {
    if (order.account != header.workAccount) return
    const isSell = (order.side as u32) == (Side.sell as u32)
    header.changedBalances |= select<u32>(changedBase, changedQuote, isSell)
  }

  /** Tells what its owner has of the asset now. */
  static tell(order: Order): void {
    Balances.emit(order.account, Held.asset(order))
  }
}
