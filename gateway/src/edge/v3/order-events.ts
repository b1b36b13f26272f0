// Orders out of the events of the command that placed or ended them.
import {
  type CloseReason,
  OrderAccepted,
  OrderAmended,
  OrderClosed,
  OrderListAccepted,
  OrderListClosed,
  OrderReplaced,
  OrderState,
  OrderStatus,
  type OrderType,
  type SelfTradePrevention,
  type Side,
  SpecialOrderAccepted,
  type TimeInForce,
  Trade,
  TradeFlag,
  TradePrevented,
} from '@openbell/protocol'
import type { CommandAnswer, OrderView, Views } from '../../ports.js'

/** A fill of the order just placed, which took. */
export interface TakenFill {
  readonly tradeId: number
  readonly priceTicks: number
  readonly quantityLots: number
  readonly feeUnits: bigint
}

/** The order as it stood when its command was done, and what it took. */
export interface PlacedOrder {
  readonly order: OrderView
  readonly fills: readonly TakenFill[]
  /** The last match that was prevented, where it was in one. */
  readonly preventedId?: number
}

/** Fills that an answer to a retry lists. */
const fillsMax = 1000

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array) =>
  new DataView(buffer, byteOffset, byteLength)

/**
 * The orders that a command placed, in their order; a retry gets the order as it stands.
 * @throws Error where there is none in the events: the protocol was broken
 */
export function readPlacedOrders(views: Views, answer: CommandAnswer): readonly PlacedOrder[] {
  const drafts = new Map<number, Draft>()
  for (const { kind, bytes } of answer.events) readInto(drafts, kind, viewOf(bytes), answer, views)
  if (drafts.size === 0) throw new Error('an order was placed without a word about it')
  return [...drafts.values()]
}

/** The only order that a command placed. @throws Error where there is none */
export const readPlacedOrder = (views: Views, answer: CommandAnswer): PlacedOrder =>
  readPlacedOrders(views, answer)[0] as PlacedOrder

/** Orders that a command ended, oldest first. */
export const readClosedOrders = (answer: CommandAnswer): readonly OrderClosed[] =>
  all(answer, OrderClosed)

/** The list that a command placed. */
export const readPlacedList = (answer: CommandAnswer): OrderListAccepted | undefined =>
  all(answer, OrderListAccepted)[0]

/** The numbers of lists that a command ended. */
export const readClosedLists = (answer: CommandAnswer): ReadonlySet<number> =>
  new Set(all(answer, OrderListClosed).map(({ listId }) => listId))

/** What came of both halves of a replacement; undefined where nothing did. */
export const readReplacement = (answer: CommandAnswer): OrderReplaced | undefined =>
  all(answer, OrderReplaced)[0]

export const readAmended = (answer: CommandAnswer): OrderAmended | undefined =>
  all(answer, OrderAmended)[0]

const all = <Event>(
  { events }: CommandAnswer,
  shape: { readonly kind: number; read(view: DataView, at: number): Event },
): readonly Event[] =>
  events.filter(({ kind }) => kind === shape.kind).map(({ bytes }) => shape.read(viewOf(bytes), 0))

type Writable<Record> = { -readonly [Field in keyof Record]: Record[Field] }

/** An order that is still being read. */
interface Draft extends PlacedOrder {
  readonly order: Writable<OrderView>
  readonly fills: TakenFill[]
  preventedId?: number
}

function readInto(
  drafts: Map<number, Draft>,
  kind: number,
  view: DataView,
  { timestampUs }: CommandAnswer,
  views: Views,
): void {
  const add = (draft: Draft) => drafts.set(draft.order.orderId, draft)
  if (kind === OrderAccepted.kind)
    add({ order: accepted({ ...noTerms, ...OrderAccepted.read(view, 0) }, timestampUs), fills: [] })
  else if (kind === SpecialOrderAccepted.kind)
    add({ order: accepted(SpecialOrderAccepted.read(view, 0), timestampUs), fills: [] })
  else if (kind === OrderState.kind) add(known(views, OrderState.read(view, 0), timestampUs))
  else if (kind === Trade.kind) take(drafts, Trade.read(view, 0))
  else if (kind === TradePrevented.kind) prevent(drafts, TradePrevented.read(view, 0))
  else if (kind === OrderClosed.kind) close(drafts, OrderClosed.read(view, 0))
}

/** Of an order without terms of its own. */
const noTerms = {
  quoteUnits: 0n,
  stopPriceTicks: 0,
  icebergLots: 0,
  expiresUs: 0,
  listId: 0,
  trailingBips: 0,
  connectionSession: 0,
  connection: 0,
  isWaiting: 0,
}

const accepted = (event: SpecialOrderAccepted, timestampUs: number): Writable<OrderView> => ({
  orderId: event.orderId,
  account: event.account,
  market: event.market,
  clientOrderId: event.clientOrderId,
  side: event.side as Side,
  orderType: event.orderType as OrderType,
  timeInForce: event.timeInForce as TimeInForce,
  status: event.status as OrderStatus,
  selfTradePrevention: event.selfTradePrevention as SelfTradePrevention,
  priceTicks: event.priceTicks,
  quantityLots: event.quantityLots,
  executedLots: 0,
  executedQuoteUnits: 0n,
  stopPriceTicks: event.stopPriceTicks,
  trailingBips: event.trailingBips,
  trailingUs: undefined,
  icebergLots: event.icebergLots,
  quoteUnits: event.quoteUnits,
  expiresUs: event.expiresUs,
  listId: event.listId,
  isWaiting: event.isWaiting !== 0,
  workingUs: event.isWaiting !== 0 ? undefined : timestampUs,
  preventedLots: 0,
  closeReason: undefined,
  createdUs: timestampUs,
  updatedUs: timestampUs,
})

/** The views know more of an order than its state says, and the same where both say it. */
function known(views: Views, event: OrderState, timestampUs: number): Draft {
  const { account, market, orderId } = event
  const { entries: fills } = views.fills(account, market, { fromId: 0, limit: fillsMax }, orderId)
  const held = views.orderById(account, orderId)
  if (held) return { order: { ...held }, fills: [...fills] }
  const order = accepted(event, timestampUs)
  order.executedLots = event.executedLots
  order.executedQuoteUnits = event.executedQuoteUnits
  order.createdUs = event.createdUs
  order.workingUs = event.isWaiting !== 0 ? undefined : event.createdUs
  return { order, fills: [...fills] }
}

function take(drafts: ReadonlyMap<number, Draft>, trade: Trade): void {
  const draft = drafts.get(trade.takerOrderId)
  if (!draft) return
  const { order, fills } = draft
  const { tradeId, priceTicks, quantityLots, takerFeeUnits: feeUnits } = trade
  fills.push({ tradeId, priceTicks, quantityLots, feeUnits })
  order.status =
    trade.flags & TradeFlag.takerFilled ? OrderStatus.filled : OrderStatus.partiallyFilled
  order.executedLots = trade.takerExecutedLots
  order.executedQuoteUnits = trade.takerExecutedQuoteUnits
}

function prevent(drafts: ReadonlyMap<number, Draft>, event: TradePrevented): void {
  const draft = drafts.get(event.takerOrderId)
  if (!draft) return
  draft.preventedId = event.preventedId
  draft.order.preventedLots += event.takerPreventedLots
  draft.order.quantityLots = event.takerQuantityLots
}

function close(drafts: ReadonlyMap<number, Draft>, event: OrderClosed): void {
  const order = drafts.get(event.orderId)?.order
  if (!order) return
  order.status = event.status as OrderStatus
  order.closeReason = event.reason as CloseReason
  order.quantityLots = event.quantityLots
  order.executedLots = event.executedLots
  order.executedQuoteUnits = event.executedQuoteUnits
}
