// Accounts: numbers for uuids, never reused; their tier, and the lists of their open orders.
//
//   account  ├ event number ─ orders ─ tier ─ frozen … 32 bytes ┤ a Balance an asset, in their order … ┤
//   details  what orders do not need, in a region beside
//
// What an order of a random account needs is in one cache line for the first two assets. The stride
// is an odd number of lines, or else the accounts of a venue with 64 assets would all fall into the
// same few sets of a cache.
import { answerRepeated, Emit } from './emit'
import {
  AccountFrozen,
  AccountOpened,
  AccountTierSet,
  accountUserMin,
  FreezeAccount,
  OpenAccount,
  Reject,
  SetAccountTier,
  SetTradeGroup,
  TradeGroupSet,
} from './generated/protocol'
import { Hash } from './hash'
import { HashTable, Table } from './hash-table'
import { Header, header, headerAddress } from './header'
import { Order } from './orders'
import { Tiers } from './tiers'

/** A ring of what is finished: oldest first. */
@unmanaged
export class Ring {
  oldest: u32
  newest: u32
  count: u32
  reserved: u32
}

@unmanaged
export class Account {
  /** Of its last private event. */
  eventNumber: u64
  ordersOldest: u32
  ordersNewest: u32
  openOrders: u32
  tier: u32
  frozen: u32
  /** Accounts that must not trade with each other; 0 = none. */
  tradeGroup: u32
}

@unmanaged
export class AccountDetails {
  uuid0: u64
  uuid1: u64
  // two rings, by ClientIdKind
  orderIdsOldest: u32
  orderIdsNewest: u32
  orderIdsCount: u32
  orderIdsReserved: u32
  moneyKeysOldest: u32
  moneyKeysNewest: u32
  moneyKeysCount: u32
  moneyKeysReserved: u32
  /** 0 = disarmed. */
  deadManTimeoutUs: u64
  /** Its place in the heap, from 1; 0 when it has none. */
  deadManTimer: u32
  withdrawalsOpen: u32
}

const lineBytes: u32 = 64

/** Bytes of an account with its balances in so many assets. */
export function accountStride(assets: u32): u32 {
  const bytes = (offsetof<Account>() as u32) + (assets << 4)
  return ((bytes + lineBytes - 1) & ~(lineBytes - 1)) | lineBytes
}

export class Accounts {
  @inline
  static index(): Table {
    return changetype<Table>(headerAddress + offsetof<Header>('accountIndexBase'))
  }

  @inline
  static at(account: u32): Account {
    return changetype<Account>(header.accounts + account * header.accountStride)
  }

  @inline
  static details(account: u32): AccountDetails {
    const at = header.accountDetails + account * (offsetof<AccountDetails>() as u32)
    return changetype<AccountDetails>(at)
  }

  /** Whether this is an open account of a user; the house's take no commands. */
  @inline
  static isUser(account: u32): bool {
    return account >= accountUserMin && account < header.accountsEnd
  }

  @inline
  static ring(account: u32, kind: u32): Ring {
    const details = changetype<usize>(Accounts.details(account))
    const first = details + offsetof<AccountDetails>('orderIdsOldest')
    return changetype<Ring>(first + ((kind as usize) << 4))
  }

  /** The number of the account's next private event. */
  @inline
  static nextEvent(account: u32): u64 {
    return ++Accounts.at(account).eventNumber
  }

  @inline
  static find(uuid0: u64, uuid1: u64): u32 {
    const table = Accounts.index()
    const tag = Hash.tag(uuid0, uuid1)
    let at = HashTable.home(table, tag)
    while (true) {
      const account = load<u32>(at)
      if (account == 0) return 0
      if (load<u32>(at, 4) == tag) {
        const found = Accounts.details(account)
        if (found.uuid0 == uuid0 && found.uuid1 == uuid1) return account
      }
      at = HashTable.next(table, at)
    }
  }

  static open(command: OpenAccount): u32 {
    const known = Accounts.find(command.uuid0, command.uuid1)
    if (known != 0) {
      header.outcomeResult = known as u64
      return answerRepeated
    }
    const account = header.accountsEnd
    if (account >= header.accountsMax) return Reject.accountsExhausted
    header.accountsEnd++
    const fresh = Accounts.details(account)
    fresh.uuid0 = command.uuid0
    fresh.uuid1 = command.uuid1
    const tag = Hash.tag(command.uuid0, command.uuid1)
    HashTable.insert(Accounts.index(), tag, account)
    const event = changetype<AccountOpened>(Emit.event(AccountOpened.KIND, AccountOpened.SIZE))
    event.account = account
    event.tier = Accounts.at(account).tier
    event.uuid0 = command.uuid0
    event.uuid1 = command.uuid1
    header.outcomeResult = account as u64
    return 0
  }

  static setTier(command: SetAccountTier): u32 {
    if (command.tier >= header.tiersMax) return Reject.tierMustBeInRange
    if (!Tiers.isSet(command.tier)) return Reject.tierMustBeSet
    if (!Accounts.isUser(command.account)) return Reject.accountMustExist
    Accounts.at(command.account).tier = command.tier
    const event = changetype<AccountTierSet>(Emit.event(AccountTierSet.KIND, AccountTierSet.SIZE))
    event.account = command.account
    event.tier = command.tier
    event.accountEvent = Accounts.nextEvent(command.account)
    header.outcomeResult = command.account as u64
    return 0
  }

  static freeze(command: FreezeAccount): u32 {
    if (!Accounts.isUser(command.account)) return Reject.accountMustExist
    Accounts.setFrozen(command.account, command.frozen != 0 ? 1 : 0)
    header.outcomeResult = command.account as u64
    return 0
  }

  static setFrozen(account: u32, frozen: u32): void {
    Accounts.at(account).frozen = frozen
    const event = changetype<AccountFrozen>(Emit.event(AccountFrozen.KIND, AccountFrozen.SIZE))
    event.account = account
    event.frozen = frozen
    event.accountEvent = Accounts.nextEvent(account)
  }

  static setTradeGroup(command: SetTradeGroup): u32 {
    if (!Accounts.isUser(command.account)) return Reject.accountMustExist
    Accounts.at(command.account).tradeGroup = command.tradeGroup
    const event = changetype<TradeGroupSet>(Emit.event(TradeGroupSet.KIND, TradeGroupSet.SIZE))
    event.account = command.account
    event.tradeGroup = command.tradeGroup
    event.accountEvent = Accounts.nextEvent(command.account)
    header.outcomeResult = command.account as u64
    return 0
  }

  /** An open order joins the end of its account's list, which so is in the order of ids. */
  static link(account: u32, slot: u32): void {
    const owner = Accounts.at(account)
    const newest = owner.ordersNewest
    const order = changetype<Order>(slot)
    order.accountPrev = newest
    order.accountNext = 0
    store<u32>(Accounts.nextOf(owner, newest), slot)
    owner.ordersNewest = slot
    owner.openOrders++
  }

  static unlink(slot: u32): void {
    const order = changetype<Order>(slot)
    const owner = Accounts.at(order.account)
    const next = order.accountNext
    const prev = order.accountPrev
    store<u32>(Accounts.prevOf(owner, next), prev)
    store<u32>(Accounts.nextOf(owner, prev), next)
    owner.openOrders--
  }

  // Whether an account has other orders is anybody's guess: to choose an address takes no branch.

  /** Where it says which order follows one, or is the oldest. */
  @inline
  static nextOf(owner: Account, slot: u32): usize {
    const oldest = changetype<usize>(owner) + offsetof<Account>('ordersOldest')
    return select<usize>(oldest, slot + offsetof<Order>('accountNext'), slot == 0)
  }

  /** Where it says which order one follows, or is the newest. */
  @inline
  static prevOf(owner: Account, slot: u32): usize {
    const newest = changetype<usize>(owner) + offsetof<Account>('ordersNewest')
    return select<usize>(newest, slot + offsetof<Order>('accountPrev'), slot == 0)
  }
}
