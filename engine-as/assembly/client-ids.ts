// Client order ids and idempotency keys: what an account has used, so that a retry finds its answer.
// Open orders' ids, and rings of finished ones: bounded in time, by count an account, by the pool.
//
//   (account, kind, text) ─▶ entry ─▶ its order while open, the order's last state when finished
//   finished: oldest ⇄ … ⇄ newest of all accounts, and oldest → … → newest of each account and kind
import { Accounts, Ring } from './accounts'
import { OrderStatus } from './generated/protocol'
import { Hash } from './hash'
import { HashTable, Table } from './hash-table'
import { Header, header, headerAddress } from './header'
import { Order, Orders } from './orders'
import { Text } from './text'

/** Two namespaces: what clients name. */
export const kindOrder: u32 = 0
export const kindMoney: u32 = 1

/** Two lines of memory: what is compared is in the first, what forgetting needs in the second. */
@unmanaged
export class ClientId {
  text0: u64
  text1: u64
  text2: u64
  text3: u64
  text4: u32
  kind: u8
  /** Side | SelfTradePrevention << 4 */
  side: u8
  /** OrderType | TimeInForce << 3, or the kind of the money command. */
  type: u8
  /** OrderStatus when finished. */
  status: u8
  account: u32
  /** Or the asset. */
  market: u32
  priceTicks: u32
  /** Of what the order was asked for besides the other fields; 0 = nothing else. */
  body: u32
  /** Or the amount. */
  quantityLots: u64
  orderId: u64
  executedLots: u64
  executedQuoteUnits: i64
  createdUs: u64
  finishedUs: u64
  /** Slot of the open order, 0 when finished. */
  order: u32
  tag: u32
  newer: u32
  older: u32
  accountNewer: u32
  reserved: u32
}

/** More than one command can add, so that the ring never falls behind. */
const expiredPerCommand: u32 = 2

export class ClientIds {
  @inline
  static index(): Table {
    return changetype<Table>(headerAddress + offsetof<Header>('clientIdIndexBase'))
  }

  static tag(account: u32, kind: u32, text: usize): u32 {
    const low = load<u64>(text) + load<u64>(text, 8) * 0x9e3779b97f4a7c15
    const high = load<u64>(text, 16) + load<u64>(text, 24) * 0xc2b2ae3d27d4eb4f
    const rest = ((load<u32>(text, 32) as u64) << 32) | (account as u64)
    return Hash.tag(low ^ rest, high + (kind as u64))
  }

  static equals(entry: ClientId, account: u32, kind: u32, text: usize): bool {
    if (entry.account != account || (entry.kind as u32) != kind) return false
    return Text.equals(changetype<usize>(entry), text)
  }

  /** Address of the entry of a text, 0 when it is free to be used. */
  static find(account: u32, kind: u32, text: usize): u32 {
    const found = ClientIds.known(account, kind, text)
    return found != 0 && ClientIds.isExpired(changetype<ClientId>(found)) ? 0 : found
  }

  /** The same while an expired one is not yet forgotten. */
  static known(account: u32, kind: u32, text: usize): u32 {
    const table = ClientIds.index()
    const tag = ClientIds.tag(account, kind, text)
    let at = HashTable.home(table, tag)
    while (true) {
      const found = load<u32>(at)
      if (found == 0) return 0
      if (load<u32>(at, 4) == tag)
        if (ClientIds.equals(changetype<ClientId>(found), account, kind, text)) return found
      at = HashTable.next(table, at)
    }
  }

  @inline
  static isExpired(entry: ClientId): bool {
    return entry.order == 0 && entry.finishedUs + header.finishedIdsWindowUs < header.timestampUs
  }

  /** Forgets the oldest finished ones whose time is over. */
  static expire(): void {
    for (let i: u32 = 0; i < expiredPerCommand; i++) {
      const oldest = changetype<ClientId>(header.finishedOldest)
      if (header.finishedOldest == 0 || !ClientIds.isExpired(oldest)) return
      ClientIds.forgetOldest(Accounts.ring(oldest.account, oldest.kind)) // which is the oldest of all
    }
  }

  @inline
  static isExhausted(): bool {
    return header.clientIdsUsed >= header.clientIdsMax
  }

  /** A new entry of a text that `find` did not find, its other fields still to be written. */
  static add(account: u32, kind: u32, text: usize): u32 {
    ClientIds.forgetStale(account, kind, text)
    let at = header.clientIdsFree
    if (at != 0) {
      header.clientIdsFree = changetype<ClientId>(at).newer
    } else {
      at = header.clientIdsEnd
      header.clientIdsEnd += offsetof<ClientId>() as u32
      assert(header.clientIdsEnd <= header.clientIdIndexBase) // the limit was checked before
    }
    const entry = changetype<ClientId>(at)
    Text.copy(at, text)
    entry.account = account
    entry.kind = kind as u8
    entry.tag = ClientIds.tag(account, kind, text)
    HashTable.insert(ClientIds.index(), entry.tag, at)
    header.clientIdsUsed++
    return at
  }

  /** An expired entry of the same text may still wait for its turn to be forgotten. */
  static forgetStale(account: u32, kind: u32, text: usize): void {
    const found = ClientIds.known(account, kind, text)
    if (found == 0) return
    const ring = Accounts.ring(account, kind)
    if (ring.oldest == found) ClientIds.forgetOldest(ring)
    else ClientIds.forgetLater(ring, found)
  }

  /** An order has ended: its entry keeps its last state and joins the rings. */
  @inline
  static finishOrder(slot: u32, status: OrderStatus): void {
    const at = Orders.clientId(slot)
    if (at != 0) ClientIds.finishOf(at, slot, status)
  }

  static finishOf(at: u32, slot: u32, status: OrderStatus): void {
    const order = changetype<Order>(slot)
    const entry = changetype<ClientId>(at)
    entry.order = 0
    entry.status = status as u8
    entry.executedLots = order.quantityLots - order.remainingLots
    entry.executedQuoteUnits = order.executedQuoteUnits
    ClientIds.finish(at)
  }

  /** Joins the rings; where its account has too many, the account's oldest is forgotten. */
  static finish(at: u32): void {
    const entry = changetype<ClientId>(at)
    entry.finishedUs = header.timestampUs
    entry.newer = 0
    entry.older = header.finishedNewest
    if (entry.older == 0) header.finishedOldest = at
    else changetype<ClientId>(entry.older).newer = at
    header.finishedNewest = at
    const ring = Accounts.ring(entry.account, entry.kind)
    entry.accountNewer = 0
    if (ring.newest == 0) ring.oldest = at
    else changetype<ClientId>(ring.newest).accountNewer = at
    ring.newest = at
    ring.count++
    if (ring.count > header.finishedIdsPerAccountMax) ClientIds.forgetOldest(ring)
  }

  static forgetOldest(ring: Ring): void {
    const at = ring.oldest
    const next = changetype<ClientId>(at).accountNewer
    ring.oldest = next
    if (next == 0) ring.newest = 0
    ClientIds.forget(ring, at)
  }

  /** One behind others of its ring that have expired too, and wait to be forgotten likewise. */
  static forgetLater(ring: Ring, at: u32): void {
    let before = ring.oldest
    while (changetype<ClientId>(before).accountNewer != at)
      before = changetype<ClientId>(before).accountNewer
    changetype<ClientId>(before).accountNewer = changetype<ClientId>(at).accountNewer
    if (ring.newest == at) ring.newest = before
    ClientIds.forget(ring, at)
  }

  /** Takes what its account's ring has let go out of the other, the index and the pool. */
  @inline
  static forget(ring: Ring, at: u32): void {
    const entry = changetype<ClientId>(at)
    assert(entry.order == 0) // an open order's id is remembered
    if (entry.older == 0) header.finishedOldest = entry.newer
    else changetype<ClientId>(entry.older).newer = entry.newer
    if (entry.newer == 0) header.finishedNewest = entry.older
    else changetype<ClientId>(entry.newer).older = entry.older
    ring.count--
    HashTable.remove(ClientIds.index(), entry.tag, at)
    entry.newer = header.clientIdsFree
    header.clientIdsFree = at
    header.clientIdsUsed--
  }
}
