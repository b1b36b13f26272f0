// What a core knows, as records: the canonical export of its state, in the order of their kinds.
//
//   0        1          2            4
//   ├ kind ──┼ a byte ──┼ sizeBytes ─┼ whose or which u32 ─┤ …
//
// Nothing tells where anything lies in memory: orders are named by their ids, levels by their prices.
// What follows from the rest (totals, indices, counts of pools) is left out.
import { assetBody, marketBody, tierBody, venueLimits } from './listings.js'
import { type Field, field, type RecordShape } from './shape.js'

const state = (
  kind: number,
  name: string,
  about: string,
  [byte, which, ...fields]: readonly [Field, Field, ...Field[]],
): RecordShape => ({
  kind,
  name: `State${name}`,
  about,
  fields: [field('kind', 'u8'), byte, field('sizeBytes', 'u16'), which, ...fields],
})

const noByte = field('reservedByte', 'u8')
const noNumber = field('reservedNumber', 'u32')
const orderId = field('orderId', 'u64')

/** Of an order's id or a key, open or finished; laid out as the core keeps it. */
const clientId: readonly [Field, Field, ...Field[]] = [
  noByte,
  noNumber,
  field('text', { text: 36 }),
  field('namespace', 'u8', '0 = client order ids, 1 = idempotency keys'),
  field('side', 'u8', 'Side, and 16 × SelfTradePrevention'),
  field('type', 'u8', 'OrderType and 8 × TimeInForce, or the kind of the money’s command'),
  field('status', 'u8', 'OrderStatus'),
  field('account', 'u32'),
  field('market', 'u32', 'or asset'),
  field('priceTicks', 'u32', 'or the account that was paid'),
  field('body', 'u32', 'a hash of what else was asked for'),
  field('amount', 'i64', 'lots of the order as it was placed, or units'),
  orderId,
  field('executedLots', 'u64'),
  field('executedQuoteUnits', 'i64'),
  field('createdUs', 'u64'),
  field('finishedUs', 'u64', '0 while its order is open'),
]

const ofVenue: readonly RecordShape[] = [
  state(8, 'Venue', 'Rules, limits and dense counters; there is no other record without it.', [
    noByte,
    noNumber,
    ...venueLimits,
    field('ordersNumbered', 'u64'),
    field('tradesNumbered', 'u64'),
    field('preventedNumbered', 'u64'),
    field('listsNumbered', 'u64'),
    field('withdrawalsNumbered', 'u64'),
    field('sessionsOpened', 'u64'),
  ]),
  state(9, 'Session', 'The session that was opened last in a place.', [
    noByte,
    field('place', 'u32'),
    field('number', 'u64'),
    field('edge', { bytes: 16 }, 'uuid'),
    field('openedLast', 'u64', 'counted in openings; 0 = it has ended'),
    field('ordersHeard', 'u64', 'the last sequence of this lane'),
    field('cancelsHeard', 'u64'),
  ]),
  state(10, 'Asset', 'An asset, by its number.', [noByte, noNumber, ...assetBody]),
  state(11, 'Tier', 'A tier that is set, by its number.', [noByte, noNumber, ...tierBody]),
  state(12, 'Market', 'A market, by its number.', [
    field('isAuctionTimed', 'u8', '1 = a timer will end its auction'),
    field('market', 'u32'),
    ...marketBody,
    field('updateId', 'u64'),
    field('lastPriceTicks', 'u32'),
    field('referenceTicks', 'u32'),
    field('windowStartUs', 'u64'),
    field('windowPriceTicks', 'u32'),
    field('reservedWindow', 'u32'),
    field('auctionEndsUs', 'u64'),
    field('indicatedUpdateId', 'i64', 'below 0 = nothing of this auction was told'),
  ]),
]

const ofAccounts: readonly RecordShape[] = [
  state(13, 'Account', 'An account, by its number; the house’s come first.', [
    field('isFrozen', 'u8'),
    field('account', 'u32'),
    field('uuid', { bytes: 16 }),
    field('eventNumber', 'u64'),
    field('tier', 'u32'),
    field('tradeGroup', 'u32'),
    field('deadManTimeoutUs', 'u64', '0 = disarmed'),
    field('deadManDeadlineUs', 'u64'),
  ]),
  state(14, 'Balance', 'A balance that is not zero, by account and asset.', [
    noByte,
    field('account', 'u32'),
    field('asset', 'u32'),
    field('reserved4', 'u32'),
    field('availableUnits', 'i64'),
    field('lockedUnits', 'i64'),
  ]),
  state(15, 'FinishedId', 'A client’s id whose order or movement is over, oldest first.', clientId),
]

const ofOrders: readonly RecordShape[] = [
  state(16, 'Order', 'An open order or the taker under way, by account and age.', [
    field('timeInForce', 'u8', 'TimeInForce'),
    field('account', 'u32'),
    orderId,
    field('remainingLots', 'u64', 'of an iceberg that rests: of its visible part'),
    field('quantityLots', 'u64', 'without what is hidden'),
    field('executedQuoteUnits', 'i64'),
    field('priceTicks', 'u32', '0 where it has no limit price'),
    field('market', 'u16'),
    field('side', 'u8', 'Side'),
    field('orderType', 'u8', 'OrderType'),
  ]),
  state(17, 'Terms', 'What a special order has beside; in the order of the orders.', [
    field('place', 'u8', '0 = is taking, 1 = book, 2 = trigger, 3 = waits for another, 4 = queue'),
    noNumber,
    orderId,
    field('prevention', 'u8', 'SelfTradePrevention'),
    field('isArming', 'u8', '1 = its stop price is where it begins to trail'),
    field('isFollowing', 'u8', '1 = it went to work because the first of its list was filled'),
    field('reserved', 'u8'),
    field('stopPriceTicks', 'u32'),
    field('anchorTicks', 'u32'),
    field('trailingBips', 'u32'),
    field('hiddenLots', 'u64'),
    field('icebergLots', 'u64'),
    field('expiresUs', 'u64', '0 = it has no timer'),
    field('lockedUnits', 'i64', 'while it waits'),
    field('connectionSession', 'u32'),
    field('connection', 'u32'),
  ]),
  state(18, 'OpenId', 'The client’s id of an order; in the order of the orders.', clientId),
  state(19, 'List', 'A list of orders, by its first that is left.', [
    field('contingency', 'u8', 'Contingency'),
    noNumber,
    field('listId', 'u64'),
    field('firstOrderId', 'u64', '0 = it is over, or there is none'),
    field('secondOrderId', 'u64'),
    field('thirdOrderId', 'u64'),
  ]),
  state(20, 'Standing', 'Who stands in a book: by market, side, the better price, first in line.', [
    field('side', 'u8', 'Side; 2 and 3: triggers at or below, and at or above a price'),
    field('market', 'u32'),
    orderId,
    field('remainingLots', 'u64'),
    field('priceTicks', 'u32'),
    field('isAnchor', 'u32', '1 = not the order itself, but the trigger of its anchor'),
  ]),
  state(21, 'Withdrawal', 'What is reserved, by its id.', [
    noByte,
    noNumber,
    field('withdrawalId', 'u64'),
    field('amountUnits', 'i64'),
    field('feeUnits', 'i64'),
    field('account', 'u32'),
    field('asset', 'u32'),
    field('idempotencyKey', { text: 36 }),
    field('reserved40', 'u32'),
  ]),
]

/** What the step budget has left for the next frame. */
const ofWork: readonly RecordShape[] = [
  state(22, 'Work', 'The turn and the core’s own work under way; what is not, is zero.', [
    field('phase', 'u8'),
    field('agenda', 'u32'),
    field('workAccount', 'u32'),
    field('workMarket', 'u32'),
    field('workOrderId', 'u64'),
    field('changedBalances', 'u32'),
    field('workFlags', 'u32'),
    field('firstPrice', 'u32'),
    field('lastPrice', 'u32'),
    field('workLimitKey', 'u32'),
    field('workLimitReason', 'u32'),
    field('workSelf', 'u32'),
    field('workGroup', 'u32'),
    field('workLockedUnits', 'i64'),
    field('workPrevention', 'u32'),
    field('uncrossPrice', 'u32'),
    field('uncrossLots', 'u64'),
    field('uncrossVolume', 'u64'),
    field('uncrossSurplus', 'u64'),
    field('uncrossFlags', 'u32'),
    field('uncrossReason', 'u32'),
    field('massKind', 'u32'),
    field('massReason', 'u32'),
    field('massMarket', 'u32'),
    field('massNext', 'u32'),
    field('massSides', 'u32'),
    field('massConnection', 'u32'),
    field('massListId', 'u64'),
    field('massConnectionSession', 'u32'),
    field('replaceCancelReject', 'u32'),
    field('replacedOrderId', 'u64'),
    field('outcomeLaneSequence', 'u64'),
    field('outcomeResult', 'u64'),
    field('outcomeSession', 'u32'),
    field('outcomeLane', 'u32'),
    field('scanMarket', 'u32'),
    field('scanStage', 'u32'),
    field('scanFirst', 'u32'),
    field('scanLast', 'u32'),
    field('scanTakerSells', 'u32'),
    field('sweepSession', 'u32'),
    field('sweepAccount', 'u32'),
    field('reserved', 'u32'),
  ]),
  state(23, 'Touched', 'A level whose new total is still to be told, in this order.', [
    field('side', 'u8', 'Side'),
    field('priceTicks', 'u32'),
  ]),
  state(24, 'Queued', 'An order that will go to work by itself, in this order.', [
    noByte,
    noNumber,
    orderId,
  ]),
  state(25, 'Command', 'A command that is still to be decided, in this order.', [
    noByte,
    field('commandBytes', 'u32'),
    field('command', { bytes: 384 }, 'and zeros'),
  ]),
]

export const states: readonly RecordShape[] = [...ofVenue, ...ofAccounts, ...ofOrders, ...ofWork]
