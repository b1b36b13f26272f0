// Every command that a journal frame may carry.
//
//   0        1       2            4          8               16            24         28        32
//   ├ kind ──┼ lane ─┼ sizeBytes ─┼ session ─┼ laneSequence ─┼ deadlineMs ─┼ account ─┼ market ─┤ …
//
// (edge session, lane, lane sequence) names a delivery; deadlineMs is ingress's business, 0 = none.
// The benchmark's records (kinds 0 to 2) are the public order file's, 40 bytes, without this head.
import { type Field, field, type RecordShape } from './shape.js'

const head: readonly Field[] = [
  field('kind', 'u8'),
  field('lane', 'u8'),
  field('sizeBytes', 'u16'),
  field('session', 'u32'),
  field('laneSequence', 'u64'),
  field('deadlineMs', 'u64'),
  field('account', 'u32'),
  field('market', 'u32'),
]

const command = (kind: number, name: string, about: string, fields: readonly Field[]) => ({
  name,
  kind,
  about,
  fields: [...head, ...fields],
})

const benchmark = (kind: number, name: string, about: string) => ({
  name,
  kind,
  about,
  fields: [
    field('kind', 'u8'),
    field('side', 'u8'),
    field('immediateOrCancel', 'u8'),
    field('reserved', 'u8'),
    field('quantity', 'u32'),
    field('sequence', 'u64'),
    field('orderId', 'u64'),
    field('priceTicks', 'i64'),
    field('reserved8', 'u64'),
  ],
})

export const commands: readonly RecordShape[] = [
  benchmark(0, 'BenchmarkNew', 'A new order by the public benchmark’s rules.'),
  benchmark(1, 'BenchmarkCancel', 'A cancel by the public benchmark’s rules.'),
  benchmark(2, 'BenchmarkModify', 'A modify by the public benchmark’s rules.'),
  command(8, 'Configure', 'The first command of every journal: rules and logical limits.', [
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
    field('pricePagesMax', 'u32', 'of 512 neighbouring prices, in use at once by all books'),
    field('priceDirectoryEntriesMax', 'u32', 'priceMaxTicks / 512 + 1 a side of every market'),
  ]),
  command(9, 'OpenSession', 'Gives an edge its session number; the same edge gets the same one.', [
    field('edge', { bytes: 16 }, 'uuid'),
  ]),
  command(10, 'ListAsset', 'Makes an asset known.', [
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
  ]),
  command(11, 'ListMarket', 'Makes a market known; `market` of the head is its number, from 0.', [
    field('baseAsset', 'u32'),
    field('quoteAsset', 'u32'),
    field('tickUnits', 'i64', 'quote units of one tick, for one whole of the base asset'),
    field('lotUnits', 'i64', 'base units of one lot'),
    field('priceMaxTicks', 'u64'),
    field('quantityMinLots', 'u64'),
    field('quantityMaxLots', 'u64'),
    field('notionalMinUnits', 'i64'),
    field('priceBandPpm', 'u32', '0 = none'),
    field('state', 'u8', 'MarketState'),
    field('reserved', 'u8'),
    field('reserved2', 'u16'),
    field('symbol', { text: 24 }),
  ]),
  command(12, 'SetMarketState', 'Moves a market to a state.', [
    field('state', 'u8', 'MarketState'),
    field('reserved', 'u8'),
    field('reserved2', 'u16'),
    field('reserved4', 'u32'),
  ]),
  command(13, 'SetFeeTier', 'States the fees of a tier.', [
    field('tier', 'u32', 'from 0'),
    field('makerPpm', 'u32'),
    field('takerPpm', 'u32'),
    field('reserved4', 'u32'),
    field('volumeMinUnits', 'i64', '30-day volume in USD-equivalent, 10^-8'),
    field('name', { text: 16 }),
  ]),
  command(14, 'OpenAccount', 'Opens an account, or names the one that this uuid has.', [
    field('uuid', { bytes: 16 }),
  ]),
  command(15, 'SetAccountTier', 'Puts an account into a fee tier.', [
    field('tier', 'u32'),
    field('reserved4', 'u32'),
  ]),
  command(16, 'FreezeAccount', 'Freezes or thaws an account; cancels go on.', [
    field('frozen', 'u8', '1 or 0'),
    field('reserved', 'u8'),
    field('reserved2', 'u16'),
    field('reserved4', 'u32'),
  ]),
  command(17, 'Deposit', 'Credits an account from outside, once a key.', [
    field('asset', 'u32'),
    field('reserved4', 'u32'),
    field('amountUnits', 'i64'),
    field('idempotencyKey', { text: 36 }),
    field('reserved40', 'u32'),
  ]),
  command(18, 'Withdraw', 'Debits an account to the outside, once a key.', [
    field('asset', 'u32'),
    field('reserved4', 'u32'),
    field('amountUnits', 'i64'),
    field('idempotencyKey', { text: 36 }),
    field('reserved40', 'u32'),
  ]),
  command(32, 'PlaceOrder', 'A new order.', [
    field('priceTicks', 'u64', '0 for market orders'),
    field('quantityLots', 'u64'),
    field('side', 'u8', 'Side'),
    field('orderType', 'u8', 'OrderType'),
    field('timeInForce', 'u8', 'TimeInForce'),
    field('reserved', 'u8'),
    field('reserved4', 'u32'),
    field('clientOrderId', { text: 36 }, 'empty when the client chose none'),
    field('reserved40', 'u32'),
  ]),
  command(33, 'CancelOrder', 'Ends an open order, named by either id or by both.', [
    field('orderId', 'u64', '0 when named by the client order id'),
    field('clientOrderId', { text: 36 }),
    field('reserved40', 'u32'),
  ]),
  command(34, 'CancelAllOrders', 'Ends all open orders of an account in a market.', []),
]
