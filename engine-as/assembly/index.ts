// The exports: the whole interface of the core. Every argument and answer is a u32; a u64 crosses as
// two, and longer answers lie at the address that is returned.
import { Ahead } from './ahead'
import { Apply, runDrain } from './apply'
import { Balances } from './balances'
import { Book, keyNone } from './book'
import { Check } from './check'
import { assertLayout } from './generated/protocol'
import { Hash } from './hash'
import { assertHeader, header, reply } from './header'
import { Levels } from './levels'
import { drawMemoryMap } from './memory-map'
import { Snapshot } from './snapshot'
import { Timers } from './timers'

export function initialise(
  sessions: u32,
  assets: u32,
  markets: u32,
  accounts: u32,
  orders: u32,
  clientIds: u32,
  priceDirectoryEntries: u32,
  tiers: u32,
  specialOrders: u32,
  orderLists: u32,
  withdrawals: u32,
  outputBytes: u32,
): u32 {
  assertLayout()
  assertHeader()
  Ahead.assertNothing()
  header.sessionsCapacity = sessions
  header.assetsCapacity = assets
  header.marketsCapacity = markets
  header.accountsCapacity = accounts
  header.ordersCapacity = orders
  header.clientIdsCapacity = clientIds
  header.directoryCapacity = priceDirectoryEntries
  header.tiersCapacity = tiers
  header.termsCapacity = specialOrders
  header.listsCapacity = orderLists
  header.withdrawalsCapacity = withdrawals
  const bytes = drawMemoryMap(outputBytes)
  if (bytes == 0) return 0
  const pages = ((bytes as u64) + 0xffff) >> 16
  const grown = memory.grow((pages as i32) - memory.size())
  return grown < 0 ? 0 : bytes
}

export function inputAddress(): u32 {
  return Apply.inputAddress()
}

export function beginFrame(
  sequenceLow: u32,
  sequenceHigh: u32,
  timestampUsLow: u32,
  timestampUsHigh: u32,
  commandsBytes: u32,
  isEpoch: u32,
): void {
  const sequence = ((sequenceHigh as u64) << 32) | (sequenceLow as u64)
  const timestampUs = ((timestampUsHigh as u64) << 32) | (timestampUsLow as u64)
  Apply.begin(sequence, timestampUs, commandsBytes, isEpoch != 0)
}

export function run(): u32 {
  return Apply.run()
}

/** In what `applyFrame` answers: the output is full, take it and `run` on. */
const answerDrain: u32 = 1 << 31
/** Commands are left, so that the next ones belong where `inputAddress` says. */
const answerLeft: u32 = 1 << 30

/** `beginFrame`, `run` and `outputBytes` in one: a call costs a host as much as half an order. */
export function applyFrame(
  sequenceLow: u32,
  sequenceHigh: u32,
  timestampUsLow: u32,
  timestampUsHigh: u32,
  commandsBytes: u32,
  isEpoch: u32,
): u32 {
  beginFrame(sequenceLow, sequenceHigh, timestampUsLow, timestampUsHigh, commandsBytes, isEpoch)
  const drain = Apply.run() == runDrain ? answerDrain : 0
  const left = header.inputCursor != header.inputEnd ? answerLeft : 0
  return outputBytes() | drain | left
}

export function outputAddress(): u32 {
  return header.output
}

export function outputBytes(): u32 {
  return header.outputCursor - header.output
}

export function hasUnfinishedWork(): u32 {
  return Apply.hasUnfinishedWork() ? 1 : 0
}

/** Address of the time of the earliest timer; all ones when there is none. */
export function nextDeadline(): u32 {
  store<u64>(reply, header.timersCount == 0 ? u64.MAX_VALUE : Timers.at(0).deadlineUs)
  return reply as u32
}

export function position(): u32 {
  store<u64>(reply, header.sequence)
  store<u64>(reply, header.timestampUs, 8)
  return reply as u32
}

export function stateHash(): u32 {
  Hash.state()
  store<u64>(reply, header.hash)
  return reply as u32
}

export function bestPrice(market: u32, side: u32): u32 {
  if (market >= header.marketsListed || side > 1) return keyNone
  const book = Book.side(market, side)
  return book.bestLevel == 0 ? keyNone : Book.priceOf(book, book.bestKey)
}

export function depthAt(market: u32, side: u32, priceTicks: u32): u32 {
  store<u64>(reply, 0)
  if (market >= header.marketsListed || side > 1) return reply as u32
  const book = Book.side(market, side)
  if (priceTicks > book.priceMaxTicks) return reply as u32
  store<u64>(reply, Levels.lots(Book.level(book, Book.keyOf(book, priceTicks))))
  return reply as u32
}

export function balance(account: u32, asset: u32): u32 {
  store<u64>(reply, 0)
  store<u64>(reply, 0, 8)
  if (account >= header.accountsEnd || asset >= header.assetsListed) return reply as u32
  const balance = Balances.at(account, asset)
  store<i64>(reply, balance.availableUnits)
  store<i64>(reply, balance.lockedUnits, 8)
  return reply as u32
}

export function usage(): u32 {
  return Snapshot.usage()
}

export function checkInvariants(): u32 {
  return Check.run()
}

export function snapshotRanges(): u32 {
  return Snapshot.ranges()
}
