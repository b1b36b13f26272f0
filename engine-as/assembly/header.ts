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
  pages: u32
  levels: u32
  orders: u32
  orderLinks: u32
  accounts: u32
  accountDetails: u32
  clientIds: u32
  terms: u32
  lists: u32
  withdrawals: u32
  timers: u32
  touched: u32
  input: u32
  output: u32
  outputEnd: u32
  /** With more than this written, the output is full. */
  outputMark: u32

  // the hash tables' states, each a Table
  idsBase: u32
  idsMask: u32
  idsCount: u32
  idsCountMax: u32
  idsSlotsMax: u32
  levelIndexBase: u32
  levelIndexMask: u32
  levelIndexCount: u32
  levelIndexCountMax: u32
  levelIndexSlotsMax: u32
  accountIndexBase: u32
  accountIndexMask: u32
  accountIndexCount: u32
  accountIndexCountMax: u32
  accountIndexSlotsMax: u32
  clientIdIndexBase: u32
  clientIdIndexMask: u32
  clientIdIndexCount: u32
  clientIdIndexCountMax: u32
  clientIdIndexSlotsMax: u32

  // physical capacities
  sessionsCapacity: u32
  assetsCapacity: u32
  marketsCapacity: u32
  accountsCapacity: u32
  ordersCapacity: u32
  clientIdsCapacity: u32
  directoryCapacity: u32
  tiersCapacity: u32
  termsCapacity: u32
  listsCapacity: u32
  withdrawalsCapacity: u32

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
  /** Bytes of an account with its balances. */
  accountStride: u32
  finishedIdsPerAccountMax: u32
  stepsPerFrameMax: u32
  tiersMax: u32
  directoryEntriesMax: u32
  ordersPerAccountMax: u32
  specialOrdersMax: u32
  orderListsMax: u32
  withdrawalsMax: u32
  finishedIdsWindowUs: u64

  // dense counters
  ordersNumbered: u64
  tradesNumbered: u64
  preventedNumbered: u64
  listsNumbered: u64
  withdrawalsNumbered: u64
  sessionsOpened: u64
  accountsEnd: u32
  assetsListed: u32
  marketsListed: u32

  // pools: how far each was ever used, what was given back, what is in use
  /** Of a slot, by the rules. */
  orderBytes: u32
  ordersEnd: u32
  ordersFree: u32
  ordersOpen: u32
  levelsEnd: u32
  levelsFree: u32
  pagesEnd: u32
  pagesFree: u32
  directoryEnd: u32
  directoryEntriesUsed: u32
  clientIdsEnd: u32
  clientIdsFree: u32
  clientIdsUsed: u32
  finishedOldest: u32
  finishedNewest: u32
  termsEnd: u32
  termsFree: u32
  termsUsed: u32
  listsEnd: u32
  listsFree: u32
  listsUsed: u32
  withdrawalsEnd: u32
  withdrawalsFree: u32
  withdrawalsUsed: u32
  timersCount: u32
  conditionalsUsed: u32

  // the frame under way
  inputCursor: u32
  inputEnd: u32
  freshInput: u32
  /** What comes before it in the input has been looked at ahead. */
  aheadUntil: u32
  malformed: u32
  outputCursor: u32
  stepsLeft: u32
  commandIndex: u32
  nextCommandIndex: u32

  // the command under way, and what its outcome will say
  phase: u32
  workAccount: u32
  workMarket: u32
  workOrder: u32
  changedBalances: u32
  /** Flags of `work-flags.ts`. */
  workFlags: u32
  /** Prices of the turn's trades; 0 = none. */
  firstPrice: u32
  lastPrice: u32
  /** The last key of the other side that the taker may take, and what sets this limit. */
  workLimitKey: u32
  workLimitReason: u32
  /** The taker's own account and group as far as it must not meet them; none = no such account. */
  workSelf: u32
  workGroup: u32
  workPrevention: u32
  /** What a buy at the market has locked. */
  workLockedUnits: i64
  /** What the last walk through the book found. */
  walkLots: u64
  walkCost: i64
  walkStopped: u32
  /** What is left to trade of an uncrossing, and its price. */
  uncrossLots: u64
  uncrossVolume: u64
  uncrossSurplus: u64
  uncrossPrice: u32
  uncrossFlags: u32
  uncrossReason: u32
  /** Filters of a mass cancel or a kill switch under way. */
  massReason: u32
  massSides: u32
  massMarket: u32
  massKind: u32
  massNext: u32
  massConnection: u32
  massConnectionSession: u32
  massListId: u64
  /** A ReplaceOrder under way: what its OrderReplaced will say. */
  replacedOrderId: u64
  replaceCancelReject: u32
  replacePlaceReject: u32

  // the core's own work
  /** Nothing of what follows is under way where this is 0. */
  agenda: u32
  scanMarket: u32
  scanStage: u32
  scanFirst: u32
  scanLast: u32
  /** Side of the last taker. */
  scanTakerSells: u32
  /** Slots of triggered orders and of those that follow a filled one, in their order. */
  queueFirst: u32
  queueLast: u32
  /** Orders of its connections end, or those of all others, as the agenda says. */
  sweepSession: u32
  sweepAccount: u32
  /** Markets in `auction`, and the next one to be told of. */
  auctions: u32
  indicateNext: u32
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
  takerKey: u32
  /** Address. */
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
