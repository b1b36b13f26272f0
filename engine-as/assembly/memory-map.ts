// The memory map: which region lies where. Computed once from the capacities; it never changes.
//
//   0 ┌──────────────────────────────────────────────────────────────────────────────┐
//     │ text of asserts · header (1 KiB) · reply (1 KiB)                             │ static
//     ├──────────────────────────────────────────────────────────────────────────────┤ 64-aligned
//     │ sessions       number, uuid, lane marks                        per session   │
//     │ assets         rules of an asset                               per asset     │
//     │ tiers          fees                                            per tier      │
//     │ markets        rules, state, book-update counter               per market    │
//     │ sides          best price, where its directory is              4 per market  │
//     │ directories    page addresses by key >> 9, and bitmaps above   bump          │
//     │ pages          a bit for each of 512 keys; 64 bytes            pool          │
//     │ levels         first and last order, total, neighbours         pool          │
//     │ level index    (side, key) → level                             hash table    │
//     │ ids            order id → slot                                 hash table    │
//     │ orders         slots of 64 bytes                               pool          │
//     │ order links    client id, terms; 8 bytes                       per slot      │
//     │ accounts       tier, open orders, a balance an asset           per account   │
//     │ details        uuid, rings of finished ids                     per account   │
//     │ account index  uuid → account                                  hash table    │
//     │ client ids     entries of 128 bytes                            pool          │
//     │ client index   (account, kind, text) → entry                   hash table    │
//     │ terms          what only special orders have; 80 bytes         pool          │
//     │ lists          orders that drive each other                    pool          │
//     │ withdrawals    reserved, not yet settled                       pool          │
//     │ timers         by deadline                                     heap          │
//     │ touched        levels changed by the command under way                       │
//     │ input          what is left of earlier frames, then this frame's commands    │
//     │ output         events not yet handed over                                    │
//     └──────────────────────────────────────────────────────────────────────────────┘
import { Account, AccountDetails, Accounts, accountStride } from './accounts'
import { Asset } from './assets'
import { Balance } from './balances'
import { BookSide, Level, pageBytes } from './book'
import { ClientId, ClientIds } from './client-ids'
import { burstBytes } from './emit'
import { framePayloadBytesMax } from './generated/protocol'
import { HashTable } from './hash-table'
import { header } from './header'
import { Ids } from './ids'
import { LevelIndex } from './level-index'
import { Touched } from './levels'
import { OrderList } from './lists'
import { Market } from './markets'
import { Order, OrderLinks, Standing } from './orders'
import { Session } from './sessions'
import { Terms } from './terms'
import { Tier } from './tiers'
import { Timer } from './timers'
import { Withdrawal } from './withdrawals'

/** What the step budget left of earlier frames never exceeds the first half. */
export const inputBytes: u32 = 2 * framePayloadBytesMax

const memoryBytesMax: u64 = 0xffff0000

/** Bytes of one side's directory block: page addresses, then three levels of bitmaps. */
export function directoryBytes(entries: u32): u32 {
  const words1 = (entries + 63) >> 6
  const words2 = (words1 + 63) >> 6
  const words3 = (words2 + 63) >> 6
  return (((entries << 2) + 7) & ~7) + ((words1 + words2 + words3) << 3)
}

/** A power of two, at least twice the count, so that probing stays short. */
function tableSlots(count: u32): u64 {
  let slots: u64 = 1024
  while (slots < 2 * (count as u64)) slots <<= 1
  return slots
}

/** Takes the next region; the map's end stays 64-bit, so that an overflow shows. */
function region(count: u64, itemBytes: u64, alignment: u64 = 64): u32 {
  const start = (header.mapEnd + alignment - 1) & ~(alignment - 1)
  header.mapEnd = start + count * itemBytes
  return start as u32
}

/** What is addressed by a shift has the size that the shift says; stops the compiler otherwise. */
function assertStrides(): void {
  if (offsetof<Market>() != 1 << 8) ERROR('a market must have 256 bytes')
  if (offsetof<BookSide>() != 1 << 6) ERROR('a side of a book must have 64 bytes')
  if (offsetof<Order>() != 1 << 6) ERROR('an order must have 64 bytes')
  if (offsetof<Standing>() != 1 << 5) ERROR('what stands in a book must have 32 bytes')
  if (offsetof<OrderLinks>() != 1 << 3) ERROR('links of an order must have 8 bytes')
  if (offsetof<Account>() != 32) ERROR('an account must have 32 bytes before its balances')
  if (offsetof<Level>() != 1 << 5) ERROR('a level must have 32 bytes')
  if (offsetof<Touched>() != 1 << 3) ERROR('a note of a level must have 8 bytes')
  if (offsetof<Balance>() != 1 << 4) ERROR('a balance must have 16 bytes')
}

/** The capacities are in the header; returns the bytes of the map, 0 when they exceed 4 GiB. */
export function drawMemoryMap(outputBytes: u32): u32 {
  if (outputBytes < burstBytes || outputBytes >= 1 << 30) return 0
  assertStrides()
  const idSlots = tableSlots(header.ordersCapacity)
  const accountSlots = tableSlots(header.accountsCapacity)
  const clientIdSlots = tableSlots(header.clientIdsCapacity)
  const orders = (header.ordersCapacity as u64) + 1
  const sides = (header.marketsCapacity as u64) * 4
  const timers = (header.termsCapacity as u64) + header.accountsCapacity + header.marketsCapacity
  const entries = header.directoryCapacity as u64

  header.mapEnd = __heap_base
  header.sessions = region(header.sessionsCapacity, offsetof<Session>())
  header.assets = region(header.assetsCapacity, offsetof<Asset>())
  header.tiers = region(header.tiersCapacity, offsetof<Tier>())
  header.markets = region(header.marketsCapacity, offsetof<Market>())
  header.sides = region(sides, offsetof<BookSide>(), 2 * offsetof<BookSide>())
  header.directories = region(1, entries * 4 + ((entries >> 6) + (entries >> 11)) * 8 + sides * 64)
  header.pages = region(orders, pageBytes)
  header.levels = region(orders, offsetof<Level>())
  const levelIndex = region(idSlots, 8)
  const ids = region(idSlots, 8)
  header.orders = region(orders, offsetof<Order>())
  header.orderLinks = region(orders, offsetof<OrderLinks>())
  header.accounts = region(header.accountsCapacity, accountStride(header.assetsCapacity))
  header.accountDetails = region(header.accountsCapacity, offsetof<AccountDetails>())
  const accountIndex = region(accountSlots, 8)
  header.clientIds = region(header.clientIdsCapacity, offsetof<ClientId>(), offsetof<ClientId>())
  const clientIdIndex = region(clientIdSlots, 8)
  header.terms = region(header.termsCapacity, offsetof<Terms>())
  header.lists = region(header.listsCapacity, offsetof<OrderList>())
  header.withdrawals = region(header.withdrawalsCapacity, offsetof<Withdrawal>())
  header.timers = region(timers, offsetof<Timer>())
  header.touched = region(orders + 1, offsetof<Touched>())
  header.input = region(1, inputBytes)
  header.output = region(1, outputBytes)
  if (header.mapEnd > memoryBytesMax) return 0

  HashTable.open(Ids.table(), ids, idSlots as u32)
  HashTable.open(LevelIndex.table(), levelIndex, idSlots as u32)
  HashTable.open(Accounts.index(), accountIndex, accountSlots as u32)
  HashTable.open(ClientIds.index(), clientIdIndex, clientIdSlots as u32)
  header.outputEnd = header.output + outputBytes
  header.outputMark = header.outputEnd - burstBytes
  header.inputCursor = header.input
  header.inputEnd = header.input
  header.freshInput = header.input
  header.ordersEnd = header.orders
  header.orderBytes = offsetof<Order>() as u32
  header.pagesEnd = header.pages
  header.levelsEnd = header.levels
  header.directoryEnd = header.directories
  header.clientIdsEnd = header.clientIds
  header.termsEnd = header.terms
  header.listsEnd = header.lists
  header.withdrawalsEnd = header.withdrawals
  return header.mapEnd as u32
}
