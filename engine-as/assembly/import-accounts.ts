// What is imported of accounts: balances, ids of clients, and what is reserved to leave.
import { Accounts } from './accounts'
import { Assets } from './assets'
import { Balances } from './balances'
import { ClientId, ClientIds, kindMoney, kindOrder } from './client-ids'
import { clientIdBytes, withdrawalBytes } from './export-accounts'
import {
  accountUserMin,
  OrderStatus,
  StateAccount,
  StateBalance,
  StateFinishedId,
  StateOpenId,
  StateWithdrawal,
} from './generated/protocol'
import { Hash } from './hash'
import { HashTable } from './hash-table'
import { header } from './header'
import { Ids } from './ids'
import {
  faultFull,
  faultNone,
  faultPlace,
  faultTwice,
  faultUnknown,
  faultValue,
} from './import-faults'
import { flagNamed, Kind, Order, Orders } from './orders'
import { stateCursor } from './state-cursor'
import { TermsPool } from './terms'
import { Text } from './text'
import { Timers, timerAccount } from './timers'
import { Withdrawals } from './withdrawals'

export class ImportAccounts {
  static account(record: StateAccount): u32 {
    const number = record.account
    if (number != stateCursor.taken) return faultPlace
    if (record.tier >= header.tiersMax || record.isFrozen > 1) return faultValue
    if (number >= accountUserMin) {
      const fault = ImportAccounts.open(record)
      if (fault != faultNone) return fault
    }
    const account = Accounts.at(number)
    account.eventNumber = record.eventNumber
    account.tier = record.tier
    account.frozen = record.isFrozen
    account.tradeGroup = record.tradeGroup
    if (record.deadManTimeoutUs != 0) {
      Accounts.details(number).deadManTimeoutUs = record.deadManTimeoutUs
      Timers.start(timerAccount, number, number, record.deadManDeadlineUs)
    }
    return faultNone
  }

  /** A user's account gets its number and its uuid. */
  static open(record: StateAccount): u32 {
    if (header.accountsEnd >= header.accountsMax) return faultFull
    if (Accounts.find(record.uuid0, record.uuid1) != 0) return faultTwice
    header.accountsEnd++
    const details = Accounts.details(record.account)
    details.uuid0 = record.uuid0
    details.uuid1 = record.uuid1
    const tag = Hash.tag(record.uuid0, record.uuid1)
    HashTable.insert(Accounts.index(), tag, record.account)
    return faultNone
  }

  static balance(record: StateBalance): u32 {
    if (record.account >= header.accountsEnd || !Assets.isListed(record.asset)) return faultUnknown
    const balance = Balances.at(record.account, record.asset)
    balance.availableUnits = record.availableUnits
    balance.lockedUnits = record.lockedUnits
    return faultNone
  }

  /** Finishes once more, at the time at which it did. */
  static finishedId(record: StateFinishedId): u32 {
    const text = changetype<usize>(record) + offsetof<StateFinishedId>('text0')
    if (!Accounts.isUser(record.account) || record.namespace > (kindMoney as u8))
      return faultUnknown
    const ring = Accounts.ring(record.account, record.namespace)
    if (ring.count >= header.finishedIdsPerAccountMax) return faultFull
    const fault = ImportAccounts.checkId(record.account, record.namespace, text)
    if (fault != faultNone) return fault
    const at = ImportAccounts.add(record.account, record.namespace, text)
    header.timestampUs = record.finishedUs
    ClientIds.finish(at)
    return faultNone
  }

  static checkId(account: u32, namespace: u32, text: usize): u32 {
    if (!Text.isSet(text)) return faultValue
    if (ClientIds.isExhausted()) return faultFull
    return ClientIds.known(account, namespace, text) == 0 ? faultNone : faultTwice
  }

  /** An entry with all that a record says, of no open order. */
  static add(account: u32, namespace: u32, text: usize): u32 {
    const at = ClientIds.add(account, namespace, text)
    memory.copy(at, text, clientIdBytes)
    changetype<ClientId>(at).order = 0
    return at
  }

  static openId(record: StateOpenId): u32 {
    const text = changetype<usize>(record) + offsetof<StateOpenId>('text0')
    const slot = Ids.find(record.orderId)
    if (slot == 0) return faultUnknown
    const order = changetype<Order>(slot)
    if (Orders.clientId(slot) != 0) return faultTwice
    if (!ImportAccounts.isIdOf(record, slot)) return faultPlace
    const fault = ImportAccounts.checkId(record.account, kindOrder, text)
    if (fault != faultNone) return fault
    const at = ImportAccounts.add(record.account, kindOrder, text)
    changetype<ClientId>(at).order = slot
    Orders.links(slot).clientId = at
    order.kind |= flagNamed as u8
    return faultNone
  }

  /** Whether an entry says of its order what it says while that is open. */
  static isIdOf(record: StateOpenId, slot: u32): bool {
    const order = changetype<Order>(slot)
    const type = Kind.of(Kind.type(order.kind), Kind.timeInForce(order.kind))
    const prevention = (record.side >> 4) as u32
    if (record.namespace != (kindOrder as u8) || record.account != order.account) return false
    if (record.market != (order.market as u32) || record.priceTicks != order.priceTicks)
      return false
    if ((record.side & 15) != order.side || (record.type as u32) != type) return false
    if (record.status != (OrderStatus.new_ as u8)) return false
    if (record.executedLots != 0 || record.executedQuoteUnits != 0) return false
    if (Orders.hasTerms(slot)) return prevention == (TermsPool.of(slot).prevention as u32)
    // What else was asked for of an order without terms that stands is nothing.
    return prevention == record.body || Orders.isMarket(slot)
  }

  static withdrawal(record: StateWithdrawal): u32 {
    const id = record.withdrawalId
    if (!Ids.isNumbered(id, header.withdrawalsNumbered)) return faultValue
    if (id <= stateCursor.withdrawalId) return faultTwice
    if (!Accounts.isUser(record.account) || !Assets.isListed(record.asset)) return faultUnknown
    if (record.amountUnits <= 0 || record.feeUnits < 0) return faultValue
    if (record.feeUnits >= record.amountUnits) return faultValue
    if (header.withdrawalsUsed >= header.withdrawalsMax) return faultFull
    stateCursor.withdrawalId = id
    const from = changetype<usize>(record) + offsetof<StateWithdrawal>('withdrawalId')
    memory.copy(changetype<usize>(Withdrawals.give()), from, withdrawalBytes)
    Accounts.details(record.account).withdrawalsOpen++
    return faultNone
  }
}
