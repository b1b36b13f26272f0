// What is traded and what it costs: assets, markets and fee tiers, as the core listed them.
import {
  AssetKind,
  type AssetListed,
  assetKindNames,
  type FeeTierSet,
  type MarketListed,
  MarketState,
  type MarketStateChanged,
  marketStateNames,
} from '@openbell/protocol'
import type { AssetView, FeeTierView, MarketView } from '../ports.js'
import type { ByteReader, ByteWriter } from './bytes.js'
import { Unexplained } from './errors.js'

const switches = { deposits: 1, withdrawals: 2 } as const

const asAssetKind = (value: number): AssetKind =>
  AssetKind[assetKindNames[value]] ?? fail(`asset kind ${value} is unknown`)
const asMarketState = (value: number): MarketState =>
  MarketState[marketStateNames[value]] ?? fail(`market state ${value} is unknown`)

function fail(reason: string): never {
  throw new Unexplained(reason)
}

export class Catalogue {
  readonly #assets = new Numbered<AssetView>()
  readonly #markets = new Numbered<MarketView>()
  readonly #tiers = new Numbered<FeeTierView>()
  readonly #symbols = new Map<string, number>()

  assets = (): readonly AssetView[] => this.#assets.list()
  markets = (): readonly MarketView[] => this.#markets.list()
  feeTiers = (): readonly FeeTierView[] => this.#tiers.list()

  marketBySymbol(symbol: string): MarketView | undefined {
    const market = this.#symbols.get(symbol)
    return market === undefined ? undefined : this.#markets.get(market)
  }

  /** @throws Unexplained where it is not listed */
  market(market: number): MarketView {
    return this.#markets.get(market) ?? fail(`market ${market} is not listed`)
  }

  /** @throws Unexplained where it is not listed */
  asset(asset: number): AssetView {
    return this.#assets.get(asset) ?? fail(`asset ${asset} is not listed`)
  }

  listAsset(listed: AssetListed): void {
    if (this.#assets.get(listed.asset)) fail(`asset ${listed.asset} is listed twice`)
    this.#assets.set(listed.asset, {
      asset: listed.asset,
      code: listed.code,
      name: listed.name,
      kind: asAssetKind(listed.assetKind),
      decimals: listed.decimals,
      displayDecimals: listed.displayDecimals,
      depositsOpen: (listed.switches & switches.deposits) !== 0,
      withdrawalsOpen: (listed.switches & switches.withdrawals) !== 0,
      withdrawalMinUnits: listed.withdrawalMinUnits,
      withdrawalMaxUnits: listed.withdrawalMaxUnits,
      withdrawalFeeUnits: listed.withdrawalFeeUnits,
    })
  }

  listMarket(listed: MarketListed): void {
    if (this.#markets.get(listed.market)) fail(`market ${listed.market} is listed twice`)
    if (this.#symbols.has(listed.symbol)) fail(`symbol ${listed.symbol} is listed twice`)
    this.#symbols.set(listed.symbol, listed.market)
    this.#markets.set(listed.market, {
      market: listed.market,
      symbol: listed.symbol,
      base: this.asset(listed.baseAsset),
      quote: this.asset(listed.quoteAsset),
      tickUnits: listed.tickUnits,
      lotUnits: listed.lotUnits,
      notionalUnits: listed.notionalUnits,
      priceMaxTicks: listed.priceMaxTicks,
      quantityMinLots: listed.quantityMinLots,
      quantityMaxLots: listed.quantityMaxLots,
      notionalMinUnits: listed.notionalMinUnits,
      priceBandPpm: listed.priceBandPpm,
      state: asMarketState(listed.state),
    })
  }

  changeState({ market, state }: MarketStateChanged): void {
    this.#markets.set(market, { ...this.market(market), state: asMarketState(state) })
  }

  setFeeTier({ tier, name, makerPpm, takerPpm, volumeMinUnits }: FeeTierSet): void {
    this.#tiers.set(tier, { tier, name, makerPpm, takerPpm, volumeMinUnits })
  }

  write(out: ByteWriter): void {
    const assets = this.assets()
    const markets = this.markets()
    const tiers = this.feeTiers()
    out.list(assets, assets.length, (asset) => writeAsset(out, asset))
    out.list(markets, markets.length, (market) => writeMarket(out, market))
    out.list(tiers, tiers.length, (tier) => writeTier(out, tier))
  }

  static read(from: ByteReader): Catalogue {
    const catalogue = new Catalogue()
    for (const asset of from.list(() => readAsset(from))) catalogue.#assets.set(asset.asset, asset)
    for (const market of from.list(() => readMarket(from, catalogue))) {
      catalogue.#markets.set(market.market, market)
      catalogue.#symbols.set(market.symbol, market.market)
    }
    for (const tier of from.list(() => readTier(from))) catalogue.#tiers.set(tier.tier, tier)
    return catalogue
  }
}

/** Things by their number, and a list of them that is made again after a change. */
class Numbered<Thing> {
  readonly #things: (Thing | undefined)[] = []
  #list: readonly Thing[] | undefined

  get(number: number): Thing | undefined {
    return this.#things[number]
  }

  set(number: number, thing: Thing): void {
    this.#things[number] = thing
    this.#list = undefined
  }

  list(): readonly Thing[] {
    this.#list ??= this.#things.filter((thing) => thing !== undefined)
    return this.#list
  }
}

function writeAsset(out: ByteWriter, asset: AssetView): void {
  out.u32(asset.asset)
  out.text(asset.code)
  out.text(asset.name)
  out.u8(asset.kind)
  out.u8(asset.decimals)
  out.u8(asset.displayDecimals)
  out.u8(asset.depositsOpen ? 1 : 0)
  out.u8(asset.withdrawalsOpen ? 1 : 0)
  out.i64(asset.withdrawalMinUnits)
  out.i64(asset.withdrawalMaxUnits)
  out.i64(asset.withdrawalFeeUnits)
}

const readAsset = (from: ByteReader): AssetView => ({
  asset: from.u32(),
  code: from.text(),
  name: from.text(),
  kind: asAssetKind(from.u8()),
  decimals: from.u8(),
  displayDecimals: from.u8(),
  depositsOpen: from.u8() === 1,
  withdrawalsOpen: from.u8() === 1,
  withdrawalMinUnits: from.i64(),
  withdrawalMaxUnits: from.i64(),
  withdrawalFeeUnits: from.i64(),
})

function writeMarket(out: ByteWriter, market: MarketView): void {
  out.u32(market.market)
  out.text(market.symbol)
  out.u32(market.base.asset)
  out.u32(market.quote.asset)
  out.i64(market.tickUnits)
  out.i64(market.lotUnits)
  out.i64(market.notionalUnits)
  out.u64(market.priceMaxTicks)
  out.u64(market.quantityMinLots)
  out.u64(market.quantityMaxLots)
  out.i64(market.notionalMinUnits)
  out.u32(market.priceBandPpm)
  out.u8(market.state)
}

const readMarket = (from: ByteReader, catalogue: Catalogue): MarketView => ({
  market: from.u32(),
  symbol: from.text(),
  base: catalogue.asset(from.u32()),
  quote: catalogue.asset(from.u32()),
  tickUnits: from.i64(),
  lotUnits: from.i64(),
  notionalUnits: from.i64(),
  priceMaxTicks: from.u64(),
  quantityMinLots: from.u64(),
  quantityMaxLots: from.u64(),
  notionalMinUnits: from.i64(),
  priceBandPpm: from.u32(),
  state: asMarketState(from.u8()),
})

function writeTier(out: ByteWriter, tier: FeeTierView): void {
  out.u32(tier.tier)
  out.text(tier.name)
  out.u32(tier.makerPpm)
  out.u32(tier.takerPpm)
  out.i64(tier.volumeMinUnits)
}

const readTier = (from: ByteReader): FeeTierView => ({
  tier: from.u32(),
  name: from.text(),
  makerPpm: from.u32(),
  takerPpm: from.u32(),
  volumeMinUnits: from.i64(),
})
