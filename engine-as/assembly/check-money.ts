// Invariants of money: it is conserved, nobody owes, and what is locked is what open orders need.
import { Accounts } from './accounts'
import { Assets } from './assets'
import { Balances } from './balances'
import { brokenConservation, brokenLocked, brokenSign, Check } from './check'
import { accountUserMin, Side } from './generated/protocol'
import { header } from './header'
import { Held } from './held'
import { Order, Orders } from './orders'
import { placeBook, TermsPool } from './terms'
import { Withdrawal } from './withdrawals'
import { phaseMatch } from './work'

export class CheckMoney {
  static run(): void {
    for (let asset: u32 = 0; asset < header.assetsListed; asset++) {
      let sum: i64 = 0
      for (let account: u32 = 0; account < header.accountsEnd; account++) {
        const balance = Balances.at(account, asset)
        sum += balance.availableUnits + balance.lockedUnits
        const mayOwe = account < accountUserMin
        Check.that(mayOwe || balance.availableUnits >= 0, brokenSign, account)
        Check.that(balance.lockedUnits >= 0, brokenSign, account)
      }
      Check.that(sum == 0, brokenConservation, asset)
    }
  }

  /** Adds what an open order must have locked to the need of its account, which is walked over. */
  @inline
  static need(slot: u32): void {
    Assets.at(Held.asset(changetype<Order>(slot))).needed += CheckMoney.needed(slot)
  }

  /** The need of an account whose orders were all added, against what is locked. */
  static locked(account: u32): void {
    if (Accounts.details(account).withdrawalsOpen != 0) CheckMoney.needWithdrawals(account)
    if (header.phase == phaseMatch && header.workAccount == account) CheckMoney.needTaker()
    for (let asset: u32 = 0; asset < header.assetsListed; asset++) {
      const locked = Balances.at(account, asset).lockedUnits
      Check.that(locked == Assets.at(asset).needed, brokenLocked, account)
      Assets.at(asset).needed = 0
    }
  }

  /** What an open order must have locked; the taker under way is asked by itself. */
  @inline
  static needed(slot: u32): i64 {
    const isUnderWay = header.phase == phaseMatch && slot == header.workOrder
    if (isUnderWay) return 0
    if (Orders.hasTerms(slot) && (TermsPool.of(slot).place as u32) != placeBook)
      return TermsPool.of(slot).lockedUnits
    return Held.reservation(changetype<Order>(slot), TermsPool.openLots(slot))
  }

  static needWithdrawals(account: u32): void {
    for (let at = header.withdrawals; at < header.withdrawalsEnd; ) {
      const one = changetype<Withdrawal>(at)
      if (one.id != 0 && one.account == account) Assets.at(one.asset).needed += one.amountUnits
      at += offsetof<Withdrawal>() as u32
    }
  }

  /** The order under way does not rest yet and has locked what is left of it. */
  static needTaker(): void {
    const order = changetype<Order>(header.workOrder)
    const isBuy = (order.side as u32) == (Side.buy as u32)
    const units =
      isBuy && Orders.isMarket(header.workOrder)
        ? header.workLockedUnits - order.executedQuoteUnits
        : Held.reservation(order, order.remainingLots)
    Assets.at(Held.asset(order)).needed += units
  }
}
