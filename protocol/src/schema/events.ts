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
import { marketRules } from './commands.js'
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
  field('selfTradePrevention', 'u8', 'SelfTradePrevention'),
  field('reserved', 'u8'),
  field('reserved2', 'u16'),
  field('clientOrderId', { text: 36 }),
  field('reserved40', 'u32'),
]

/** What only special orders have. */
const terms: readonly Field[] = [
  field('quoteUnits', 'i64', 'of a market order by quote quantity; else 0'),
  field('stopPriceTicks', 'u64', '0 where there is none'),
  field('icebergLots', 'u64', 'the visible part; 0 = all of it'),
  field('expiresUs', 'u64', '0 = never'),
  field('listId', 'u64', '0 = none'),
  field('trailingBips', 'u32'),
  field('connectionSession', 'u32'),
  field('connection', 'u32'),
  field('isWaiting', 'u32', '1 = for its trigger or for the first order of its list'),
]

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

const auction: readonly Field[] = [
  field('market', 'u32'),
  field('reserved4', 'u32'),
  field('priceTicks', 'u64', '0 = nothing would trade'),
  field('volumeLots', 'u64'),
  field('surplusLots', 'u64', 'what is left over at this price; flags: 1 = of the sellers'),
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
  event(32, 'OrderAccepted', 'An order passed every check; its fills follow.', order),
  event(33, 'OrderState', 'The present state of an order, as the answer to a retry.', [
    ...order,
    ...terms,
    field('executedLots', 'u64'),
    field('executedQuoteUnits', 'i64'),
    field('createdUs', 'u64'),
  ]),
  event(
    34,
    'Trade',
    'flags: 1 = the taker sells, 2 = maker filled, 4 = taker filled, 8 = auction.',
    [
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
    ],
  ),
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
  event(38, 'SpecialOrderAccepted', 'The same of an order with terms of its own.', [
    ...order,
    ...terms,
  ]),
  event(39, 'OrderActivated', 'A waiting order went to work; its fills follow.', [
    field('account', 'u32'),
    field('market', 'u32'),
    field('orderId', 'u64'),
    field('accountEvent', 'u64'),
    field('isWaiting', 'u8', '1 = now waits for its trigger'),
    field('reason', 'u8', 'ActivationReason'),
    field('reserved2', 'u16'),
    field('reserved4', 'u32'),
  ]),
  event(40, 'StopMoved', 'A trailing order’s stop price followed the market.', [
    field('account', 'u32'),
    field('market', 'u32'),
    field('orderId', 'u64'),
    field('accountEvent', 'u64'),
    field('stopPriceTicks', 'u64'),
  ]),
  event(
    41,
    'TradePrevented',
    'Two orders of one owner did not trade; flags: 1 = the taker sells.',
    [
      field('market', 'u32'),
      field('makerAccount', 'u32'),
      field('takerAccount', 'u32'),
      field('mode', 'u32', 'SelfTradePrevention'),
      field('preventedId', 'u64', 'dense over the exchange'),
      field('makerOrderId', 'u64'),
      field('takerOrderId', 'u64'),
      field('makerAccountEvent', 'u64'),
      field('takerAccountEvent', 'u64'),
      field('priceTicks', 'u64'),
      field('makerPreventedLots', 'u64', 'what it ended with, or was made smaller by'),
      field('takerPreventedLots', 'u64'),
      field('makerQuantityLots', 'u64', 'after it was made smaller'),
      field('takerQuantityLots', 'u64'),
    ],
  ),
  event(42, 'OrderAmended', 'An order is smaller and kept its place.', [
    field('account', 'u32'),
    field('market', 'u32'),
    field('orderId', 'u64'),
    field('accountEvent', 'u64'),
    field('quantityLots', 'u64'),
    field('executedLots', 'u64'),
  ]),
  event(
    43,
    'OrderReplaced',
    'What came of both halves of a ReplaceOrder; the last before its Outcome.',
    [
      field('account', 'u32'),
      field('market', 'u32'),
      field('cancelledOrderId', 'u64', '0 = none'),
      field('orderId', 'u64', '0 = none'),
      field('cancelReject', 'u16', 'Reject'),
      field('placeReject', 'u16', 'Reject'),
      field('isTried', 'u32', '1 = the new order was tried'),
    ],
  ),
  event(44, 'OrderListAccepted', 'A list exists; its orders were told before.', [
    field('account', 'u32'),
    field('market', 'u32'),
    field('listId', 'u64', 'dense over the exchange, with shard bits'),
    field('accountEvent', 'u64'),
    field('firstOrderId', 'u64'),
    field('secondOrderId', 'u64'),
    field('thirdOrderId', 'u64', '0 = it has two'),
    field('contingency', 'u8', 'Contingency'),
    field('reserved', 'u8'),
    field('reserved2', 'u16'),
    field('reserved4', 'u32'),
    field('listClientOrderId', { text: 36 }),
    field('reserved40', 'u32'),
  ]),
  event(45, 'OrderListClosed', 'No order of the list waits for another any more.', [
    field('account', 'u32'),
    field('market', 'u32'),
    field('listId', 'u64'),
    field('accountEvent', 'u64'),
  ]),
  event(46, 'DeadManSet', 'When all orders of an account will be cancelled.', [
    field('account', 'u32'),
    field('reserved4', 'u32'),
    field('accountEvent', 'u64'),
    field('timeoutUs', 'u64', '0 = disarmed'),
    field('deadlineUs', 'u64'),
  ]),
  event(47, 'AuctionIndicated', 'What would come of an auction if it ended now.', auction),
  event(48, 'AuctionUncrossed', 'What came of an auction; its trades were told before.', auction),
]
