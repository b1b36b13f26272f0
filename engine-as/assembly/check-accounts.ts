// Invariants of accounts, in one walk over the open orders of each: their list, their client ids, what
// they have locked; and of the rings of finished ids.
import { Accounts } from './accounts'
import { brokenClientId, brokenList, brokenPool, Check } from './check'
import { CheckMoney } from './check-money'
import { CheckTerms } from './check-terms'
import { ClientId, ClientIds, kindMoney, kindOrder } from './client-ids'
import { header } from './header'
import { Order, Orders } from './orders'
import { phaseMatch } from './work'

export class CheckAccounts {
  static run(): void {
    let orders: u32 = 0
    let named: u32 = 0
    let finished: u32 = 0
    for (let account: u32 = 0; account < header.accountsEnd; account++) {
      finished += CheckAccounts.ring(account, kindOrder) + CheckAccounts.ring(account, kindMoney)
      let before: u32 = 0
      let open: u32 = 0
      for (let slot = Accounts.at(account).ordersOldest; slot != 0; ) {
        const order = changetype<Order>(slot)
        Check.that(order.account == account, brokenList, account)
        Check.that(order.accountPrev == before, brokenList, account)
        const isElsewhere = Orders.hasTerms(slot) && CheckTerms.mayBeInNoBook(slot)
        Check.that(isElsewhere || order.level != 0, brokenList, account)
        open++
        if (CheckAccounts.clientId(slot)) named++
        CheckMoney.need(slot)
        before = slot
        slot = order.accountNext
        if (++orders > header.ordersOpen) break
      }
      Check.that(Accounts.at(account).ordersNewest == before, brokenList, account)
      Check.that(Accounts.at(account).openOrders == open, brokenList, account)
      CheckMoney.locked(account)
    }
    Check.that(orders + CheckTerms.ratchets() == header.ordersOpen, brokenList, orders)
    const isTaking = header.phase == phaseMatch && !Orders.hasTerms(header.workOrder)
    if (isTaking && CheckAccounts.clientId(header.workOrder)) named++
    Check.that(CheckAccounts.finishedOfAll() == finished, brokenClientId, finished)
    Check.that(named + finished == header.clientIdsUsed, brokenPool, header.clientIdsUsed)
  }

  /** Whether an order has a client's id, which must lead back to it. */
  static clientId(slot: u32): bool {
    const at = Orders.clientId(slot)
    if (at == 0) return false
    const entry = changetype<ClientId>(at)
    const order = changetype<Order>(slot)
    Check.that(entry.order == slot && entry.orderId == order.orderId, brokenClientId, at)
    const found = ClientIds.find(order.account, kindOrder, at)
    Check.that(found == at, brokenClientId, at)
    return true
  }

  /** Count of an account's finished ids of a kind. */
  static ring(account: u32, kind: u32): u32 {
    const ring = Accounts.ring(account, kind)
    let count: u32 = 0
    let before: u32 = 0
    for (let at = ring.oldest; at != 0 && count <= ring.count; count++) {
      const entry = changetype<ClientId>(at)
      Check.that(entry.account == account && (entry.kind as u32) == kind, brokenClientId, at)
      Check.that(entry.order == 0, brokenClientId, at)
      before = at
      at = entry.accountNewer
    }
    Check.that(ring.newest == before && ring.count == count, brokenClientId, account)
    return count
  }

  static finishedOfAll(): u32 {
    let count: u32 = 0
    let before: u32 = 0
    for (let at = header.finishedOldest; at != 0 && count <= header.clientIdsUsed; count++) {
      const entry = changetype<ClientId>(at)
      const isLater = before == 0 || changetype<ClientId>(before).finishedUs <= entry.finishedUs
      Check.that(entry.older == before && isLater, brokenClientId, at)
      before = at
      at = entry.newer
    }
    Check.that(header.finishedNewest == before, brokenClientId, before)
    return count
  }
}
