// The exchange that a venue's recording runs on: one market, no fees, a few rich accounts.
import { configureFor, defaultCapacities } from '@openbell/engine'
import {
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

/** A recording does not say whose orders they are; they go round these. */
const accountCount = 8
/** The account of an order, by the digits that name it. */
export const accountOf = (id: string): number =>
  limits.accountUserMin + (Number(id.slice(-9)) % accountCount)

/** The first session of a new exchange has this number. */
export const recordingSession = 1

const baseAsset = 0
const quoteAsset = 1
/** The greatest price that a market may be listed with. */
export const priceTicksLimit = 0x7ffffffe

export type RecordedAsset = Pick<
  ListAsset,
  'assetKind' | 'code' | 'name' | 'decimals' | 'displayDecimals'
>

/** The market of a recording; a lot is one unit of the base asset. */
export interface RecordedMarket {
  readonly symbol: string
  readonly base: RecordedAsset
  readonly quote: RecordedAsset
  /** Quote units of one tick, for one whole of the base asset. */
  readonly tickUnits: bigint
  /** The greatest that occur. */
  readonly priceMaxTicks: number
  readonly quantityMaxLots: number
}

export function recordingGenesis(market: RecordedMarket): Uint8Array {
  const batch = new CommandBatch()
  // The limits of an exchange of the default size, so that it can go on with the folder.
  batch.add(Configure, configureFor(defaultCapacities))
  listAssets(batch, market)
  listMarket(batch, market)
  batch.add(OpenSession, { edge: uuid(0), isOnly: 0 })
  for (let index = 0; index < accountCount; index++) openAccount(batch, index)
  return batch.take()
}

function listAssets(batch: CommandBatch, { base, quote }: RecordedMarket): void {
  const free = {
    switches: 3,
    withdrawalMinUnits: 0n,
    withdrawalMaxUnits: amountMax,
    withdrawalFeeUnits: 0n,
  }
  batch.add(ListAsset, { asset: baseAsset, ...base, ...free })
  batch.add(ListAsset, { asset: quoteAsset, ...quote, ...free })
  const tier = { tier: 0, makerPpm: 0, takerPpm: 0, volumeMinUnits: 0n, name: 'Free' }
  batch.add(SetFeeTier, tier)
}

function listMarket(batch: CommandBatch, market: RecordedMarket): void {
  const { symbol, tickUnits, base } = market
  const priceMaxTicks = Math.min(Math.max(market.priceMaxTicks, 1), priceTicksLimit)
  // No notional may exceed an amount.
  const notionalUnits = tickUnits / 10n ** BigInt(base.decimals)
  const affordableLots = Number(amountMax / notionalUnits / BigInt(priceMaxTicks + 1))
  batch.add(ListMarket, {
    baseAsset,
    quoteAsset,
    tickUnits,
    lotUnits: 1n,
    priceMaxTicks,
    ...noMarketRules,
    quantityMaxLots: Math.min(Math.max(market.quantityMaxLots, 1), affordableLots),
    state: MarketState.trading,
    symbol,
  })
}

/** The accounts share half of what an amount can say; the other half is left for who comes later. */
function openAccount(batch: CommandBatch, index: number): void {
  const account = limits.accountUserMin + index
  batch.add(OpenAccount, { uuid: uuid(index + 1) })
  for (const asset of [baseAsset, quoteAsset]) {
    const amountUnits = amountMax / 2n / BigInt(accountCount)
    const idempotencyKey = `genesis-${asset}`
    batch.add(Deposit, { account, asset, amountUnits, idempotencyKey })
  }
}

const uuid = (number: number): Uint8Array =>
  Uint8Array.from({ length: 16 }, (_, at) => (at === 15 ? number : 0))
