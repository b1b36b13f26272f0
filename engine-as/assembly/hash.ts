// Hashes: tags for the tables, and the logical state hash over all that shapes the future.
// Addresses, free lists and the sequence stay out of it, and so does the step budget, which decides
// when work is done and not what comes of it.
import { Accounts } from './accounts'
import { Asset, Assets, assetBodyBytes } from './assets'
import { Balances } from './balances'
import { Book, BookSide, keyNone, Level } from './book'
import { ClientId } from './client-ids'
import { header } from './header'
import { Market, Markets } from './markets'
import { Order, Orders } from './orders'
import { Session, Sessions } from './sessions'
import { textBytes } from './text'
import { Tier, Tiers } from './tiers'
import { phaseCancelAll, phaseMatch } from './work'

const multiplier1: u64 = 0x9e3779b97f4a7c15
const multiplier2: u64 = 0xc2b2ae3d27d4eb4f
const multiplier3: u64 = 0x165667b19e3779f9

export class Hash {
  /** 32 bits of two words, for a table. */
  @inline
  static tag(a: u64, b: u64): u32 {
    let hash = (a * multiplier1) ^ rotl(b * multiplier2, 31)
    hash ^= hash >> 29
    hash *= multiplier3
    return (hash >> 32) as u32
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
    Hash.word((header.pricePagesMax as u64) | ((header.directoryEntriesMax as u64) << 32))
    Hash.word(header.finishedIdsWindowUs)
    Hash.word(header.ordersNumbered)
    Hash.word(header.tradesNumbered)
    Hash.word(header.sessionsOpened)
    Hash.word((header.accountsEnd as u64) | ((header.clientIdsUsed as u64) << 32))
    Hash.word((header.assetsListed as u64) | ((header.marketsListed as u64) << 32))
  }

  static market(market: u32): void {
    Hash.bytes(changetype<usize>(Markets.at(market)), offsetof<Market>() as u32)
    Hash.side(Book.side(market, 0))
    Hash.side(Book.side(market, 1))
  }

  static side(side: BookSide): void {
    for (let key = side.bestKey; key != keyNone; key = Book.nextKey(side, key)) {
      const at = Book.level(side, key)
      for (let slot = changetype<Level>(at).head; slot != at; ) {
        Hash.order(slot)
        slot = changetype<Order>(slot).next
      }
    }
  }

  static order(slot: u32): void {
    const order = changetype<Order>(slot)
    Hash.word(order.orderId)
    Hash.word(order.remainingLots)
    Hash.word((order.priceTicks as u64) | ((order.account as u64) << 32))
    Hash.word((order.market as u64) | ((order.side as u64) << 16) | ((order.kind as u64) << 24))
    Hash.word(order.quantityLots)
    Hash.word(order.executedQuoteUnits)
    Hash.word(order.createdUs)
    const clientId = header.configured == 0 ? 0 : Orders.links(slot).clientId
    if (clientId != 0) Hash.bytes(clientId, textBytes)
  }

  static account(account: u32): void {
    const at = Accounts.at(account)
    Hash.word(at.uuid0)
    Hash.word(at.uuid1)
    Hash.word(at.eventNumber)
    Hash.word((at.tier as u64) | ((at.frozen as u64) << 32))
    for (let asset: u32 = 0; asset < header.assetsListed; asset++) {
      const balance = Balances.at(account, asset)
      Hash.word(balance.availableUnits)
      Hash.word(balance.lockedUnits)
    }
  }

  static finished(entry: ClientId): void {
    Hash.bytes(changetype<usize>(entry), offsetof<ClientId>('order') as u32)
    Hash.word(entry.quantityLots)
    Hash.word(entry.orderId)
    Hash.word(entry.executedLots)
    Hash.word(entry.executedQuoteUnits)
    Hash.word(entry.createdUs)
    Hash.word(entry.finishedUs)
  }

  /** What the step budget has left for the next frame. */
  static work(): void {
    Hash.word(header.phase)
    if (header.phase != 0) {
      Hash.word((header.workAccount as u64) | ((header.workMarket as u64) << 32))
      Hash.word((header.changedBalances as u64) | ((header.outcomeSession as u64) << 32))
      Hash.word(header.outcomeLane)
      Hash.word(header.outcomeLaneSequence)
      Hash.word(header.outcomeResult)
      if (header.phase == phaseMatch) Hash.order(header.workOrder)
      if (header.phase == phaseCancelAll && header.workOrder != 0)
        Hash.word(changetype<Order>(header.workOrder).orderId)
      Hash.bytes(
        header.touched + (header.touchedSent << 2),
        (header.touchedCount - header.touchedSent) << 2,
      )
    }
    Hash.bytes(header.inputCursor, header.inputEnd - header.inputCursor)
  }
}
