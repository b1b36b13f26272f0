// The exchange that a Bitstamp recording runs on: one market, no fees, a few rich accounts.
import { defaultCapacities } from '@openbell/engine'
import {
  AssetKind,
  amountMax,
  Configure,
  Deposit,
  ListAsset,
  ListMarket,
  limits,
  MarketState,
  noMarketRules,
  OpenAccount,
  OpenSession,
  Rules,
  SetFeeTier,
} from '@openbell/protocol'
import { CommandBuffer } from './command-buffer.js'

/** The recording does not say whose orders they are; they go round these. */
export const accountCount = 8
/** The first session of a new exchange has this number. */
export const recordingSession = 1

const asset = { bitcoin: 0, dollar: 1 }
/** The greatest price that a market may be listed with. */
const priceTicksLimit = 0x7ffffffe

/** The greatest price and volume of the recording, which the market must admit. */
export interface BitstampRange {
  readonly priceMaxTicks: number
  readonly volumeMaxLots: number
}

export function bitstampGenesis(range: BitstampRange): Uint8Array {
  const buffer = new CommandBuffer(0)
  configure(buffer)
  listAssets(buffer)
  listMarket(buffer, range)
  buffer.add(OpenSession, { edge: uuid(0), isOnly: 0 })
  for (let index = 0; index < accountCount; index++) openAccount(buffer, index)
  return buffer.take()
}

/** The limits of an exchange of the default size, so that it can go on with the folder. */
function configure(buffer: CommandBuffer): void {
  const { sessions, assets, markets, tiers, accounts, orders, clientIds } = defaultCapacities
  const { specialOrders, orderLists, withdrawals } = defaultCapacities
  buffer.add(Configure, {
    rules: Rules.exchange,
    shard: 0,
    sessionsMax: sessions,
    assetsMax: assets,
    marketsMax: markets,
    tiersMax: tiers,
    accountsMax: accounts,
    ordersMax: orders,
    clientIdsMax: clientIds,
    finishedIdsPerAccountMax: 1_000,
    finishedIdsWindowUs: 120_000_000,
    stepsPerFrameMax: 20_000,
    priceDirectoryEntriesMax: defaultCapacities.priceDirectoryEntries,
    ordersPerAccountMax: orders,
    specialOrdersMax: specialOrders,
    orderListsMax: orderLists,
    withdrawalsMax: withdrawals,
  })
}

/** Dollars have ten decimals, so that a satoshi at a cent is a whole number of units. */
function listAssets(buffer: CommandBuffer): void {
  const free = {
    switches: 3,
    withdrawalMinUnits: 0n,
    withdrawalMaxUnits: amountMax,
    withdrawalFeeUnits: 0n,
  }
  const bitcoin = { code: 'BTC', name: 'Bitcoin', assetKind: AssetKind.crypto, displayDecimals: 8 }
  const dollar = { code: 'USD', name: 'US Dollar', assetKind: AssetKind.fiat, displayDecimals: 2 }
  buffer.add(ListAsset, { asset: asset.bitcoin, decimals: 8, ...bitcoin, ...free })
  buffer.add(ListAsset, { asset: asset.dollar, decimals: 10, ...dollar, ...free })
  const tier = { tier: 0, makerPpm: 0, takerPpm: 0, volumeMinUnits: 0n, name: 'Free' }
  buffer.add(SetFeeTier, tier)
}

function listMarket(buffer: CommandBuffer, { priceMaxTicks, volumeMaxLots }: BitstampRange): void {
  const priceMax = Math.min(Math.max(priceMaxTicks, 1), priceTicksLimit)
  // A lot at a tick is one unit of dollars, and no notional may exceed an amount.
  const quantityMax = Math.min(Math.max(volumeMaxLots, 1), Number(amountMax / BigInt(priceMax + 1)))
  buffer.add(ListMarket, {
    baseAsset: asset.bitcoin,
    quoteAsset: asset.dollar,
    tickUnits: 100_000_000n,
    lotUnits: 1n,
    priceMaxTicks: priceMax,
    ...noMarketRules,
    quantityMaxLots: quantityMax,
    state: MarketState.trading,
    symbol: 'BTCUSD',
  })
}

/** The accounts share half of what an amount can say; the other half is left for who comes later. */
function openAccount(buffer: CommandBuffer, index: number): void {
  const account = limits.accountUserMin + index
  buffer.add(OpenAccount, { uuid: uuid(index + 1) })
  for (const number of [asset.bitcoin, asset.dollar]) {
    const amountUnits = amountMax / 2n / BigInt(accountCount)
    const idempotencyKey = `genesis-${number}`
    buffer.add(Deposit, { asset: number, amountUnits, idempotencyKey }, { account })
  }
}

const uuid = (number: number): Uint8Array =>
  Uint8Array.from({ length: 16 }, (_, at) => (at === 15 ? number : 0))
