// What is traded and what it costs: assets, markets and fee tiers, as the core listed them.
import {
  type AssetListed,
  type AssetSwitchesSet,
  AuctionFlag,
  type AuctionIndicated,
  type FeeTierSet,
  type MarketListed,
  type MarketRulesSet,
  MarketState,
  type MarketStateChanged,
  marketStateNames,
  type ReferencePriceSet,
  Side,
} from '@openbell/protocol'
import type { AssetView, AuctionView, FeeTierView, MarketView } from '../ports.js'
import type { ByteReader, ByteWriter } from './bytes.js'
import {
  asAssetKind,
  asMarketState,
  asStateReason,
  readAsset,
  readMarket,
  readTier,
  writeAsset,
  writeMarket,
  writeTier,
} from './catalogue-bytes.js'
import { Unexplained } from './errors.js'
import { marketRulesOf } from './market-rules.js'

const switches = { deposits: 1, withdrawals: 2 } as const
const switchesOf = (bits: number) => ({
  depositsOpen: (bits & switches.deposits) !== 0,
  withdrawalsOpen: (bits & switches.withdrawals) !== 0,
})

/** Where a market may go from where it is, but for `delisted`: there from everywhere, and for ever. */
const following: Readonly<Record<MarketState, readonly MarketState[]>> = {
  [MarketState.preOpen]: [
    MarketState.auction,
    MarketState.trading,
    MarketState.cancelOnly,
    MarketState.halted,
  ],
  [MarketState.auction]: [MarketState.trading, MarketState.cancelOnly, MarketState.halted],
  [MarketState.trading]: [MarketState.auction, MarketState.cancelOnly, MarketState.halted],
  [MarketState.cancelOnly]: [
    MarketState.preOpen,
    MarketState.auction,
    MarketState.trading,
    MarketState.halted,
  ],
  [MarketState.halted]: [MarketState.preOpen, MarketState.auction, MarketState.cancelOnly],
  [MarketState.delisted]: [],
}

function fail(reason: string): never {
  throw new Unexplained(reason)
}

export class Catalogue {
  /** Open at once, over all markets. */
  ordersPerAccountMax = 0
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

  marketByNumber = (market: number): MarketView | undefined => this.#markets.get(market)
  assetByNumber = (asset: number): AssetView | undefined => this.#assets.get(asset)

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
      ...switchesOf(listed.switches),
      withdrawalMinUnits: listed.withdrawalMinUnits,
      withdrawalMaxUnits: listed.withdrawalMaxUnits,
      withdrawalFeeUnits: listed.withdrawalFeeUnits,
    })
  }

  setSwitches({ asset: number, switches }: AssetSwitchesSet): void {
    const asset = { ...this.asset(number), ...switchesOf(switches) }
    this.#assets.set(number, asset)
    for (const market of this.markets()) {
      if (market.base.asset === number) this.#change(market, { base: asset })
      if (market.quote.asset === number) this.#change(market, { quote: asset })
    }
  }

  listMarket(listed: MarketListed, nowUs: number): MarketView {
    if (this.#markets.get(listed.market)) fail(`market ${listed.market} is listed twice`)
    if (this.#symbols.has(listed.symbol)) fail(`symbol ${listed.symbol} is listed twice`)
    this.#symbols.set(listed.symbol, listed.market)
    const market: MarketView = {
      market: listed.market,
      symbol: listed.symbol,
      base: this.asset(listed.baseAsset),
      quote: this.asset(listed.quoteAsset),
      tickUnits: listed.tickUnits,
      lotUnits: listed.lotUnits,
      notionalUnits: listed.notionalUnits,
      priceMaxTicks: listed.priceMaxTicks,
      ...marketRulesOf(listed),
      state: asMarketState(listed.state),
      stateReason: asStateReason(0),
      stateSinceUs: nowUs,
      stateUntilUs: 0,
      referencePriceTicks: 0,
      auction: undefined,
      uncrossed: undefined,
    }
    this.#markets.set(listed.market, market)
    return market
  }

  setRules(set: MarketRulesSet): MarketView {
    return this.#change(this.market(set.market), marketRulesOf(set))
  }

  setReferencePrice({ market: number, priceTicks }: ReferencePriceSet): MarketView {
    const market = this.market(number)
    if (priceTicks > market.priceMaxTicks) fail(`${priceTicks} ticks are no price of ${number}`)
    return this.#change(market, { referencePriceTicks: priceTicks })
  }

  /** @throws Unexplained where it may not go from where it is to there */
  changeState(event: MarketStateChanged, nowUs: number): MarketView {
    const market = this.market(event.market)
    const state = asMarketState(event.state)
    const mayFollow =
      state === MarketState.delisted
        ? market.state !== MarketState.delisted
        : following[market.state].includes(state)
    if (!mayFollow)
      fail(
        `market ${event.market} goes from ${marketStateNames[market.state]} ` +
          `to ${marketStateNames[state]}`,
      )
    return this.#change(market, {
      state,
      stateReason: asStateReason(event.reason),
      stateSinceUs: nowUs,
      stateUntilUs: event.untilUs,
      auction: undefined,
    })
  }

  /** What would come of an auction. @throws Unexplained where none is on */
  indicate(event: AuctionIndicated, nowUs: number): MarketView {
    const market = this.market(event.market)
    if (market.state !== MarketState.auction) fail(`market ${event.market} is in no auction`)
    return this.#change(market, { auction: auctionOf(market, event, nowUs) })
  }

  /** What came of an auction; the state that it ends in is told next. */
  uncross(event: AuctionIndicated, nowUs: number): MarketView {
    const market = this.market(event.market)
    if (market.state === MarketState.trading) fail(`market ${event.market} trades already`)
    const uncrossed = auctionOf(market, event, nowUs)
    return this.#change(market, { auction: undefined, uncrossed })
  }

  setFeeTier({ tier, name, makerPpm, takerPpm, volumeMinUnits }: FeeTierSet): void {
    this.#tiers.set(tier, { tier, name, makerPpm, takerPpm, volumeMinUnits })
  }

  write(out: ByteWriter): void {
    const assets = this.assets()
    const markets = this.markets()
    const tiers = this.feeTiers()
    out.u32(this.ordersPerAccountMax)
    out.list(assets, assets.length, (asset) => writeAsset(out, asset))
    out.list(markets, markets.length, (market) => writeMarket(out, market))
    out.list(tiers, tiers.length, (tier) => writeTier(out, tier))
  }

  static read(from: ByteReader): Catalogue {
    const catalogue = new Catalogue()
    catalogue.ordersPerAccountMax = from.u32()
    for (const asset of from.list(() => readAsset(from))) catalogue.#assets.set(asset.asset, asset)
    const assetOf = (asset: number): AssetView => catalogue.asset(asset)
    for (const market of from.list(() => readMarket(from, assetOf))) {
      catalogue.#markets.set(market.market, market)
      catalogue.#symbols.set(market.symbol, market.market)
    }
    for (const tier of from.list(() => readTier(from))) catalogue.#tiers.set(tier.tier, tier)
    return catalogue
  }

  #change(market: MarketView, change: Partial<MarketView>): MarketView {
    const changed = { ...market, ...change }
    this.#markets.set(market.market, changed)
    return changed
  }
}

function auctionOf(market: MarketView, event: AuctionIndicated, timestampUs: number): AuctionView {
  const { priceTicks, volumeLots, surplusLots, flags } = event
  if (priceTicks > market.priceMaxTicks || (priceTicks === 0) !== (volumeLots === 0))
    fail(`an auction of market ${market.market} gives ${volumeLots} lots at ${priceTicks}`)
  const surplusSide = flags & AuctionFlag.surplusOfSellers ? Side.sell : Side.buy
  return { priceTicks, volumeLots, surplusLots, surplusSide, timestampUs }
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
