// Hashes: tags for the tables, and the logical state hash over all that shapes the future.
// Addresses, free lists and the sequence stay out of it, and so does the step budget, which decides
// when work is done and not what comes of it.
import { Accounts } from './accounts'
import { Asset, Assets, assetBodyBytes } from './assets'
import { Balances } from './balances'
import { Book, BookSide, Level, sidesPerMarket } from './book'
import { ClientId } from './client-ids'
import { Rules, StateWork } from './generated/protocol'
import { header } from './header'
import { Levels } from './levels'
import { OrderList } from './lists'
import { Market, Markets } from './markets'
import { Order, Orders, Standing, typeRatchet } from './orders'
import { Session, Sessions } from './sessions'
import { placePending, Terms, TermsPool } from './terms'
import { textBytes } from './text'
import { Tier, Tiers } from './tiers'
import { Timers } from './timers'
import { Unfinished } from './unfinished'
import { Withdrawal } from './withdrawals'
import { phaseMatch } from './work'

const multiplier1: u64 = 0x9e3779b97f4a7c15
const multiplier2: u64 = 0xc2b2ae3d27d4eb4f
const multiplier3: u64 = 0x165667b19e3779f9

const workRecord: usize = memory.data(208, 8)

export class Hash {
  /** 32 bits of two words, for a table. */
  @inline
  static tag(a: u64, b: u64): u32 {
    let hash = (a * multiplier1) ^ rotl(b * multiplier2, 31)
    hash ^= hash >> 29
    hash *= multiplier3
    return (hash >> 32) as u32
  }

  /** A chain of words, for whoever compares. */
  @inline
  static mix(hash: u64, value: u64): u64 {
    return rotl(hash ^ (value * multiplier1), 27) * multiplier2
  }

  @inline
  static word(value: u64): void {
    header.hash = rotl(header.hash ^ (value * multiplier1), 27) * multiplier2 + multiplier3
  }

  static bytes(from: usize, length: u32): void {
    let at: u32 = 0
    for (; at + 8 <= length; at += 8) Hash.word(load<u64>(from + at))
    for (; at < length; at++) Hash.word(load<u8>(from + at) as u64)
  }

  /** Of the whole state, into `header.hash`. */
  static state(): void {
    header.hash = multiplier3
    Hash.rules()
    for (let index: u32 = 0; index < header.sessionsMax; index++)
      Hash.bytes(changetype<usize>(Sessions.at(index)), offsetof<Session>() as u32)
    for (let asset: u32 = 0; asset < header.assetsListed; asset++)
      Hash.bytes(changetype<usize>(Assets.at(asset)) + offsetof<Asset>('asset'), assetBodyBytes)
    for (let tier: u32 = 0; tier < header.tiersMax; tier++)
      Hash.bytes(changetype<usize>(Tiers.at(tier)), offsetof<Tier>() as u32)
    for (let market: u32 = 0; market < header.marketsListed; market++) Hash.market(market)
    for (let account: u32 = 0; account < header.accountsEnd; account++) Hash.account(account)
    let finished = header.finishedOldest
    while (finished != 0) {
      Hash.finished(changetype<ClientId>(finished))
      finished = changetype<ClientId>(finished).newer
    }
    Hash.pending()
    Hash.withdrawals()
    Hash.work()
  }

  static rules(): void {
    Hash.word(
      (header.configured as u64) | ((header.rules as u64) << 8) | ((header.shard as u64) << 16),
    )
    Hash.word((header.sessionsMax as u64) | ((header.assetsMax as u64) << 32))
    Hash.word((header.marketsMax as u64) | ((header.accountsMax as u64) << 32))
    Hash.word((header.ordersMax as u64) | ((header.clientIdsMax as u64) << 32))
    Hash.word((header.finishedIdsPerAccountMax as u64) | ((header.tiersMax as u64) << 32))
    Hash.word((header.directoryEntriesMax as u64) | ((header.ordersPerAccountMax as u64) << 32))
    Hash.word(header.specialOrdersMax)
    Hash.word((header.orderListsMax as u64) | ((header.withdrawalsMax as u64) << 32))
    Hash.word(header.finishedIdsWindowUs)
    Hash.word(header.preventedNumbered)
    Hash.word(header.listsNumbered)
    Hash.word(header.withdrawalsNumbered)
    Hash.word(header.ordersNumbered)
    Hash.word(header.tradesNumbered)
    Hash.word(header.sessionsOpened)
    Hash.word((header.accountsEnd as u64) | ((header.clientIdsUsed as u64) << 32))
    Hash.word((header.assetsListed as u64) | ((header.marketsListed as u64) << 32))
  }

  static market(market: u32): void {
    Hash.bytes(changetype<usize>(Markets.at(market)), offsetof<Market>('auctionTimer') as u32)
    for (let side: u32 = 0; side < sidesPerMarket; side++) Hash.side(Book.side(market, side))
  }

  static side(side: BookSide): void {
    for (let at = side.bestLevel; at != 0; at = changetype<Level>(at).worse) {
      for (let slot = changetype<Level>(at).head; slot != at; ) {
        if (header.rules == (Rules.benchmark as u32)) Hash.standing(side, slot)
        else if (Orders.type(slot) == typeRatchet) Hash.ratchet(slot)
        else Hash.order(slot)
        slot = changetype<Standing>(slot).next
      }
    }
  }

  static standing(side: BookSide, slot: u32): void {
    const order = changetype<Standing>(slot)
    Hash.word(order.orderId)
    Hash.word(order.remainingLots)
    Hash.word((order.priceTicks as u64) | ((side.side as u64) << 32))
  }

  static order(slot: u32): void {
    const order = changetype<Order>(slot)
    Hash.word(order.orderId)
    Hash.word(order.remainingLots)
    Hash.word((order.priceTicks as u64) | ((order.account as u64) << 32))
    Hash.word((order.market as u64) | ((order.side as u64) << 16) | ((order.kind as u64) << 24))
    Hash.word(order.quantityLots)
    Hash.word(order.executedQuoteUnits)
    const clientId = Orders.clientId(slot)
    if (clientId != 0) {
      Hash.bytes(clientId, textBytes)
      Hash.word(changetype<ClientId>(clientId).body)
      Hash.word(changetype<ClientId>(clientId).quantityLots)
      Hash.word(changetype<ClientId>(clientId).createdUs)
    }
    if (Orders.hasTerms(slot)) Hash.terms(TermsPool.of(slot))
  }

  /** The place of an anchor's trigger in the line of its price. */
  static ratchet(slot: u32): void {
    const order = changetype<Order>(changetype<Order>(slot).orderId as u32)
    Hash.word(~order.orderId)
  }

  static terms(terms: Terms): void {
    Hash.word(
      (terms.place as u64) |
        ((terms.prevention as u64) << 8) |
        ((terms.isArming as u64) << 16) |
        ((terms.isFollowing as u64) << 24) |
        ((terms.stopPriceTicks as u64) << 32),
    )
    Hash.word((terms.anchorTicks as u64) | ((terms.trailingBips as u64) << 32))
    Hash.word(terms.hiddenLots)
    Hash.word(terms.icebergLots)
    Hash.word(terms.expiresUs)
    Hash.word(terms.lockedUnits)
    Hash.word((terms.connectionSession as u64) | ((terms.connection as u64) << 32))
    if (terms.list != 0) Hash.list(changetype<OrderList>(terms.list))
  }

  static list(list: OrderList): void {
    Hash.word(list.listId)
    Hash.word(list.contingency)
    Hash.word(list.first == 0 ? 0 : changetype<Order>(list.first).orderId)
    Hash.word(list.second == 0 ? 0 : changetype<Order>(list.second).orderId)
    Hash.word(list.third == 0 ? 0 : changetype<Order>(list.third).orderId)
  }

  static account(account: u32): void {
    const at = Accounts.at(account)
    const details = Accounts.details(account)
    Hash.word(details.uuid0)
    Hash.word(details.uuid1)
    Hash.word(at.eventNumber)
    Hash.word((at.tier as u64) | ((at.frozen as u64) << 32))
    Hash.word(at.tradeGroup)
    if (details.deadManTimer != 0) {
      Hash.word(details.deadManTimeoutUs)
      Hash.word(Timers.at(details.deadManTimer - 1).deadlineUs)
    }
    for (let asset: u32 = 0; asset < header.assetsListed; asset++) {
      const balance = Balances.at(account, asset)
      Hash.word(balance.availableUnits)
      Hash.word(balance.lockedUnits)
    }
  }

  static finished(entry: ClientId): void {
    Hash.bytes(changetype<usize>(entry), offsetof<ClientId>('body') as u32)
    Hash.word(entry.quantityLots)
    Hash.word(entry.orderId)
    Hash.word(entry.executedLots)
    Hash.word(entry.executedQuoteUnits)
    Hash.word(entry.createdUs)
    Hash.word(entry.finishedUs)
    Hash.word(entry.body)
  }

  /** Of all orders that wait for the first of their list, in no order. */
  static pending(): void {
    const before = header.hash
    let sum: u64 = 0
    for (let at = header.terms; at < header.termsEnd; at += offsetof<Terms>() as u32) {
      const terms = changetype<Terms>(at)
      if (terms.order == 0 || (terms.place as u32) != placePending) continue
      header.hash = before
      Hash.order(terms.order)
      sum += header.hash
    }
    header.hash = before
    Hash.word(sum)
  }

  /** Of all that is reserved, in no order. */
  static withdrawals(): void {
    const before = header.hash
    let sum: u64 = 0
    for (let at = header.withdrawals; at < header.withdrawalsEnd; ) {
      const one = changetype<Withdrawal>(at)
      at += offsetof<Withdrawal>() as u32
      if (one.id == 0) continue
      header.hash = before
      Hash.bytes(changetype<usize>(one), offsetof<Withdrawal>('next') as u32)
      sum += header.hash
    }
    header.hash = before
    Hash.word(sum)
  }

  /** What the step budget has left for the next frame. */
  static work(): void {
    Hash.word(header.agenda)
    Hash.word(header.phase)
    if (Unfinished.isAny()) Hash.unfinished()
    Hash.bytes(header.inputCursor, header.inputEnd - header.inputCursor)
  }

  static unfinished(): void {
    memory.fill(workRecord, 0, StateWork.SIZE)
    Unfinished.write(changetype<StateWork>(workRecord))
    Hash.bytes(workRecord, StateWork.SIZE)
    if (header.phase == phaseMatch) Hash.order(header.workOrder)
    for (let slot = header.queueFirst; slot != 0; slot = TermsPool.of(slot).next) Hash.order(slot)
    for (let index = header.touchedSent; index < header.touchedCount; index++)
      Hash.word(Levels.touched(index).key)
  }
}
