// Cores with room for the largest point of every sweep, so that only what is in use differs.
import { type Capacities, configureFor, type Engine, loadEngine } from '@openbell/engine'
import { directoryEntries } from '@openbell/gateway/ingress/genesis-market.js'
import {
  AssetKind,
  CommandBatch,
  Configure,
  Deposit,
  ListAsset,
  ListMarket,
  limits,
  MarketState,
  noMarketRules,
  OpenAccount,
  Rules,
  SetFeeTier,
} from '@openbell/protocol'
import { ignore } from '../core-run.js'

export const ordersMax = 1_000_000
export const spanTicksMax = 10_000_000
export const marketsMax = 1_000
export const accountsMax = 1_000_000

const assets = [
  { asset: 0, code: 'BASE' },
  { asset: 1, code: 'QUOTE' },
]
/** So many for a million accounts stay below the supply that an asset may have. */
const depositUnits = 10n ** 12n
const commandsPerFrame = 1000

const few: Capacities = {
  sessions: 1,
  assets: assets.length,
  markets: 1,
  accounts: limits.accountUserMin + 1,
  orders: ordersMax,
  clientIds: 1,
  priceDirectoryEntries: 65_536,
  tiers: 1,
  specialOrders: 1,
  orderLists: 1,
  withdrawals: 1,
  outputBytes: limits.eventPartBytesMax,
}

/** Applies frames one behind the other, a microsecond each. */
export class GrowingCore {
  private constructor(readonly engine: Engine) {}

  /** By the public benchmark's rules. */
  static ofBenchmark(): GrowingCore {
    const core = new GrowingCore(loadEngine(undefined, few))
    const batch = new CommandBatch()
    addConfigure(batch, Rules.benchmark, few)
    core.apply(batch.take())
    return core
  }

  /** By the exchange's, with so many markets of `priceMaxTicks`, and accounts that have plenty. */
  static ofExchange(markets: number, accounts: number, priceMaxTicks: number): GrowingCore {
    const capacities: Capacities = {
      ...few,
      markets: marketsMax,
      accounts: limits.accountUserMin + accountsMax,
      clientIds: accountsMax,
      priceDirectoryEntries: marketsMax * directoryEntries(priceMaxTicks),
    }
    const core = new GrowingCore(loadEngine(undefined, capacities))
    const batch = new CommandBatch()
    addConfigure(batch, Rules.exchange, capacities)
    addListings(batch)
    for (let market = 0; market < markets; market++) addMarket(batch, market, priceMaxTicks)
    core.apply(batch.take())
    for (let index = 0; index < accounts; index++) {
      addAccount(batch, index)
      if (batch.count >= commandsPerFrame || index + 1 === accounts) core.apply(batch.take())
    }
    return core
  }

  apply(commands: Uint8Array): void {
    const sequence = this.engine.sequence + 1
    this.engine.apply(sequence, sequence, commands, ignore)
  }
}

function addConfigure(batch: CommandBatch, rules: Rules, capacities: Capacities): void {
  batch.add(Configure, {
    ...configureFor(capacities),
    rules,
    // A deposit is forgotten at the next one: there is room for an account's last.
    finishedIdsPerAccountMax: 1,
    finishedIdsWindowUs: 1,
  })
}

function addListings(batch: CommandBatch): void {
  const rates = { makerPpm: 1000, takerPpm: 2000, volumeMinUnits: 0n }
  batch.add(SetFeeTier, { tier: 0, ...rates, name: 'all' })
  for (const { asset, code } of assets)
    batch.add(ListAsset, {
      asset,
      assetKind: AssetKind.crypto,
      decimals: 0,
      displayDecimals: 0,
      switches: 3,
      withdrawalMinUnits: 0n,
      withdrawalMaxUnits: 0n,
      withdrawalFeeUnits: 0n,
      code,
      name: code,
    })
}

function addMarket(batch: CommandBatch, market: number, priceMaxTicks: number): void {
  const rules = { ...noMarketRules, priceMinTicks: 1, quantityMaxLots: 1000 }
  const units = { baseAsset: 0, quoteAsset: 1, tickUnits: 1n, lotUnits: 1n }
  const listing = { ...units, ...rules, priceMaxTicks, state: MarketState.trading }
  batch.add(ListMarket, { market, ...listing, symbol: `M${market}` })
}

function addAccount(batch: CommandBatch, index: number): void {
  const uuid = new Uint8Array(16)
  new DataView(uuid.buffer).setUint32(0, index + 1)
  batch.add(OpenAccount, { uuid })
  const account = limits.accountUserMin + index
  for (const { asset, code } of assets)
    batch.add(Deposit, { account, asset, amountUnits: depositUnits, idempotencyKey: code })
}
