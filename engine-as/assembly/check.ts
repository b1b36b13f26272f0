// The full scan of the invariants, for tests, the simulation and every restore. It changes nothing
// but each asset's scratch sum. The numbers are named in wasm/src/invariants.ts.

import { Accounts } from './accounts'
import { Assets } from './assets'
import { Balances } from './balances'
import { CheckBook } from './check-book'
import { CheckIds } from './check-ids'
import { CheckTerms } from './check-terms'
import { accountUserMin, Rules, Side } from './generated/protocol'
import { header, reply } from './header'
import { Held } from './held'
import { Order, Orders } from './orders'
import { placeBook, TermsPool } from './terms'
import { Withdrawal } from './withdrawals'
import { phaseMatch } from './work'

export const brokenConservation: u32 = 1
export const brokenSign: u32 = 2
export const brokenLocked: u32 = 3
export const brokenLinks: u32 = 4
export const brokenTotal: u32 = 5
export const brokenBit: u32 = 6
export const brokenPage: u32 = 7
export const brokenBest: u32 = 8
export const brokenCross: u32 = 9
export const brokenId: u32 = 10
export const brokenList: u32 = 11
export const brokenClientId: u32 = 12
export const brokenPool: u32 = 13
export const brokenRun: u32 = 14
export const brokenTrigger: u32 = 15
export const brokenTimer: u32 = 16
export const brokenOrderList: u32 = 17
export const brokenTerms: u32 = 18

const reportsMax: u32 = 64

export class Check {
  /** → count, then (invariant, where) pairs, in the reply. */
  static run(): u32 {
    store<u32>(reply, 0)
    if (header.configured == 0) return reply as u32
    CheckBook.run()
    if (header.rules == (Rules.exchange as u32)) {
      CheckIds.run()
      CheckTerms.run()
      Check.money()
    }
    return reply as u32
  }

  static that(holds: bool, invariant: u32, where: u32): void {
    if (holds) return
    const count = load<u32>(reply)
    if (count == reportsMax) return
    store<u32>(reply + 4 + (count << 3), invariant)
    store<u32>(reply + 8 + (count << 3), where)
    store<u32>(reply, count + 1)
  }

  static money(): void {
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
    for (let account: u32 = 0; account < header.accountsEnd; account++) Check.locked(account)
  }

  /** From scratch: what the account's open orders need, against what is locked. */
  static locked(account: u32): void {
    for (let asset: u32 = 0; asset < header.assetsListed; asset++) Assets.at(asset).needed = 0
    for (let slot = Accounts.at(account).ordersOldest; slot != 0; ) {
      const order = changetype<Order>(slot)
      Assets.at(Held.asset(order)).needed += Check.needed(slot)
      slot = Orders.links(slot).accountNext
    }
    if (Accounts.details(account).withdrawalsOpen != 0) Check.needWithdrawals(account)
    if (header.phase == phaseMatch && header.workAccount == account) Check.needTaker()
    for (let asset: u32 = 0; asset < header.assetsListed; asset++) {
      const locked = Balances.at(account, asset).lockedUnits
      Check.that(locked == Assets.at(asset).needed, brokenLocked, account)
      Assets.at(asset).needed = 0
    }
  }

  /** What an open order must have locked; the taker under way is asked by itself. */
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
