// The header: every mutable scalar of the core. Nothing that changes lives anywhere but in memory.

/** Where everything is, how much there may be, and what is under way. */
@unmanaged
export class Header {
  // the position in the journal
  sequence: u64
  timestampUs: u64

  // where each region of the memory map starts, and where the last one ends
  mapEnd: u64
  sessions: u32
  assets: u32
  tiers: u32
  markets: u32
  sides: u32
  directories: u32
  pageInfos: u32
  pages: u32
  orders: u32
  orderLinks: u32
  accounts: u32
  balances: u32
  clientIds: u32
  touched: u32
  input: u32
  output: u32
  outputEnd: u32

  // the hash tables' states, each a Table
  idsBase: u32
  idsMask: u32
  idsCount: u32
  idsSlotsMax: u32
  accountIndexBase: u32
  accountIndexMask: u32
  accountIndexCount: u32
  accountIndexSlotsMax: u32
  clientIdIndexBase: u32
  clientIdIndexMask: u32
  clientIdIndexCount: u32
  clientIdIndexSlotsMax: u32

  // physical capacities
  sessionsCapacity: u32
  assetsCapacity: u32
  marketsCapacity: u32
  accountsCapacity: u32
  ordersCapacity: u32
  clientIdsCapacity: u32
  pagesCapacity: u32
  directoryCapacity: u32
  tiersCapacity: u32

  // logical limits and rules, as journaled by Configure
  configured: u32
  rules: u32
  shard: u32
  sessionsMax: u32
  assetsMax: u32
  marketsMax: u32
  accountsMax: u32
  ordersMax: u32
  clientIdsMax: u32
  finishedIdsPerAccountMax: u32
  stepsPerFrameMax: u32
  tiersMax: u32
  pricePagesMax: u32
  directoryEntriesMax: u32
  finishedIdsWindowUs: u64

  // dense counters
  ordersNumbered: u64
  tradesNumbered: u64
  sessionsOpened: u64
  accountsEnd: u32
  assetsListed: u32
  marketsListed: u32

  // pools: how far each was ever used, what was given back, what is in use
  ordersEnd: u32
  ordersFree: u32
  ordersOpen: u32
  pagesEnd: u32
  pagesFree: u32
  pagesUsed: u32
  directoryEnd: u32
  directoryEntriesUsed: u32
  clientIdsEnd: u32
  clientIdsFree: u32
  clientIdsUsed: u32
  finishedOldest: u32
  finishedNewest: u32

  // the frame under way
  inputCursor: u32
  inputEnd: u32
  freshInput: u32
  malformed: u32
  outputCursor: u32
  stepsLeft: u32
  commandIndex: u32
  nextCommandIndex: u32

  // the command under way, and what its outcome will say
  phase: u32
  workOrder: u32
  workAccount: u32
  workMarket: u32
  workCount: u32
  changedBalances: u32
  touchedCount: u32
  touchedSent: u32
  outcomeSession: u32
  outcomeLane: u32
  outcomeLaneSequence: u64
  outcomeResult: u64

  // the benchmark's taker under way
  takerId: u64
  takerSequence: u64
  takerRemaining: u32
  takerPriceTicks: u32
  takerSide: u32
  takerImmediate: u32

  // the hash under way
  hash: u64
}

/** Fixed, so that reading a field costs no more than a load. */
export const headerBytes: u32 = 1024
export const headerAddress: usize = memory.data(1024, 64)
export const header: Header = changetype<Header>(headerAddress)

/** Answers longer than a u32 are left here. */
export const replyBytes: u32 = 1024
export const reply: usize = memory.data(1024, 64)

/** Called once at the start: stops the compiler when the header outgrows its place. */
export function assertHeader(): void {
  if (offsetof<Header>() > 1024) ERROR('the header outgrew its 1024 bytes')
}
