// The exchange that a Bitstamp recording runs on: one market, no fees, a few rich accounts.
import { configureFor, defaultCapacities } from '@openbell/engine'
import {
  AssetKind,
  amountMax,
  CommandBatch,
  Configure,
  Deposit,
  ListAsset,
  ListMarket,
  limits,
  MarketState,
  noMarketRules,
  OpenAccount,
  OpenSession,
  SetFeeTier,
} from '@openbell/protocol'

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
  const batch = new CommandBatch()
  // The limits of an exchange of the default size, so that it can go on with the folder.
  batch.add(Configure, configureFor(defaultCapacities))
  listAssets(batch)
  listMarket(batch, range)
  batch.add(OpenSession, { edge: uuid(0), isOnly: 0 })
  for (let index = 0; index < accountCount; index++) openAccount(batch, index)
  return batch.take()
}

/** Dollars have ten decimals, so that a satoshi at a cent is a whole number of units. */
function listAssets(batch: CommandBatch): void {
  const free = {
    switches: 3,
    withdrawalMinUnits: 0n,
    withdrawalMaxUnits: amountMax,
    withdrawalFeeUnits: 0n,
  }
  const bitcoin = { code: 'BTC', name: 'Bitcoin', assetKind: AssetKind.crypto, displayDecimals: 8 }
  const dollar = { code: 'USD', name: 'US Dollar', assetKind: AssetKind.fiat, displayDecimals: 2 }
  batch.add(ListAsset, { asset: asset.bitcoin, decimals: 8, ...bitcoin, ...free })
  batch.add(ListAsset, { asset: asset.dollar, decimals: 10, ...dollar, ...free })
  const tier = { tier: 0, makerPpm: 0, takerPpm: 0, volumeMinUnits: 0n, name: 'Free' }
  batch.add(SetFeeTier, tier)
}

function listMarket(batch: CommandBatch, { priceMaxTicks, volumeMaxLots }: BitstampRange): void {
  const priceMax = Math.min(Math.max(priceMaxTicks, 1), priceTicksLimit)
  // A lot at a tick is one unit of dollars, and no notional may exceed an amount.
  const quantityMax = Math.min(Math.max(volumeMaxLots, 1), Number(amountMax / BigInt(priceMax + 1)))
  batch.add(ListMarket, {
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
function openAccount(batch: CommandBatch, index: number): void {
  const account = limits.accountUserMin + index
  batch.add(OpenAccount, { uuid: uuid(index + 1) })
  for (const number of [asset.bitcoin, asset.dollar]) {
    const amountUnits = amountMax / 2n / BigInt(accountCount)
    const idempotencyKey = `genesis-${number}`
    batch.add(Deposit, { account, asset: number, amountUnits, idempotencyKey })
  }
}

const uuid = (number: number): Uint8Array =>
  Uint8Array.from({ length: 16 }, (_, at) => (at === 15 ? number : 0))
