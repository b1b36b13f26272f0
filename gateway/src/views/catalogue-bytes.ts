// Assets, markets and fee tiers in a snapshot of the views, and the enumerations that they hold.
import {
  AssetKind,
  assetKindNames,
  MarketState,
  MarketStateReason,
  marketStateNames,
  marketStateReasonNames,
  Side,
} from '@openbell/protocol'
import type { AssetView, AuctionView, FeeTierView, MarketView } from '../ports.js'
import type { ByteReader, ByteWriter } from './bytes.js'
import { Unexplained } from './errors.js'
import { readMarketRules, writeMarketRules } from './market-rules.js'

/** @throws Unexplained where it is none */
export const asAssetKind = (value: number): AssetKind =>
  AssetKind[assetKindNames[value]] ?? fail(`asset kind ${value} is unknown`)
/** @throws Unexplained where it is none */
export const asMarketState = (value: number): MarketState =>
  MarketState[marketStateNames[value]] ?? fail(`market state ${value} is unknown`)
/** @throws Unexplained where it is none */
export const asStateReason = (value: number): MarketStateReason =>
  MarketStateReason[marketStateReasonNames[value]] ?? fail(`state reason ${value} is unknown`)

function fail(reason: string): never {
  throw new Unexplained(reason)
}

export function writeAsset(out: ByteWriter, asset: AssetView): void {
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

export const readAsset = (from: ByteReader): AssetView => ({
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

function writeAuction(out: ByteWriter, auction: AuctionView | undefined): void {
  out.u8(auction ? 1 : 0)
  if (!auction) return
  out.u64(auction.priceTicks)
  out.u64(auction.volumeLots)
  out.u64(auction.surplusLots)
  out.u8(auction.surplusSide)
  out.u64(auction.timestampUs)
}

function readAuction(from: ByteReader): AuctionView | undefined {
  if (from.u8() === 0) return undefined
  return {
    priceTicks: from.u64(),
    volumeLots: from.u64(),
    surplusLots: from.u64(),
    surplusSide: from.u8() === Side.sell ? Side.sell : Side.buy,
    timestampUs: from.u64(),
  }
}

export function writeMarket(out: ByteWriter, market: MarketView): void {
  out.u32(market.market)
  out.text(market.symbol)
  out.u32(market.base.asset)
  out.u32(market.quote.asset)
  out.i64(market.tickUnits)
  out.i64(market.lotUnits)
  out.i64(market.notionalUnits)
  out.u64(market.priceMaxTicks)
  writeMarketRules(out, market)
  out.u8(market.state)
  out.u8(market.stateReason)
  out.u64(market.stateSinceUs)
  out.u64(market.stateUntilUs)
  out.u64(market.referencePriceTicks)
  writeAuction(out, market.auction)
  writeAuction(out, market.uncrossed)
}

export const readMarket = (
  from: ByteReader,
  assetOf: (asset: number) => AssetView,
): MarketView => ({
  market: from.u32(),
  symbol: from.text(),
  base: assetOf(from.u32()),
  quote: assetOf(from.u32()),
  tickUnits: from.i64(),
  lotUnits: from.i64(),
  notionalUnits: from.i64(),
  priceMaxTicks: from.u64(),
  ...readMarketRules(from),
  state: asMarketState(from.u8()),
  stateReason: asStateReason(from.u8()),
  stateSinceUs: from.u64(),
  stateUntilUs: from.u64(),
  referencePriceTicks: from.u64(),
  auction: readAuction(from),
  uncrossed: readAuction(from),
})

export function writeTier(out: ByteWriter, tier: FeeTierView): void {
  out.u32(tier.tier)
  out.text(tier.name)
  out.u32(tier.makerPpm)
  out.u32(tier.takerPpm)
  out.i64(tier.volumeMinUnits)
}

export const readTier = (from: ByteReader): FeeTierView => ({
  tier: from.u32(),
  name: from.text(),
  makerPpm: from.u32(),
  takerPpm: from.u32(),
  volumeMinUnits: from.i64(),
})
