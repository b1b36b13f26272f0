// Every event that the core emits.
//
//   0        1       2            4              8
//   ├ kind ──┼ flags ┼ sizeBytes ─┼ commandIndex ─┤ …      commandIndex: of the command in its frame
//
// A command's events: what happened in order, then changed levels, then changed balances, then its
// one Outcome. Amounts, quantities and totals are absolute (after the event), never differences.
// What a frame continues of an earlier frame's commands carries limits.commandIndexResumed.
// What finishes a command of an earlier frame carries limits.commandIndexResumed.
// The benchmark's reports (kinds 0 to 5) are 40 bytes, without this head.
import { type Field, field, type RecordShape } from './shape.js'

const head: readonly Field[] = [
  field('kind', 'u8'),
  field('flags', 'u8'),
  field('sizeBytes', 'u16'),
  field('commandIndex', 'u32'),
]

const event = (kind: number, name: string, about: string, fields: readonly Field[]) => ({
  name,
  kind,
  about,
  fields: [...head, ...fields],
})

const report = (kind: number, name: string, about: string) => ({
  name,
  kind,
  about,
  fields: [
    field('kind', 'u8'),
    field('side', 'u8'),
    field('reserved2', 'u16'),
    field('quantity', 'u32'),
    field('sequence', 'u64'),
    field('orderId', 'u64', 'of a trade: the taker’s'),
    field('priceTicks', 'i64'),
    field('makerOrderId', 'u64', 'of a trade'),
  ],
})

const order: readonly Field[] = [
  field('account', 'u32'),
  field('market', 'u32'),
  field('orderId', 'u64'),
  field('accountEvent', 'u64', 'dense an account'),
  field('priceTicks', 'u64'),
  field('quantityLots', 'u64'),
  field('side', 'u8', 'Side'),
  field('orderType', 'u8', 'OrderType'),
  field('timeInForce', 'u8', 'TimeInForce'),
  field('status', 'u8', 'OrderStatus'),
  field('reserved4', 'u32'),
  field('clientOrderId', { text: 36 }),
  field('reserved40', 'u32'),
]

const moneyMoved: readonly Field[] = [
  field('account', 'u32'),
  field('asset', 'u32'),
  field('accountEvent', 'u64'),
  field('amountUnits', 'i64'),
  field('idempotencyKey', { text: 36 }),
  field('reserved40', 'u32'),
]

export const events: readonly RecordShape[] = [
  report(0, 'ReportOrderAck', 'Benchmark: order accepted.'),
  report(1, 'ReportTrade', 'Benchmark: trade.'),
  report(2, 'ReportCancelAck', 'Benchmark: order cancelled.'),
  report(3, 'ReportModifyAck', 'Benchmark: order modified.'),
  report(4, 'ReportCancelReject', 'Benchmark: nothing to cancel.'),
  report(5, 'ReportModifyReject', 'Benchmark: nothing to modify.'),
  event(8, 'Outcome', 'The one answer to a command; the last of its events.', [
    field('session', 'u32'),
    field('lane', 'u8', 'Lane'),
    field('status', 'u8', 'OutcomeStatus'),
    field('reject', 'u16', 'Reject'),
    field('laneSequence', 'u64'),
    field('result', 'u64', 'the order id, or the number of what was opened or listed, or a count'),
  ]),
  event(9, 'Configured', 'The rules and limits now in force.', [
    field('rules', 'u8', 'Rules'),
    field('shard', 'u8'),
    field('reserved2', 'u16'),
    field('reserved4', 'u32'),
  ]),
  event(10, 'AssetListed', 'An asset is known.', [
    field('asset', 'u32'),
    field('assetKind', 'u8', 'AssetKind'),
    field('decimals', 'u8'),
    field('displayDecimals', 'u8'),
    field('switches', 'u8'),
    field('withdrawalMinUnits', 'i64'),
    field('withdrawalMaxUnits', 'i64'),
    field('withdrawalFeeUnits', 'i64'),
    field('code', { text: 12 }),
    field('name', { text: 28 }),
  ]),
  event(11, 'MarketListed', 'A market is known.', [
    field('market', 'u32'),
    field('baseAsset', 'u32'),
    field('quoteAsset', 'u32'),
    field('priceBandPpm', 'u32'),
    field('tickUnits', 'i64'),
    field('lotUnits', 'i64'),
    field('notionalUnits', 'i64', 'quote units of one lot at one tick'),
    field('priceMaxTicks', 'u64'),
    field('quantityMinLots', 'u64'),
    field('quantityMaxLots', 'u64'),
    field('notionalMinUnits', 'i64'),
    field('state', 'u8', 'MarketState'),
    field('reserved', 'u8'),
    field('reserved2', 'u16'),
    field('reserved4', 'u32'),
    field('symbol', { text: 24 }),
  ]),
  event(12, 'MarketStateChanged', 'A market moved to a state.', [
    field('market', 'u32'),
    field('state', 'u8', 'MarketState'),
    field('reserved', 'u8'),
    field('reserved2', 'u16'),
  ]),
  event(13, 'FeeTierSet', 'The fees of a tier.', [
    field('tier', 'u32'),
    field('makerPpm', 'u32'),
    field('takerPpm', 'u32'),
    field('reserved4', 'u32'),
    field('volumeMinUnits', 'i64'),
    field('name', { text: 16 }),
  ]),
  event(14, 'AccountOpened', 'An account has its number, which is never reused.', [
    field('account', 'u32'),
    field('tier', 'u32'),
    field('uuid', { bytes: 16 }),
  ]),
  event(15, 'AccountTierSet', 'An account’s fee tier.', [
    field('account', 'u32'),
    field('tier', 'u32'),
    field('accountEvent', 'u64'),
  ]),
  event(16, 'AccountFrozen', 'An account was frozen or thawed.', [
    field('account', 'u32'),
    field('frozen', 'u32', '1 or 0'),
    field('accountEvent', 'u64'),
  ]),
  event(17, 'Deposited', 'Money came in.', moneyMoved),
  event(18, 'Withdrawn', 'Money went out.', moneyMoved),
  event(32, 'OrderAccepted', 'An order passed every check; its fills follow.', order),
  event(33, 'OrderState', 'The present state of an order, as the answer to a retry.', [
    ...order,
    field('executedLots', 'u64'),
    field('executedQuoteUnits', 'i64'),
    field('createdUs', 'u64'),
  ]),
  event(34, 'Trade', 'flags: 1 = the taker sells, 2 = maker filled, 4 = taker filled.', [
    field('market', 'u32'),
    field('makerAccount', 'u32'),
    field('takerAccount', 'u32'),
    field('reserved4', 'u32'),
    field('tradeId', 'u64'),
    field('makerOrderId', 'u64'),
    field('takerOrderId', 'u64'),
    field('makerAccountEvent', 'u64'),
    field('takerAccountEvent', 'u64'),
    field('priceTicks', 'u64'),
    field('quantityLots', 'u64'),
    field('quoteUnits', 'i64', 'exact product'),
    field('makerFeeUnits', 'i64', 'of the asset that the maker received'),
    field('takerFeeUnits', 'i64', 'of the asset that the taker received'),
    field('makerExecutedLots', 'u64'),
    field('takerExecutedLots', 'u64'),
    field('makerExecutedQuoteUnits', 'i64'),
    field('takerExecutedQuoteUnits', 'i64'),
  ]),
  event(35, 'OrderClosed', 'An order ended unfilled or partly filled.', [
    field('account', 'u32'),
    field('market', 'u32'),
    field('orderId', 'u64'),
    field('accountEvent', 'u64'),
    field('quantityLots', 'u64'),
    field('executedLots', 'u64'),
    field('executedQuoteUnits', 'i64'),
    field('status', 'u8', 'OrderStatus'),
    field('reason', 'u8', 'CloseReason'),
    field('reserved2', 'u16'),
    field('reserved4', 'u32'),
  ]),
  event(36, 'BookLevel', 'A level’s new total, 0 when it is gone; flags: 1 = sell side.', [
    field('market', 'u32'),
    field('reserved4', 'u32'),
    field('updateId', 'u64', 'dense a market, one a command that changes its book'),
    field('priceTicks', 'u64'),
    field('totalLots', 'u64'),
  ]),
  event(37, 'Balance', 'What an account has of an asset now.', [
    field('account', 'u32'),
    field('asset', 'u32'),
    field('accountEvent', 'u64'),
    field('availableUnits', 'i64'),
    field('lockedUnits', 'i64'),
  ]),
]
