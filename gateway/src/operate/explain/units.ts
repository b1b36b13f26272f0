// Ticks, lots and units as the decimals that people know, by the listings that came by.
import { AssetListed, formatUnits, MarketListed } from '@openbell/protocol'

export class Units {
  private readonly assets = new Map<number, AssetListed>()
  private readonly markets = new Map<number, MarketListed>()

  /** Takes every event of the journal, in order. */
  see(kind: number, view: DataView, at: number): void {
    if (kind === AssetListed.kind) {
      const asset = AssetListed.read(view, at)
      this.assets.set(asset.asset, asset)
    } else if (kind === MarketListed.kind) {
      const market = MarketListed.read(view, at)
      this.markets.set(market.market, market)
    }
  }

  symbol = (market: number): string => this.markets.get(market)?.symbol ?? `market ${market}`

  /** Such as `60000.5 USDT`; in ticks where the listing was archived. */
  price(market: number, ticks: number): string {
    const listed = this.markets.get(market)
    return listed
      ? this.amount(listed.quoteAsset, BigInt(ticks) * listed.tickUnits)
      : `${ticks} ticks`
  }

  quantity(market: number, lots: number): string {
    const listed = this.markets.get(market)
    return listed ? this.amount(listed.baseAsset, BigInt(lots) * listed.lotUnits) : `${lots} lots`
  }

  /** Of the market's quote asset. */
  quote(market: number, units: bigint): string {
    const listed = this.markets.get(market)
    return listed ? this.amount(listed.quoteAsset, units) : `${units} units of the quote`
  }

  /** A fee is of the asset that was received. */
  fee(market: number, isBuyer: boolean, units: bigint): string {
    const listed = this.markets.get(market)
    if (!listed) return `${units} units`
    return this.amount(isBuyer ? listed.baseAsset : listed.quoteAsset, units)
  }

  private amount(asset: number, units: bigint): string {
    const listed = this.assets.get(asset)
    if (!listed) return `${units} units of asset ${asset}`
    const text = formatUnits(units, listed.decimals)
    return `${text.includes('.') ? text.replace(/\.?0+$/, '') : text} ${listed.code}`
  }
}
