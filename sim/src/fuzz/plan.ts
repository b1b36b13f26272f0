// What a seed is like: which rules its markets have, how rich its accounts are, what they like to do.
import { type Configure, limits, type MarketRules, MarketState } from '@openbell/protocol'
import type { Pools } from '../reference/venue.js'
import type { Chance } from '../world/chance.js'
import { amplePools } from './duel.js'

export interface MarketPlan {
  readonly base: number
  readonly quote: number
  readonly tickUnits: bigint
  readonly lotUnits: bigint
  readonly priceMaxTicks: number
  readonly rules: MarketRules
  readonly state: number
  /** Around which prices are drawn, and how far from it. */
  readonly center: number
  readonly spread: number
}

export interface Plan {
  readonly limits: Omit<
    Configure,
    'lane' | 'session' | 'laneSequence' | 'deadlineMs' | 'account' | 'market'
  >
  /** As large as the limits, or larger. */
  readonly pools: Pools
  readonly outputBytes: number
  /** Frames between snapshots that the core goes on from, and between scans of its invariants. */
  readonly snapshotEvery: number
  readonly checkEvery: number
  readonly assets: number
  readonly markets: readonly MarketPlan[]
  readonly accounts: number
  readonly tiers: readonly { readonly makerPpm: number; readonly takerPpm: number }[]
  /** Units that each account begins with. */
  readonly wealthUnits: bigint
  readonly quantityMax: number
  readonly kinds: Record<Kind, number>
  readonly types: readonly (readonly [number, number])[]
  readonly times: readonly (readonly [number, number])[]
  readonly preventions: readonly (readonly [number, number])[]
  /** Of a thousand. */
  readonly namedPerMille: number
  readonly wrongPerMille: number
  readonly sessionPerMille: number
  readonly jumpPerMille: number
  readonly commandsPerFrameMax: number
}

/** What a command is about; weights of a seed are drawn for each. */
export const kinds = [
  'place',
  'special',
  'list',
  'cancel',
  'cancelAll',
  'amend',
  'replace',
  'retry',
  'money',
  'withdrawal',
  'state',
  'rules',
  'reference',
  'freeze',
  'tier',
  'group',
  'deadMan',
  'kill',
  'delist',
  'venue',
  'session',
  'nonsense',
] as const
export type Kind = (typeof kinds)[number]

const usualWeights: Record<Kind, number> = {
  place: 300,
  special: 300,
  list: 80,
  cancel: 80,
  cancelAll: 12,
  amend: 40,
  replace: 60,
  retry: 40,
  money: 25,
  withdrawal: 25,
  state: 20,
  rules: 4,
  reference: 10,
  freeze: 2,
  tier: 4,
  group: 4,
  deadMan: 10,
  kill: 2,
  delist: 1,
  venue: 6,
  session: 5,
  nonsense: 5,
}

export function drawPlan(chance: Chance): Plan {
  const marketCount = chance.between(1, 3)
  const assets = marketCount + 1
  const isGiant = chance.happens(0.15)
  const wealth = chance.weigh([
    [2_000n, 2],
    [100_000n, 3],
    [1_000_000_000n, 3],
    [2n ** 56n, 1],
  ])
  const limits = drawLimits(chance, marketCount)
  return {
    limits,
    pools: chance.happens(0.5) ? amplePools : poolsOf(limits),
    outputBytes: chance.happens(0.4) ? 8 * 1024 : 512 * 1024,
    snapshotEvery: chance.pick([29, 83, 400]),
    checkEvery: chance.pick([1, 11, 50]),
    assets,
    markets: Array.from({ length: marketCount }, (_, number) =>
      drawMarket(chance, number, assets - 1, isGiant),
    ),
    accounts: chance.between(2, 7),
    tiers: Array.from({ length: 3 }, () => ({
      makerPpm: chance.pick([0, 1, 1000, 7777, 500_000, 1_000_000]),
      takerPpm: chance.pick([0, 1, 2000, 33_333, 500_000, 1_000_000]),
    })),
    wealthUnits: isGiant ? giantWealth : wealth,
    quantityMax: chance.pick([3, 10, 30]),
    kinds: drawWeights(chance),
    types: weigh(chance, 7),
    times: weigh(chance, 5),
    preventions: weigh(chance, 5),
    namedPerMille: chance.pick([0, 200, 600]),
    wrongPerMille: chance.pick([5, 20, 60]),
    sessionPerMille: chance.pick([0, 200, 700]),
    jumpPerMille: chance.pick([5, 30, 150]),
    commandsPerFrameMax: chance.pick([1, 4, 16]),
  }
}

const usualSteps = [
  { tickUnits: 100n, lotUnits: 100n },
  { tickUnits: 10n, lotUnits: 1000n },
  { tickUnits: 30_000n, lotUnits: 1n },
]

/** A thousand lots at the highest price come close to 63 bits. */
const giantSteps = [
  { tickUnits: 10n, lotUnits: 900_000_000_000_000n },
  { tickUnits: 10_000n, lotUnits: 40_000_000_000n },
]
const giantWealth = 2n ** 60n

/** Swarm: some kinds are left out, others come often. */
function drawWeights(chance: Chance): Record<Kind, number> {
  const drawn = kinds.map((kind) => {
    const factor = chance.pick([0, 1, 1, 1, 3])
    const isNeeded = kind === 'place' || kind === 'special'
    return [kind, usualWeights[kind] * (isNeeded ? Math.max(1, factor) : factor)] as const
  })
  return Object.fromEntries(drawn) as Record<Kind, number>
}

const weigh = (chance: Chance, count: number): [number, number][] =>
  Array.from({ length: count }, (_, value) => [value, chance.pick([1, 1, 2, 6])])

/** Not larger than what the limits allow to be used. */
const poolsOf = (limits: Plan['limits']): Pools =>
  Object.fromEntries(
    Object.keys(amplePools).map((name) => [name, limits[name as keyof Pools]]),
  ) as unknown as Pools

function drawLimits(chance: Chance, marketCount: number): Plan['limits'] {
  const isTight = chance.happens(0.3)
  const tight = (few: readonly number[], many: number): number =>
    isTight ? chance.pick(few) : many
  return {
    rules: 0,
    shard: chance.pick([0, 0, 1, 200]),
    sessionsMax: 2,
    assetsMax: chance.pick([marketCount + 1, 5]),
    marketsMax: chance.pick([marketCount, 5]),
    accountsMax: limits.accountUserMin + chance.pick([7, 9]),
    ordersMax: tight([8, 20, 60], 512),
    clientIdsMax: tight([20, 40, 100], 512),
    finishedIdsPerAccountMax: chance.pick([2, 5, 40]),
    finishedIdsWindowUs: chance.pick([1000, 1_000_000]),
    stepsPerFrameMax: chance.pick([1_000_000, 1_000_000, 1, 2, 7]),
    tiersMax: 4,
    priceDirectoryEntriesMax: chance.pick([320, 600]),
    ordersPerAccountMax: tight([3, 8, 20], 200),
    specialOrdersMax: tight([4, 10, 30], 256),
    orderListsMax: tight([1, 3], 64),
    withdrawalsMax: chance.pick([1, 3, 16]),
  }
}

function drawMarket(chance: Chance, number: number, quote: number, isGiant: boolean): MarketPlan {
  const priceMaxTicks = chance.pick([60, 600, 4000, 10_000])
  const center = chance.between(20, Math.max(21, Math.floor(priceMaxTicks / 2)))
  return {
    base: number,
    quote,
    ...chance.pick(isGiant ? giantSteps : usualSteps),
    priceMaxTicks,
    rules: drawRules(chance, priceMaxTicks),
    state: chance.weigh([
      [MarketState.trading, 6],
      [MarketState.preOpen, 2],
      [MarketState.auction, 1],
    ]),
    center,
    spread: chance.pick([2, 5, 15, 60]),
  }
}

/** Every rule is absent in many seeds. */
export function drawRules(chance: Chance, priceMaxTicks: number): MarketRules {
  const some = (values: readonly number[]): number =>
    chance.happens(0.3) ? chance.pick(values) : 0
  const hasVelocity = chance.happens(0.25)
  const hasTrailing = chance.happens(0.6)
  return {
    priceMinTicks: some([1, 5, Math.min(15, priceMaxTicks)]),
    quantityMinLots: chance.pick([1, 1, 1, 2]),
    quantityMaxLots: chance.pick([20, 50, 1000]),
    marketQuantityMaxLots: some([8, 15]),
    notionalMinUnits: BigInt(some([10, 100])),
    positionMaxLots: some([20, 100, 10_000]),
    velocityWindowUs: hasVelocity ? chance.pick([500, 5000, 1_000_000]) : 0,
    reopenUs: chance.pick([0, 100, 10_000]),
    velocityPpm: hasVelocity ? chance.pick([10_000, 50_000, 200_000]) : 0,
    priceBandPpm: some([20_000, 100_000, 400_000]),
    percentUpPpm: some([50_000, 300_000, 4_000_000]),
    percentDownPpm: some([50_000, 300_000, 900_000]),
    slippagePpm: some([10_000, 50_000, 300_000]),
    ordersPerAccountMax: some([3, 10]),
    stopsPerAccountMax: some([1, 4]),
    icebergPartsMax: chance.happens(0.7) ? chance.pick([2, 5, 20]) : 0,
    trailingMinBips: hasTrailing ? chance.pick([1, 10]) : 0,
    trailingMaxBips: hasTrailing ? chance.pick([500, 3000, 9999]) : 0,
  }
}
