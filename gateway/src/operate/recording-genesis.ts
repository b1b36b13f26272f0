// The exchange that a venue's recording runs on: one market, no fees, a few rich accounts.
import { defaultCapacities } from '@openbell/engine'
import {
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
  const buffer = new CommandBuffer(0)
  configure(buffer)
  listAssets(buffer, market)
  listMarket(buffer, market)
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

function listAssets(buffer: CommandBuffer, { base, quote }: RecordedMarket): void {
  const free = {
    switches: 3,
    withdrawalMinUnits: 0n,
    withdrawalMaxUnits: amountMax,
    withdrawalFeeUnits: 0n,
  }
  buffer.add(ListAsset, { asset: baseAsset, ...base, ...free })
  buffer.add(ListAsset, { asset: quoteAsset, ...quote, ...free })
  const tier = { tier: 0, makerPpm: 0, takerPpm: 0, volumeMinUnits: 0n, name: 'Free' }
  buffer.add(SetFeeTier, tier)
}

function listMarket(buffer: CommandBuffer, market: RecordedMarket): void {
  const { symbol, tickUnits, base } = market
  const priceMaxTicks = Math.min(Math.max(market.priceMaxTicks, 1), priceTicksLimit)
  // No notional may exceed an amount.
  const notionalUnits = tickUnits / 10n ** BigInt(base.decimals)
  const affordableLots = Number(amountMax / notionalUnits / BigInt(priceMaxTicks + 1))
  buffer.add(ListMarket, {
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
function openAccount(buffer: CommandBuffer, index: number): void {
  const account = limits.accountUserMin + index
  buffer.add(OpenAccount, { uuid: uuid(index + 1) })
  for (const asset of [baseAsset, quoteAsset]) {
    const amountUnits = amountMax / 2n / BigInt(accountCount)
    const idempotencyKey = `genesis-${asset}`
    buffer.add(Deposit, { asset, amountUnits, idempotencyKey }, { account })
  }
}

const uuid = (number: number): Uint8Array =>
  Uint8Array.from({ length: 16 }, (_, at) => (at === 15 ? number : 0))
