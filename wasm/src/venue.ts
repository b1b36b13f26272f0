// The first frame of a venue, from a short plan: the same records that a journal begins with.
import {
  type Amount,
  AssetKind,
  amountMax,
  CommandBatch,
  Configure,
  Deposit,
  EventCursor,
  type Given,
  ListAsset,
  ListMarket,
  limits,
  MarketState,
  noMarketRules,
  OpenAccount,
  Outcome,
  OutcomeStatus,
  Rules,
  rejectNames,
  SetFeeTier,
} from '@openbell/protocol'
import type { Capacities } from './capacities.js'
import type { Engine } from './engine.js'

/** A market of a plan; its number is its place, from 0. What is left out has a free default. */
export type ListedMarket = Pick<
  Given<ListMarket>,
  'baseAsset' | 'quoteAsset' | 'tickUnits' | 'lotUnits' | 'priceMaxTicks'
> &
  Partial<Given<ListMarket>>

export interface VenuePlan {
  /** Their numbers are their places, from 0. */
  readonly assets: readonly { readonly code: string; readonly decimals: number }[]
  readonly markets: readonly ListedMarket[]
  /** How many to open; their numbers count up from `limits.accountUserMin`. */
  readonly accounts: number
  /** What every account gets of each asset, in units. */
  readonly fundsUnits: readonly Amount[]
  /** Of every account; 0 where nothing is said. */
  readonly makerPpm?: number
  readonly takerPpm?: number
  /** Limits that shall be other than `configureFor` has them. */
  readonly limits?: Partial<Given<Configure>>
}

/** The first command of a journal: the exchange's rules, and limits as large as the capacities. */
export const configureFor = (capacities: Capacities): Given<Configure> => ({
  rules: Rules.exchange,
  shard: 0,
  sessionsMax: capacities.sessions,
  assetsMax: capacities.assets,
  marketsMax: capacities.markets,
  accountsMax: capacities.accounts,
  ordersMax: capacities.orders,
  clientIdsMax: capacities.clientIds,
  finishedIdsPerAccountMax: 1_000,
  finishedIdsWindowUs: 120_000_000,
  stepsPerFrameMax: 20_000,
  tiersMax: capacities.tiers,
  priceDirectoryEntriesMax: capacities.priceDirectoryEntries,
  ordersPerAccountMax: capacities.orders,
  specialOrdersMax: capacities.specialOrders,
  orderListsMax: capacities.orderLists,
  withdrawalsMax: capacities.withdrawals,
})

/**
 * Gives a core that has applied nothing its first frame.
 * @returns the frame's commands, for a journal
 * @throws RangeError naming the first command that was refused, or where one frame cannot hold all
 */
export function beginVenue(engine: Engine, plan: VenuePlan, timestampUs = 0): Uint8Array {
  const batch = new CommandBatch()
  batch.add(Configure, { ...configureFor(engine.capacities), ...plan.limits })
  const { makerPpm = 0, takerPpm = 0 } = plan
  batch.add(SetFeeTier, { tier: 0, makerPpm, takerPpm, volumeMinUnits: 0, name: '' })
  for (const asset of plan.assets.keys()) addAsset(batch, plan, asset)
  for (const market of plan.markets.keys()) addMarket(batch, plan, market)
  for (let index = 0; index < plan.accounts; index++) addAccount(batch, plan, index)
  const commands = batch.take()
  let refused: string | undefined
  engine.apply(engine.sequence + 1, timestampUs, commands, (events) => {
    refused ??= refusalIn(events)
  })
  if (refused !== undefined) throw new RangeError(refused)
  return commands
}

function addAsset(batch: CommandBatch, { assets }: VenuePlan, asset: number): void {
  const { code, decimals } = assets[asset]
  batch.add(ListAsset, {
    asset,
    assetKind: AssetKind.crypto,
    decimals,
    displayDecimals: decimals,
    switches: 3,
    withdrawalMinUnits: 0,
    withdrawalMaxUnits: amountMax,
    withdrawalFeeUnits: 0,
    code,
    name: code,
  })
}

function addMarket(batch: CommandBatch, { assets, markets }: VenuePlan, market: number): void {
  const listed = markets[market]
  const [base, quote] = [assets[listed.baseAsset], assets[listed.quoteAsset]]
  batch.add(ListMarket, {
    ...noMarketRules,
    market,
    quantityMaxLots: quantityMaxOf(listed, base?.decimals ?? 0),
    state: MarketState.trading,
    symbol: `${base?.code}${quote?.code}`,
    ...listed,
  })
}

/** So many lots that no notional, and no quantity, exceeds an amount. */
function quantityMaxOf(listed: ListedMarket, baseDecimals: number): number {
  const lotUnits = BigInt(listed.lotUnits)
  const notionalUnits = (BigInt(listed.tickUnits) * lotUnits) / 10n ** BigInt(baseDecimals)
  const dearest = notionalUnits * BigInt(listed.priceMaxTicks)
  const most = amountMax / (dearest > lotUnits ? dearest : lotUnits || 1n)
  return Number(most < limits.idMax ? most : limits.idMax)
}

function addAccount(batch: CommandBatch, { fundsUnits }: VenuePlan, index: number): void {
  const account = limits.accountUserMin + index
  const uuid = new Uint8Array(16)
  new DataView(uuid.buffer).setUint32(12, index + 1)
  batch.add(OpenAccount, { uuid })
  for (const [asset, amountUnits] of fundsUnits.entries())
    if (BigInt(amountUnits) > 0n)
      batch.add(Deposit, { account, asset, amountUnits, idempotencyKey: `begin-${asset}` })
}

/** The first command that was refused, and why. */
function refusalIn(bytes: Uint8Array): string | undefined {
  for (const events = new EventCursor(bytes); events.hasNext; ) {
    if (events.next() !== Outcome.kind) continue
    const { status, commandIndex, reject } = events.read(Outcome)
    if (status === OutcomeStatus.rejected) return `command ${commandIndex}: ${rejectNames[reject]}`
  }
  return undefined
}
