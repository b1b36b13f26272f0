// What a snapshot must hold, and how full the pools are.
import { AccountDetails, Accounts } from './accounts'
import { ClientIds } from './client-ids'
import { accountUserMin } from './generated/protocol'
import { Table } from './hash-table'
import { header, headerAddress, headerBytes, reply, replyBytes } from './header'
import { Ids } from './ids'
import { LevelIndex } from './level-index'
import { Sessions } from './sessions'
import { Tiers } from './tiers'
import { Timer } from './timers'

export class Snapshot {
  /** Used ranges of the map; what lies between them is zero or never read. */
  static ranges(): u32 {
    const orders = header.ordersEnd - header.orders
    const details = header.accountsEnd * (offsetof<AccountDetails>() as u32)
    store<u32>(reply, 0)
    Snapshot.range(headerAddress as u32, headerBytes)
    Snapshot.range(header.sessions, header.directories - header.sessions)
    Snapshot.range(header.directories, header.directoryEnd - header.directories)
    Snapshot.range(header.pages, header.pagesEnd - header.pages)
    Snapshot.range(header.levels, header.levelsEnd - header.levels)
    Snapshot.table(LevelIndex.table())
    Snapshot.table(Ids.table())
    Snapshot.range(header.orders, orders)
    Snapshot.range(header.orderLinks, orders >> 3)
    Snapshot.range(header.accounts, header.accountsEnd * header.accountStride)
    Snapshot.range(header.accountDetails, details)
    Snapshot.table(Accounts.index())
    Snapshot.range(header.clientIds, header.clientIdsEnd - header.clientIds)
    Snapshot.table(ClientIds.index())
    Snapshot.range(header.terms, header.termsEnd - header.terms)
    Snapshot.range(header.lists, header.listsEnd - header.lists)
    Snapshot.range(header.withdrawals, header.withdrawalsEnd - header.withdrawals)
    Snapshot.range(header.timers, header.timersCount * (offsetof<Timer>() as u32))
    Snapshot.range(header.touched, header.touchedCount << 3)
    Snapshot.range(header.input, header.inputEnd - header.input)
    return reply as u32
  }

  static table(table: Table): void {
    Snapshot.range(table.base, (table.mask + 1) << 3)
  }

  static range(address: u32, bytes: u32): void {
    const count = load<u32>(reply)
    assert((count << 3) + 12 <= replyBytes) // a range more needs a larger reply
    store<u32>(reply + 4 + (count << 3), address)
    store<u32>(reply + 8 + (count << 3), bytes)
    store<u32>(reply, count + 1)
  }

  /** Used and limit of each pool, in the order of `initialise`. */
  static usage(): u32 {
    Snapshot.pool(0, Sessions.count(), header.sessionsMax)
    Snapshot.pool(1, header.assetsListed, header.assetsMax)
    Snapshot.pool(2, header.marketsListed, header.marketsMax)
    Snapshot.pool(3, max(header.accountsEnd, accountUserMin), header.accountsMax)
    Snapshot.pool(4, header.ordersOpen, header.ordersMax)
    Snapshot.pool(5, header.clientIdsUsed, header.clientIdsMax)
    Snapshot.pool(6, header.directoryEntriesUsed, header.directoryEntriesMax)
    Snapshot.pool(7, Tiers.count(), header.tiersMax)
    Snapshot.pool(8, header.termsUsed, header.specialOrdersMax)
    Snapshot.pool(9, header.listsUsed, header.orderListsMax)
    Snapshot.pool(10, header.withdrawalsUsed, header.withdrawalsMax)
    Snapshot.pool(11, 0, header.outputEnd - header.output)
    return reply as u32
  }

  static pool(index: u32, used: u32, limit: u32): void {
    store<u32>(reply + (index << 3), used)
    store<u32>(reply + (index << 3) + 4, limit)
  }
}
