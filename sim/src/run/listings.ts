// Listings and rules as an operator gets them wrong, and now and then right.
import {
  AssetKind,
  Configure,
  ListAsset,
  ListMarket,
  MarketState,
  noMarketRules,
  Rules,
  SetMarketRules,
} from '@openbell/protocol'
import type { Chance } from '../world/chance.js'
import { bounds } from './draw-orders.js'
import { type Intent, intentOf } from './intent.js'

const head = { account: 0, market: 0, deadlineMs: 0 }

const openRules = {
  ...noMarketRules,
  priceMinTicks: 1,
  quantityMinLots: bounds.lotsMin,
  quantityMaxLots: bounds.lotsMax,
  notionalMinUnits: 5n,
  velocityWindowUs: 1_000_000,
  reopenUs: 500_000,
  icebergPartsMax: 5,
  trailingMinBips: 10,
  trailingMaxBips: 2000,
}

const faults = [
  { quantityMinLots: 0 },
  { priceMinTicks: 2001 },
  { notionalMinUnits: -1n },
  { slippagePpm: 1_000_000 },
  { trailingMinBips: 2001 },
]

const protections = [
  {},
  { velocityPpm: 15_000 },
  { priceBandPpm: 20_000 },
  { slippagePpm: 10_000 },
  { percentUpPpm: 30_000, percentDownPpm: 30_000 },
  { positionMaxLots: 300, stopsPerAccountMax: 2, ordersPerAccountMax: 6 },
]

/** Something about what the exchange lists. */
export function drawListing(chance: Chance, markets: number): Intent {
  const draw = chance.weigh<() => Intent>([
    [() => listAsset(chance), 4],
    [() => listMarket(chance, markets), 8],
    [() => setRules(chance, chance.below(markets)), 6],
    [configure, 1],
  ])
  return draw()
}

function setRules(chance: Chance, market: number): Intent {
  const changes = chance.happens(0.3) ? chance.pick(faults) : chance.pick(protections)
  return intentOf(SetMarketRules, { ...head, market }, { ...openRules, ...changes })
}

function configure(): Intent {
  return intentOf(Configure, head, {
    rules: Rules.exchange,
    shard: 0,
    sessionsMax: 1,
    assetsMax: 1,
    marketsMax: 1,
    accountsMax: 20,
    ordersMax: 1,
    clientIdsMax: 1,
    finishedIdsPerAccountMax: 1,
    finishedIdsWindowUs: 1,
    stepsPerFrameMax: 1,
    tiersMax: 1,
    priceDirectoryEntriesMax: 1,
    ordersPerAccountMax: 1,
    specialOrdersMax: 1,
    orderListsMax: 1,
    withdrawalsMax: 1,
  })
}

function listAsset(chance: Chance): Intent {
  const asset = {
    asset: 4,
    assetKind: AssetKind.crypto,
    decimals: 2,
    displayDecimals: 2,
    switches: 3,
    withdrawalMinUnits: 0n,
    withdrawalMaxUnits: 1000n,
    withdrawalFeeUnits: 0n,
    code: 'NEW',
    name: 'New',
  }
  const wrong = [{ asset: 6 }, { asset: 0 }, { code: '' }, { decimals: 11 }]
  return intentOf(ListAsset, head, { ...asset, ...chance.pick(wrong) })
}

function listMarket(chance: Chance, markets: number): Intent {
  const market = {
    ...openRules,
    baseAsset: 1,
    quoteAsset: 0,
    tickUnits: 10n,
    lotUnits: 10n,
    priceMaxTicks: 1000,
    state: MarketState.trading,
    symbol: 'NEWUSD',
  }
  const wrong = [
    { baseAsset: 7 },
    { baseAsset: 0 },
    { tickUnits: 0n },
    { lotUnits: 0n },
    { tickUnits: 3n },
    { quantityMinLots: 0 },
    { priceMaxTicks: 0 },
    { notionalMinUnits: -1n },
    { priceMaxTicks: 1_000_000, quantityMinLots: 1, quantityMaxLots: 1 },
    { velocityPpm: 1_000_000 },
    { state: 9 },
  ]
  const number = chance.weigh([
    [markets, 10],
    [0, 1],
    [7, 1],
  ])
  return intentOf(ListMarket, { ...head, market: number }, { ...market, ...chance.pick(wrong) })
}
