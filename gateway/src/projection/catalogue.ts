// The assets and markets known at the cursor, and their integers as the tables' decimals.
import { formatUnits } from '@openbell/protocol'
import { ProjectionError } from './faults.js'

/** The tables hold eight decimals, so a finer asset can be replayed but not projected. */
const decimalsMax = 8

export interface ListedAsset {
  readonly asset: number
  readonly code: string
  readonly decimals: number
}

export interface ListedMarket {
  readonly market: number
  readonly symbol: string
  readonly base: ListedAsset
  readonly quote: ListedAsset
  readonly tickUnits: bigint
  readonly lotUnits: bigint
}

export class Catalogue {
  readonly #assets = new Map<number, ListedAsset>()
  readonly #markets = new Map<number, ListedMarket>()

  listAsset(asset: ListedAsset): void {
    if (asset.decimals > decimalsMax)
      throw new ProjectionError(
        `${asset.code} has ${asset.decimals} decimals, and the tables hold ${decimalsMax}`,
      )
    this.#assets.set(asset.asset, asset)
  }

  listMarket(market: ListedMarket): void {
    this.#markets.set(market.market, market)
  }

  assets(): Iterable<ListedAsset> {
    return this.#assets.values()
  }

  asset(number: number): ListedAsset {
    const asset = this.#assets.get(number)
    if (!asset) throw new ProjectionError(`asset ${number} was never listed`)
    return asset
  }

  market(number: number): ListedMarket {
    const market = this.#markets.get(number)
    if (!market) throw new ProjectionError(`market ${number} was never listed`)
    return market
  }
}

export const amountText = (asset: ListedAsset, units: bigint): string =>
  formatUnits(units, asset.decimals)

export const priceUnits = (market: ListedMarket, ticks: number): bigint =>
  BigInt(ticks) * market.tickUnits

export const priceText = (market: ListedMarket, ticks: number): string =>
  amountText(market.quote, priceUnits(market, ticks))

export const quantityUnits = (market: ListedMarket, lots: number): bigint =>
  BigInt(lots) * market.lotUnits

export const quantityText = (market: ListedMarket, lots: number): string =>
  amountText(market.base, quantityUnits(market, lots))
