// What a venue, an asset, a market and a tier are, in the commands that state it and in exports.
import { type Field, field } from './shape.js'

/** What a venue is and may hold. */
export const venueLimits: readonly Field[] = [
  field('rules', 'u8', 'Rules'),
  field('shard', 'u8', 'the top bits of order and trade ids'),
  field('reserved', 'u16'),
  field('sessionsMax', 'u32'),
  field('assetsMax', 'u32'),
  field('marketsMax', 'u32'),
  field('accountsMax', 'u32'),
  field('ordersMax', 'u32', 'open at once'),
  field('clientIdsMax', 'u32', 'client order ids and idempotency keys remembered at once'),
  field('finishedIdsPerAccountMax', 'u32'),
  field('finishedIdsWindowUs', 'u64', 'longer than the longest recvWindow'),
  field('stepsPerFrameMax', 'u32', 'fills and cancels that one frame may work off'),
  field('tiersMax', 'u32'),
  field('priceDirectoryEntriesMax', 'u32', '4 x (priceMaxTicks / 512 + 1) a market'),
  field('ordersPerAccountMax', 'u32', 'open at once'),
  field('specialOrdersMax', 'u32', 'open at once; a trailing order also takes a place of an order'),
  field('orderListsMax', 'u32', 'open at once'),
  field('withdrawalsMax', 'u32', 'reserved at once'),
  field('reserved4', 'u32'),
]

/** What an asset is. */
export const assetBody: readonly Field[] = [
  field('asset', 'u32', 'dense, from 0'),
  field('assetKind', 'u8', 'AssetKind'),
  field('decimals', 'u8', 'one unit is 10^-decimals'),
  field('displayDecimals', 'u8'),
  field('switches', 'u8', '1 = deposits, 2 = withdrawals'),
  field('withdrawalMinUnits', 'i64'),
  field('withdrawalMaxUnits', 'i64'),
  field('withdrawalFeeUnits', 'i64'),
  field('code', { text: 12 }),
  field('name', { text: 28 }),
]

/** What a market admits, stated at listing and changed as a whole; 0 = no such rule, if not said. */
export const marketRules: readonly Field[] = [
  field('priceMinTicks', 'u64', '0 and 1 admit the same'),
  field('quantityMinLots', 'u64'),
  field('quantityMaxLots', 'u64'),
  field('marketQuantityMaxLots', 'u64', 'of an order without a limit price; 0 = quantityMaxLots'),
  field('notionalMinUnits', 'i64'),
  field('positionMaxLots', 'u64', 'base owned and on order'),
  field('velocityWindowUs', 'u64'),
  field('reopenUs', 'u64', 'of the auction that the velocity breaker calls; 0 = until told'),
  field('velocityPpm', 'u32', 'of the window’s first price'),
  field('priceBandPpm', 'u32', 'of the reference price'),
  field('percentUpPpm', 'u32', 'highest limit price, above the reference price'),
  field('percentDownPpm', 'u32', 'lowest limit price, below the reference price'),
  field('slippagePpm', 'u32', 'of the touch, for orders without a limit price'),
  field('ordersPerAccountMax', 'u32'),
  field('stopsPerAccountMax', 'u32'),
  field('icebergPartsMax', 'u32', '0 = no icebergs'),
  field('trailingMinBips', 'u32'),
  field('trailingMaxBips', 'u32', '0 = no trailing orders'),
]

/** What a market is when it is listed. */
export const marketBody: readonly Field[] = [
  field('baseAsset', 'u32'),
  field('quoteAsset', 'u32'),
  field('tickUnits', 'i64', 'quote units of one tick, for one whole of the base asset'),
  field('lotUnits', 'i64', 'base units of one lot'),
  field('priceMaxTicks', 'u64'),
  ...marketRules,
  field('state', 'u8', 'MarketState'),
  field('reserved', 'u8'),
  field('reserved2', 'u16'),
  field('reserved4', 'u32'),
  field('symbol', { text: 24 }),
]

/** What a tier costs. */
export const tierBody: readonly Field[] = [
  field('tier', 'u32', 'from 0'),
  field('makerPpm', 'u32'),
  field('takerPpm', 'u32'),
  field('reserved4', 'u32'),
  field('volumeMinUnits', 'i64', '30-day volume in USD-equivalent, 10^-8'),
  field('name', { text: 16 }),
]
