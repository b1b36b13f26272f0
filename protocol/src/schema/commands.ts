// Every command that a journal frame may carry.
//
//   0        1       2            4          8               16            24         28        32
//   ├ kind ──┼ lane ─┼ sizeBytes ─┼ session ─┼ laneSequence ─┼ deadlineMs ─┼ account ─┼ market ─┤ …
//
// (edge session, lane, lane sequence) names a delivery; deadlineMs is ingress's business, 0 = none.
// The benchmark's records (kinds 0 to 2) are the public order file's, 40 bytes, without this head.
import { assetBody, marketBody, marketRules, tierBody, venueLimits } from './listings.js'
import { type Field, field, type RecordShape } from './shape.js'

const optional = (one: Field): Field => ({ ...one, stated: 'optionally' })
const byBatch = (one: Field): Field => ({ ...one, stated: 'byBatch' })

const head: readonly Field[] = [
  field('kind', 'u8'),
  optional(field('lane', 'u8')),
  field('sizeBytes', 'u16'),
  byBatch(field('session', 'u32')),
  byBatch(field('laneSequence', 'u64')),
  optional(field('deadlineMs', 'u64')),
  optional(field('account', 'u32')),
  optional(field('market', 'u32')),
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

/** Money of the account of the head, once a key. */
const moneyAsked: readonly Field[] = [
  field('asset', 'u32'),
  field('reserved4', 'u32'),
  field('amountUnits', 'i64'),
  field('idempotencyKey', { text: 36 }),
  field('reserved40', 'u32'),
]

const plainOrder: readonly Field[] = [
  field('priceTicks', 'u64', '0 for orders without a limit price'),
  field('quantityLots', 'u64', '0 for orders by quote quantity'),
  field('side', 'u8', 'Side'),
  field('orderType', 'u8', 'OrderType'),
  field('timeInForce', 'u8', 'TimeInForce'),
  field('selfTradePrevention', 'u8', 'SelfTradePrevention'),
  field('reserved4', 'u32'),
  field('clientOrderId', { text: 36 }, 'empty when the client chose none'),
  field('reserved40', 'u32'),
]

const specialOrder: readonly Field[] = [
  ...plainOrder,
  field('quoteUnits', 'i64', 'a market order by quote quantity; else 0'),
  field('stopPriceTicks', 'u64', '0 where there is none'),
  field('icebergLots', 'u64', 'the visible part; 0 = all of it'),
  field('expiresUs', 'u64', 'of a good-till-date order; else 0'),
  field('trailingBips', 'u32', '0 = the stop price stands still'),
  field('connection', 'u32', 'of the edge session, whose end cancels the order; 0 = none'),
]

const capitalized = (name: string): string => (name[0] as string).toUpperCase() + name.slice(1)

/** One order of a list; all legs are laid out alike. */
const leg = (name: string): readonly Field[] =>
  [
    field('priceTicks', 'u64'),
    field('quantityLots', 'u64'),
    field('stopPriceTicks', 'u64'),
    field('icebergLots', 'u64'),
    field('trailingBips', 'u32'),
    field('side', 'u8'),
    field('orderType', 'u8'),
    field('timeInForce', 'u8'),
    field('reserved', 'u8'),
    field('clientOrderId', { text: 36 }),
    field('reserved4', 'u32'),
  ].map((one) => ({ ...one, name: name + capitalized(one.name) }))

export const commands: readonly RecordShape[] = [
  benchmark(0, 'BenchmarkNew', 'A new order by the public benchmark’s rules.'),
  benchmark(1, 'BenchmarkCancel', 'A cancel by the public benchmark’s rules.'),
  benchmark(2, 'BenchmarkModify', 'A modify by the public benchmark’s rules.'),
  command(
    8,
    'Configure',
    'The first command of every journal: rules and logical limits.',
    venueLimits,
  ),
  command(9, 'OpenSession', 'Gives an edge its session number; the same edge gets the same one.', [
    field('edge', { bytes: 16 }, 'uuid'),
    field('isOnly', 'u32', '1 = no other edge lives: the connections of all others have ended'),
    field('reserved4', 'u32'),
  ]),
  command(10, 'ListAsset', 'Makes an asset known.', assetBody),
  command(
    11,
    'ListMarket',
    'Makes a market known; `market` of the head is its number, from 0.',
    marketBody,
  ),
  command(12, 'SetMarketState', 'Moves a market to a state.', [
    field('state', 'u8', 'MarketState'),
    field('reserved', 'u8'),
    field('reserved2', 'u16'),
    field('reserved4', 'u32'),
    field('auctionUs', 'u64', 'after which an auction ends by itself; 0 = when told'),
  ]),
  command(13, 'SetFeeTier', 'States the fees of a tier.', tierBody),
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
  command(17, 'Deposit', 'Credits an account from outside, once a key.', moneyAsked),
  command(18, 'Withdraw', 'Debits an account to the outside, once a key.', moneyAsked),
  command(
    19,
    'ReserveWithdrawal',
    'Locks what shall leave, the fee with it, once a key.',
    moneyAsked,
  ),
  command(20, 'SettleWithdrawal', 'What was reserved has left.', [field('withdrawalId', 'u64')]),
  command(21, 'ReleaseWithdrawal', 'What was reserved stays.', [field('withdrawalId', 'u64')]),
  command(22, 'Transfer', 'Moves money between two accounts, once a key of the payer.', [
    field('asset', 'u32'),
    field('toAccount', 'u32'),
    field('amountUnits', 'i64'),
    field('idempotencyKey', { text: 36 }),
    field('reserved40', 'u32'),
  ]),
  command(23, 'Adjust', 'Corrects a balance against the house, once a key, and says why.', [
    field('asset', 'u32'),
    field('reserved4', 'u32'),
    field('amountUnits', 'i64', 'below zero takes away'),
    field('idempotencyKey', { text: 36 }),
    field('reason', { text: 36 }),
  ]),
  command(24, 'SetMarketRules', 'Changes the rules; open orders stay as they are.', marketRules),
  command(25, 'DelistMarket', 'Cancels all orders of a market and closes it for ever.', []),
  command(26, 'SetReferencePrice', 'States the price that bands and auctions refer to.', [
    field('priceTicks', 'u64', '0 = the last trade’s'),
  ]),
  command(27, 'KillSwitch', 'Cancels all orders of an account, a market or everybody.', [
    field('scope', 'u8', 'KillScope'),
    field('reserved', 'u8'),
    field('reserved2', 'u16'),
    field('reserved4', 'u32'),
  ]),
  command(28, 'SetTradeGroup', 'Joins accounts that must not trade with each other.', [
    field('tradeGroup', 'u32', '0 = none'),
    field('reserved4', 'u32'),
  ]),
  command(29, 'SetAssetSwitches', 'Opens and closes an asset’s deposits and withdrawals.', [
    field('asset', 'u32'),
    field('switches', 'u32', '1 = deposits, 2 = withdrawals'),
  ]),
  command(30, 'EndSession', 'An edge is gone: its session and its connections have ended.', [
    field('edge', { bytes: 16 }, 'uuid'),
  ]),
  command(32, 'PlaceOrder', 'A new order that matches, rests or ends at once.', plainOrder),
  command(33, 'CancelOrder', 'Ends an open order, named by either id or by both.', [
    field('orderId', 'u64', '0 when named by the client order id'),
    field('clientOrderId', { text: 36 }),
    field('restriction', 'u32', 'CancelRestriction'),
  ]),
  command(34, 'CancelAllOrders', 'Ends all open orders of an account that the filters leave.', [
    field('allMarkets', 'u8', '1 = not only the market of the head'),
    field('sides', 'u8', '0 = both, 1 = buys, 2 = sells'),
    field('reason', 'u8', 'CloseReason: cancelledByOwner or connectionEnded'),
    field('reserved', 'u8'),
    field('connection', 'u32', '0 = any; else of connectionSession'),
    field('connectionSession', 'u32'),
    field('reserved4', 'u32'),
    field('listId', 'u64', '0 = any'),
  ]),
  command(35, 'PlaceSpecialOrder', 'A new order of any kind.', specialOrder),
  command(36, 'AmendOrder', 'Makes an open order smaller; it keeps its place.', [
    field('quantityLots', 'u64', 'all of it, with what is executed'),
    field('orderId', 'u64', '0 when named by the client order id'),
    field('clientOrderId', { text: 36 }),
    field('reserved4', 'u32'),
  ]),
  command(37, 'ReplaceOrder', 'Cancels an order and places another, as one command.', [
    ...specialOrder,
    field('cancelOrderId', 'u64'),
    field('cancelClientOrderId', { text: 36 }),
    field('cancelRestriction', 'u8', 'CancelRestriction'),
    field('mode', 'u8', 'ReplaceMode'),
    field('reserved2', 'u16'),
  ]),
  command(38, 'PlaceOrderList', 'Two or three orders of which one drives the others.', [
    field('contingency', 'u8', 'Contingency'),
    field('selfTradePrevention', 'u8', 'SelfTradePrevention'),
    field('reserved2', 'u16'),
    field('connection', 'u32'),
    field('listClientOrderId', { text: 36 }),
    field('reserved4', 'u32'),
    ...leg('first'),
    ...leg('second'),
    ...leg('third'),
  ]),
  command(39, 'SetDeadMan', 'Cancels all orders of an account unless this comes again in time.', [
    field('timeoutUs', 'u64', '0 = disarmed'),
  ]),
]
