// A market as exchangeInfo shows it: what may be done there, and every filter that orders must pass.
import { formatUnits } from '@openbell/protocol'
import type { MarketView } from '../../ports.js'
import { formatPrice, formatQuantity, formatQuote } from '../decimals.js'
import { marketStatusNames, orderTypeNames, preventionNames } from './words.js'

const defaultPrevention = 'EXPIRE_MAKER'

export const symbolJson = (market: MarketView, showPermissionSets: boolean) => ({
  symbol: market.symbol,
  status: marketStatusNames[market.state],
  baseAsset: market.base.code,
  baseAssetPrecision: market.base.decimals,
  quoteAsset: market.quote.code,
  quotePrecision: market.quote.decimals,
  quoteAssetPrecision: market.quote.decimals,
  baseCommissionPrecision: market.base.decimals,
  quoteCommissionPrecision: market.quote.decimals,
  orderTypes: orderTypeNames,
  icebergAllowed: market.icebergPartsMax > 0,
  ocoAllowed: true,
  otoAllowed: true,
  opoAllowed: false,
  quoteOrderQtyMarketAllowed: true,
  allowTrailingStop: market.trailingMaxBips > 0,
  cancelReplaceAllowed: true,
  amendAllowed: true,
  pegInstructionsAllowed: false,
  isSpotTradingAllowed: true,
  isMarginTradingAllowed: false,
  filters: filtersOf(market),
  permissions: [],
  ...(showPermissionSets && { permissionSets: [['SPOT']] }),
  defaultSelfTradePreventionMode: defaultPrevention,
  allowedSelfTradePreventionModes: preventionNames,
})

function filtersOf(market: MarketView): readonly object[] {
  const notionalMaxUnits =
    BigInt(market.priceMaxTicks) * BigInt(market.quantityMaxLots) * market.notionalUnits
  return [
    {
      filterType: 'PRICE_FILTER',
      minPrice: formatPrice(market, Math.max(1, market.priceMinTicks)),
      maxPrice: formatPrice(market, market.priceMaxTicks),
      tickSize: formatPrice(market, 1),
    },
    { filterType: 'LOT_SIZE', ...quantities(market, market.quantityMaxLots) },
    {
      filterType: 'MARKET_LOT_SIZE',
      ...quantities(market, market.marketQuantityMaxLots || market.quantityMaxLots),
    },
    {
      filterType: 'NOTIONAL',
      minNotional: formatQuote(market, market.notionalMinUnits),
      applyMinToMarket: false,
      maxNotional: formatQuote(market, notionalMaxUnits),
      applyMaxToMarket: false,
      avgPriceMins: 0,
    },
    ...rangeFilters(market),
    ...countFilters(market),
  ]
}

const quantities = (market: MarketView, maxLots: number) => ({
  minQty: formatQuantity(market, market.quantityMinLots),
  maxQty: formatQuantity(market, maxLots),
  stepSize: formatQuantity(market, 1),
})

const ppmDecimals = 6
const whole = 1_000_000n
/** What no price reaches: the dialect has no word for a side without a bound. */
const unboundedUp = '1000000'

/** A fraction above or below one, as a factor. */
export const factorUp = (ppm: number): string => formatUnits(whole + BigInt(ppm), ppmDecimals)
export const factorDown = (ppm: number): string => formatUnits(whole - BigInt(ppm), ppmDecimals)

function rangeFilters({
  percentUpPpm,
  percentDownPpm,
  trailingMinBips,
  trailingMaxBips,
}: MarketView): readonly object[] {
  const filters: object[] = []
  if (percentUpPpm > 0 || percentDownPpm > 0)
    filters.push({
      filterType: 'PERCENT_PRICE',
      multiplierUp: percentUpPpm > 0 ? factorUp(percentUpPpm) : unboundedUp,
      multiplierDown: percentDownPpm > 0 ? factorDown(percentDownPpm) : '0',
      avgPriceMins: 0,
    })
  if (trailingMaxBips > 0)
    filters.push({
      filterType: 'TRAILING_DELTA',
      minTrailingAboveDelta: trailingMinBips,
      maxTrailingAboveDelta: trailingMaxBips,
      minTrailingBelowDelta: trailingMinBips,
      maxTrailingBelowDelta: trailingMaxBips,
    })
  return filters
}

function countFilters(market: MarketView): readonly object[] {
  const { icebergPartsMax, ordersPerAccountMax, stopsPerAccountMax, positionMaxLots } = market
  const filters: object[] = []
  if (icebergPartsMax > 0) filters.push({ filterType: 'ICEBERG_PARTS', limit: icebergPartsMax })
  if (ordersPerAccountMax > 0)
    filters.push({ filterType: 'MAX_NUM_ORDERS', maxNumOrders: ordersPerAccountMax })
  if (stopsPerAccountMax > 0)
    filters.push({ filterType: 'MAX_NUM_ALGO_ORDERS', maxNumAlgoOrders: stopsPerAccountMax })
  if (positionMaxLots > 0)
    filters.push({
      filterType: 'MAX_POSITION',
      maxPosition: formatQuantity(market, positionMaxLots),
    })
  return filters
}
