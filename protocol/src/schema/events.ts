// Every event that the core emits.
//
//   0        1       2            4              8
//   ├ kind ──┼ flags ┼ sizeBytes ─┼ commandIndex ─┤ …      commandIndex: of the command in its frame
//
// A command's events: what happened in order, then changed levels, then changed balances, then its
// one Outcome. Amounts, quantities and totals are absolute (after the event), never differences.
// What finishes a command of an earlier frame carries limits.commandIndexResumed; what no command
// asked for now (timers, triggered orders, auctions that end) carries limits.commandIndexOwn.
// The benchmark's reports (kinds 0 to 5) are 40 bytes, without this head.

import { event } from './event-shape.js'
import { marketRules } from './listings.js'
import { orderEvents } from './order-events.js'
import { type Field, field, type RecordShape } from './shape.js'

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

const moneyMoved: readonly Field[] = [
  field('account', 'u32'),
  field('asset', 'u32'),
  field('accountEvent', 'u64'),
  field('amountUnits', 'i64'),
  field('idempotencyKey', { text: 36 }),
  field('reserved40', 'u32'),
]

const withdrawal: readonly Field[] = [
  ...moneyMoved,
  field('withdrawalId', 'u64', 'dense over the exchange'),
  field('feeUnits', 'i64', 'a part of the amount'),
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
    field('ordersPerAccountMax', 'u32'),
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
    field('reserved4', 'u32'),
    field('tickUnits', 'i64'),
    field('lotUnits', 'i64'),
    field('notionalUnits', 'i64', 'quote units of one lot at one tick'),
    field('priceMaxTicks', 'u64'),
    ...marketRules,
    field('state', 'u8', 'MarketState'),
    field('reserved', 'u8'),
    field('reserved2', 'u16'),
    field('reservedAfter', 'u32'),
    field('symbol', { text: 24 }),
  ]),
  event(12, 'MarketStateChanged', 'A market moved to a state.', [
    field('market', 'u32'),
    field('state', 'u8', 'MarketState'),
    field('reason', 'u8', 'MarketStateReason'),
    field('reserved2', 'u16'),
    field('untilUs', 'u64', 'when an auction ends by itself; 0 = when told'),
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
  event(18, 'Withdrawn', 'Money went out.', withdrawal),
  event(19, 'WithdrawalReserved', 'Money is locked to go out.', withdrawal),
  event(20, 'WithdrawalSettled', 'Reserved money went out.', withdrawal),
  event(21, 'WithdrawalReleased', 'Reserved money stays.', withdrawal),
  event(22, 'Transferred', 'Money went from an account to another.', [
    ...moneyMoved,
    field('toAccount', 'u32'),
    field('reserved4', 'u32'),
    field('toAccountEvent', 'u64'),
  ]),
  event(23, 'Adjusted', 'A balance was corrected against the house.', [
    ...moneyMoved,
    field('reason', { text: 36 }),
    field('reserved4', 'u32'),
  ]),
  event(24, 'MarketRulesSet', 'The rules of a market from now on.', [
    field('market', 'u32'),
    field('reserved4', 'u32'),
    ...marketRules,
  ]),
  event(26, 'ReferencePriceSet', 'The price that bands and auctions refer to.', [
    field('market', 'u32'),
    field('reserved4', 'u32'),
    field('priceTicks', 'u64', '0 = the last trade’s'),
  ]),
  event(28, 'TradeGroupSet', 'The group of accounts that an account must not trade with.', [
    field('account', 'u32'),
    field('tradeGroup', 'u32'),
    field('accountEvent', 'u64'),
  ]),
  event(29, 'AssetSwitchesSet', 'Whether an asset takes deposits and allows withdrawals.', [
    field('asset', 'u32'),
    field('switches', 'u32'),
  ]),
  ...orderEvents,
]
