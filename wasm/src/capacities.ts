// How large the core's pools are. Physical: the logical limits are journaled and never larger.

/** What each pool of the core can hold; fixed when an engine is made. */
export interface Capacities {
  readonly sessions: number
  readonly assets: number
  readonly markets: number
  /** Account numbers, the house's (below `limits.accountUserMin`) among them. */
  readonly accounts: number
  /** Open at once. */
  readonly orders: number
  /** Client order ids and idempotency keys remembered at once. */
  readonly clientIds: number
  /** `floor(priceMaxTicks / 512) + 1` a book of every market, which has four; 4 bytes each. */
  readonly priceDirectoryEntries: number
  readonly tiers: number
  /** Open orders that wait, hide, expire or belong to a list; a trailing one takes two orders. */
  readonly specialOrders: number
  /** Open at once. */
  readonly orderLists: number
  /** Reserved at once. */
  readonly withdrawals: number
  /**
   * Bytes of events that the core writes before it hands them over, from `outputBytesMin`; not a
   * part of its state.
   */
  readonly outputBytes: number
}

/** `burstBytes` of `engine-as/assembly/emit.ts`: in less room the core would never take a step. */
export const outputBytesMin = 2048

/** In the order in which the core takes them. */
export const capacityNames = [
  'sessions',
  'assets',
  'markets',
  'accounts',
  'orders',
  'clientIds',
  'priceDirectoryEntries',
  'tiers',
  'specialOrders',
  'orderLists',
  'withdrawals',
  'outputBytes',
] as const satisfies readonly (keyof Capacities)[]

/** Enough for nine markets on one machine; memory that is not used is not taken from the system. */
export const defaultCapacities: Capacities = {
  sessions: 64,
  assets: 64,
  markets: 64,
  accounts: 131_072,
  orders: 1_048_576,
  clientIds: 1_048_576,
  priceDirectoryEntries: 16_777_216,
  tiers: 16,
  specialOrders: 131_072,
  orderLists: 65_536,
  withdrawals: 65_536,
  outputBytes: 512 * 1024,
}
