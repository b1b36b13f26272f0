// An exchange to measure: its markets, its accounts, and their money.

import { directoryEntries } from '@openbell/gateway/ingress/genesis-market.js'
import type * as Protocol from '@openbell/protocol'
import {
  AssetKind,
  limits,
  MarketState,
  noMarketRules,
  OrderType,
  Rules,
  SelfTradePrevention,
  Side,
  TimeInForce,
} from '@openbell/protocol'
import { CommandList } from './command-list.js'

/** The layouts by which commands are written: this commit's or another's; numbers never change. */
export type Records = typeof Protocol

export interface Venue {
  readonly assets: number
  /** Each trades a pair of its own. */
  readonly markets: number
  readonly accounts: number
  /** So many of the accounts own every asset; the others what their home market trades. */
  readonly traders: number
  /** Open at once. */
  readonly ordersMax: number
  /** The highest price of what it shall trade, if that may be above 100,000 ticks. */
  readonly tradedMaxTicks?: number
}

/** A command of the house, of no session. */
export const houseHead = {
  lane: 0,
  session: 0,
  laneSequence: 0,
  deadlineMs: 0,
  account: 0,
  market: 0,
}

/** The session that the genesis opens. */
export const session = 1
export const accountMin = limits.accountUserMin
const priceMaxTicksLeast = 100_000
/** The directories of a thousand markets with more would not leave enough memory. */
const priceMaxTicksMost = 1_000_000
export const quantityMaxLots = 1_000_000
/** Of every asset that an account owns. */
const depositUnits = 10n ** 13n

/** The market in which an account that is no trader has money. */
export const homeMarketOf = ({ markets }: Venue, account: number): number =>
  (account - accountMin) % markets

/** The highest price that its markets list. */
export const priceMaxTicksOf = ({ tradedMaxTicks = 0 }: Venue): number =>
  Math.min(Math.max(tradedMaxTicks, priceMaxTicksLeast), priceMaxTicksMost)

/** Base and quote: every market has another pair. */
function pairOf({ assets }: Venue, market: number): readonly [base: number, quote: number] {
  const base = Math.floor(market / (assets - 1))
  const quote = market % (assets - 1)
  return [base, quote < base ? quote : quote + 1]
}

/** The fields of its `Configure`, but for the rules. */
export function configurationOf(venue: Venue) {
  const { assets, markets, accounts, ordersMax } = venue
  return {
    shard: 0,
    sessionsMax: 1,
    assetsMax: assets,
    marketsMax: markets,
    accountsMax: accountMin + accounts,
    ordersMax,
    clientIdsMax: 1_048_576,
    finishedIdsPerAccountMax: 50,
    finishedIdsWindowUs: 60_000_000,
    stepsPerFrameMax: 1_000_000,
    tiersMax: 1,
    // Cores of format 2, which a baseline may be, ask for it.
    pricePagesMax: 16_384,
    priceDirectoryEntriesMax: markets * directoryEntries(priceMaxTicksOf(venue)),
    ordersPerAccountMax: ordersMax,
    specialOrdersMax: 1,
    orderListsMax: 1,
    withdrawalsMax: 1,
  }
}

/** The commands by which the exchange begins; it has placed `genesisOrders` orders then. */
export function venueGenesis(records: Records, venue: Venue): CommandList {
  const list = new CommandList()
  list.add(records.Configure, {
    ...houseHead,
    ...configurationOf(venue),
    rules: Rules.exchange,
  })
  list.add(records.OpenSession, { ...houseHead, edge: new Uint8Array(16), isOnly: 0 })
  for (let asset = 0; asset < venue.assets; asset++) addAsset(records, list, asset)
  list.add(records.SetFeeTier, {
    ...houseHead,
    tier: 0,
    makerPpm: 1000,
    takerPpm: 2000,
    volumeMinUnits: 0n,
    name: 'all',
  })
  for (let market = 0; market < venue.markets; market++) addMarket(records, list, venue, market)
  for (let index = 0; index < venue.accounts; index++) addAccount(records, list, venue, index)
  for (let market = 0; market < venue.markets; market++) addEnds(records, list, venue, market)
  return list
}

/** Those at the ends of the books, so that none ever runs empty. */
export const genesisOrders = ({ markets }: Venue): number => 2 * markets

function addAsset(records: Records, list: CommandList, asset: number): void {
  list.add(records.ListAsset, {
    ...houseHead,
    asset,
    assetKind: AssetKind.crypto,
    decimals: 8,
    displayDecimals: 8,
    switches: 3,
    withdrawalMinUnits: 1n,
    withdrawalMaxUnits: depositUnits,
    withdrawalFeeUnits: 0n,
    code: `A${asset}`,
    name: `asset ${asset}`,
  })
}

/** A market without any of the rules that are off where they are zero. */
function addMarket(records: Records, list: CommandList, venue: Venue, market: number): void {
  const [baseAsset, quoteAsset] = pairOf(venue, market)
  list.add(records.ListMarket, {
    ...houseHead,
    market,
    baseAsset,
    quoteAsset,
    tickUnits: 1_000_000n,
    lotUnits: 10_000n,
    ...noMarketRules,
    priceMaxTicks: priceMaxTicksOf(venue),
    priceMinTicks: 1,
    quantityMaxLots,
    state: MarketState.trading,
    symbol: `A${baseAsset}A${quoteAsset}`,
  })
}

function addAccount(records: Records, list: CommandList, venue: Venue, index: number): void {
  const uuid = new Uint8Array(16)
  new DataView(uuid.buffer).setUint32(0, index + 1)
  list.add(records.OpenAccount, { ...houseHead, uuid })
  const account = accountMin + index
  const owned =
    index < venue.traders
      ? Array.from({ length: venue.assets }, (_, asset) => asset)
      : pairOf(venue, homeMarketOf(venue, account))
  for (const asset of owned)
    list.add(records.Deposit, {
      ...houseHead,
      account,
      asset,
      amountUnits: depositUnits,
      idempotencyKey: `first ${asset}`,
    })
}

/** Orders of the first trader, as far from the market as prices go. */
function addEnds(records: Records, list: CommandList, venue: Venue, market: number): void {
  const ends = [
    [Side.buy, 1],
    [Side.sell, priceMaxTicksOf(venue)],
  ] as const
  for (const [side, priceTicks] of ends)
    list.add(records.PlaceOrder, {
      ...houseHead,
      account: accountMin,
      market,
      priceTicks,
      quantityLots: quantityMaxLots,
      side,
      orderType: OrderType.limit,
      timeInForce: TimeInForce.goodTillCancelled,
      selfTradePrevention: SelfTradePrevention.none,
      clientOrderId: '',
    })
}
