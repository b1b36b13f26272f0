// The exports: the whole interface of the core. Every argument and answer is a u32; a u64 crosses as
// two, and longer answers lie at the address that is returned.
import { Ahead } from './ahead'
import { Apply, runDrain } from './apply'
import { Balances } from './balances'
import { Book, keyNone } from './book'
import { Check } from './check'
import { Digest } from './digest'
import { Export } from './export'
import { assertLayout, formatVersion as version } from './generated/protocol'
import { Hash } from './hash'
import { assertHeader, header, reply } from './header'
import { Import } from './import'
import { Levels } from './levels'
import { drawMemoryMap } from './memory-map'
import { Snapshot } from './snapshot'
import { Timers } from './timers'

/** The format of its records: a host asks first, so that it knows the core for what it is. */
export function formatVersion(): u32 {
  return version
}

/** Draws the memory map; the bytes that it needs, 0 where they are too many. */
export function layOut(
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
  return drawMemoryMap(outputBytes)
}

/** The same, and takes what the host has not given of that. */
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
  const bytes = layOut(
    sessions,
    assets,
    markets,
    accounts,
    orders,
    clientIds,
    priceDirectoryEntries,
    tiers,
    specialOrders,
    orderLists,
    withdrawals,
    outputBytes,
  )
  const pages = ((bytes as u64) + 0xffff) >> 16
  const missing = (pages as i32) - memory.size()
  return missing > 0 && memory.grow(missing) < 0 ? 0 : bytes
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

/** Adds the output's first bytes to the digest of events, where they are the core's or a host's own. */
export function digestOutput(length: u32): void {
  assert(length <= header.outputEnd - header.output)
  Digest.add(header.output, length)
}

/** Address of the digest of all that was added since the last one. */
export function takeDigest(): u32 {
  store<u64>(reply, bswap(Digest.take()))
  return reply as u32
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

/** Between frames: the next `exportPart` begins the canonical export. */
export function beginExport(): void {
  Export.begin()
}

/** Bytes of records at `outputAddress`; 0 = that was all. */
export function exportPart(): u32 {
  return Export.part()
}

/** Where the next records of an import belong, at most a frame's payload. */
export function importAddress(): u32 {
  return Import.address()
}

/** Into a core that has applied nothing; → fault, records of this part that were looked at. */
export function importPart(bytes: u32): u32 {
  return Import.part(bytes)
}

export function endImport(
  sequenceLow: u32,
  sequenceHigh: u32,
  timestampUsLow: u32,
  timestampUsHigh: u32,
): u32 {
  const sequence = ((sequenceHigh as u64) << 32) | (sequenceLow as u64)
  const timestampUs = ((timestampUsHigh as u64) << 32) | (timestampUsLow as u64)
  return Import.end(sequence, timestampUs)
}
