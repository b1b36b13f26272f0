// Looking ahead: the lines of memory that the next commands will need are asked for side by side, and
// not one after another when each is needed. It decides nothing and changes nothing but its notes.
//
//   place    its number's entry, balances ─▶ level's entry, last order ─▶ level ─▶ neighbours
//   cancel   its number's entry, balances ─▶ order ─▶ level, neighbours ─▶ their neighbours
//
// An arrow is a load whose address is the answer of the one before; a group of commands takes each
// arrow together. Orders and cancels are listed apart: a loop over either has no branch to guess.
import { Account, Accounts } from './accounts'
import { Apply } from './apply'
import { Book, BookSide, keyNone, Level } from './book'
import { ClientIds, kindOrder } from './client-ids'
import { CancelOrder, Configure, PlaceOrder } from './generated/protocol'
import { HashTable } from './hash-table'
import { header } from './header'
import { Ids } from './ids'
import { LevelIndex } from './level-index'
import { Markets } from './markets'
import { Order } from './orders'
import { Pages } from './pages'

/** The checked build looks from the second order on, so that whatever tests it tests this too. */
const isChecked: bool = ASC_OPTIMIZE_LEVEL < 3
/** With fewer open orders, or client order ids, what is needed lies in a cache, or nearly so. */
const ordersMin: u32 = isChecked ? 2 : 65536
const namesMin: u32 = isChecked ? 2 : 16384
const groupMax: u32 = 16

/** A command of the group, and what was found of it so far. */
@unmanaged
class Note {
  command: u32
  /** Slot of the order to cancel, or the level that the new one joins or comes next to. */
  found: u32
}

const noteBytes: u32 = 8
const textOfPlace: u32 = offsetof<PlaceOrder>('clientOrderId0') as u32
const textOfCancel: u32 = offsetof<CancelOrder>('clientOrderId0') as u32
const places: u32 = memory.data(groupMax * noteBytes, 64) as u32
const cancels: u32 = memory.data(groupMax * noteBytes, 64) as u32

export class Ahead {
  /** Address 0 stands for nothing, and what nothing has is nothing, and so on. */
  static assertNothing(): void {
    for (let at: usize = 0; at < offsetof<Order>(); at += 8) assert(load<u64>(at) == 0)
  }

  @inline
  static touch(at: usize): void {
    load<u32>(at)
  }

  @inline
  static areNamesMany(): bool {
    return header.clientIdsUsed >= namesMin
  }

  /** At every command of a frame, before the first is decided. */
  @inline
  static glance(at: u32, areNamesMany: bool): void {
    const account = changetype<PlaceOrder>(at).account
    if (account >= header.accountsEnd) return
    Ahead.touch(changetype<usize>(Accounts.at(account)))
    if (areNamesMany) Ahead.name(at, account)
  }

  /** Where an order or a cancel has a client order id; of other commands it is anything. */
  static name(at: u32, account: u32): void {
    const isPlace = load<u8>(at) == PlaceOrder.KIND
    const text = at + select<u32>(textOfPlace, textOfCancel, isPlace)
    if (load<u8>(text) == 0) return
    Ahead.touch(HashTable.home(ClientIds.index(), ClientIds.tag(account, kindOrder, text)))
    Ahead.touch(changetype<usize>(Accounts.details(account)))
  }

  /** A frame begins, its commands are in the input. */
  @inline
  static begin(): void {
    header.aheadUntil = u32.MAX_VALUE
    if (header.ordersOpen >= ordersMin) Ahead.look()
  }

  /** At the next group of commands. */
  static look(): void {
    let placesEnd = places
    let cancelsEnd = cancels
    let at = header.inputCursor
    for (let count: u32 = 0; count < groupMax && at < header.inputEnd; count++) {
      const command = changetype<PlaceOrder>(at)
      changetype<Note>(placesEnd).command = at
      changetype<Note>(cancelsEnd).command = at
      const isSound = u32(Ahead.isSound(command))
      placesEnd += (isSound & u32(command.kind == PlaceOrder.KIND)) * noteBytes
      cancelsEnd += (isSound & u32(command.kind == CancelOrder.KIND)) * noteBytes
      at += Apply.wholeBytes(changetype<Configure>(at))
    }
    header.aheadUntil = at
    Ahead.atPlaces(placesEnd)
    Ahead.atCancels(cancelsEnd)
  }

  /** Whether what a command names is there at all. */
  @inline
  static isSound(command: PlaceOrder): bool {
    return command.account < header.accountsEnd && command.market < header.marketsListed
  }

  @inline
  static balances(command: PlaceOrder): void {
    const first = changetype<usize>(Accounts.at(command.account)) + offsetof<Account>()
    const market = Markets.at(command.market)
    Ahead.touch(first + (market.baseAsset << 4))
    Ahead.touch(first + (market.quoteAsset << 4))
  }

  @inline
  static atPlaces(end: u32): void {
    let number = header.ordersNumbered
    for (let note = places; note < end; note += noteBytes) {
      Ahead.touch(HashTable.home(Ids.table(), Ids.tag(Ids.ofShard(++number))))
      Ahead.balances(Ahead.place(note))
    }
    for (let note = places; note < end; note += noteBytes) {
      const side = Ahead.side(note)
      const key = Ahead.key(note, side)
      Ahead.touch(HashTable.home(LevelIndex.table(), LevelIndex.tag(side, key)))
      Ahead.touch(side.directory + ((key >> 9) << 2))
      Ahead.touch(Accounts.at(Ahead.place(note).account).ordersNewest)
    }
    for (let note = places; note < end; note += noteBytes) {
      const side = Ahead.side(note)
      changetype<Note>(note).found = Ahead.level(side, Ahead.key(note, side))
    }
    for (let note = places; note < end; note += noteBytes) {
      const level = changetype<Level>(changetype<Note>(note).found)
      Ahead.touch(level.tail)
      Ahead.touch(level.worse)
    }
  }

  @inline
  static atCancels(end: u32): void {
    for (let note = cancels; note < end; note += noteBytes) {
      Ahead.touch(HashTable.home(Ids.table(), Ids.tag(Ahead.cancel(note).orderId)))
      Ahead.balances(Ahead.place(note))
    }
    for (let note = cancels; note < end; note += noteBytes)
      changetype<Note>(note).found = Ids.find(Ahead.cancel(note).orderId)
    for (let note = cancels; note < end; note += noteBytes) {
      const order = changetype<Order>(changetype<Note>(note).found)
      Ahead.touch(order.level)
      Ahead.touch(order.next)
      Ahead.touch(order.prev)
      Ahead.touch(order.accountNext)
      Ahead.touch(order.accountPrev)
    }
    for (let note = cancels; note < end; note += noteBytes) {
      const level = changetype<Level>(changetype<Order>(changetype<Note>(note).found).level)
      if (level.head == level.tail) Ahead.vanishing(level)
    }
  }

  /** Of a level whose only order goes. */
  @inline
  static vanishing(level: Level): void {
    const side = Book.sideOf(level)
    Ahead.touch(level.better)
    Ahead.touch(level.worse)
    Ahead.touch(HashTable.home(LevelIndex.table(), LevelIndex.tag(side, level.key)))
    Ahead.touch(load<u32>(side.directory + ((level.key >> 9) << 2)))
  }

  @inline
  static place(note: u32): PlaceOrder {
    return changetype<PlaceOrder>(changetype<Note>(note).command)
  }

  @inline
  static cancel(note: u32): CancelOrder {
    return changetype<CancelOrder>(changetype<Note>(note).command)
  }

  @inline
  static side(note: u32): BookSide {
    const command = Ahead.place(note)
    return Book.side(command.market, command.side & 1)
  }

  /** One that the side has, whatever the command says. */
  @inline
  static key(note: u32, side: BookSide): u32 {
    return min(Book.keyOf(side, Ahead.place(note).priceTicks as u32), side.priceMaxTicks)
  }

  /** The level of a key, or where there is none the one that it would come next to. */
  @inline
  static level(side: BookSide, key: u32): u32 {
    if (key <= side.bestKey) return side.bestLevel
    const found = LevelIndex.find(side, key)
    if (found != 0) return found
    const nearest = Pages.below(side, key)
    return nearest == keyNone ? side.bestLevel : LevelIndex.find(side, nearest)
  }
}
