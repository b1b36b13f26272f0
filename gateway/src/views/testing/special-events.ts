// Records of what only special orders, lists, prevented trades and withdrawals have, for tests.
import {
  ActivationReason,
  Contingency,
  OrderActivated,
  OrderAmended,
  OrderListAccepted,
  OrderListClosed,
  OrderStatus,
  OrderType,
  SelfTradePrevention,
  Side,
  SpecialOrderAccepted,
  StopMoved,
  TimeInForce,
  TradePrevented,
  WithdrawalReleased,
  WithdrawalReserved,
  WithdrawalSettled,
  Withdrawn,
} from '@openbell/protocol'
import { encode, type FrameStream, market, type OrderFields } from './frames.js'

export interface TermsFields {
  readonly status?: OrderStatus
  readonly selfTradePrevention?: SelfTradePrevention
  readonly stopPriceTicks?: number
  readonly trailingBips?: number
  readonly icebergLots?: number
  readonly quoteUnits?: bigint
  readonly expiresUs?: number
  readonly listId?: number
  readonly isWaiting?: boolean
}

export const specialAccepted = (
  stream: FrameStream,
  order: OrderFields,
  { isWaiting = false, ...terms }: TermsFields = {},
): Uint8Array =>
  encode(SpecialOrderAccepted, {
    market,
    clientOrderId: '',
    orderType: OrderType.limit,
    timeInForce: TimeInForce.goodTillCancelled,
    selfTradePrevention: SelfTradePrevention.expireMaker,
    status: OrderStatus.new,
    stopPriceTicks: 0,
    trailingBips: 0,
    icebergLots: 0,
    quoteUnits: 0n,
    expiresUs: 0,
    listId: 0,
    connection: 0,
    connectionSession: 0,
    ...order,
    ...terms,
    isWaiting: isWaiting ? 1 : 0,
    accountEvent: stream.nextEvent(order.account),
  })

/** What names an order in an event, and the event's number. */
const named = (
  stream: FrameStream,
  { account, orderId, market: number = market }: OrderFields,
) => ({
  account,
  market: number,
  orderId,
  accountEvent: stream.nextEvent(account),
})

export const orderActivated = (
  stream: FrameStream,
  order: OrderFields,
  reason: ActivationReason = ActivationReason.triggered,
  isWaiting = false,
): Uint8Array =>
  encode(OrderActivated, { ...named(stream, order), reason, isWaiting: isWaiting ? 1 : 0 })

export const stopMoved = (
  stream: FrameStream,
  order: OrderFields,
  stopPriceTicks: number,
): Uint8Array => encode(StopMoved, { ...named(stream, order), stopPriceTicks })

export const orderAmended = (
  stream: FrameStream,
  order: OrderFields,
  quantityLots: number,
  executedLots = 0,
): Uint8Array => encode(OrderAmended, { ...named(stream, order), quantityLots, executedLots })

export interface PreventedFields {
  readonly preventedId: number
  readonly mode: SelfTradePrevention
  readonly maker: OrderFields
  readonly taker: OrderFields
  readonly makerPreventedLots: number
  readonly takerPreventedLots: number
}

export function tradePrevented(stream: FrameStream, fields: PreventedFields): Uint8Array {
  const { preventedId, mode, maker, taker, makerPreventedLots, takerPreventedLots } = fields
  const isSmaller = mode === SelfTradePrevention.decrement
  return encode(TradePrevented, {
    flags: taker.side === Side.sell ? 1 : 0,
    market: maker.market ?? market,
    makerAccount: maker.account,
    takerAccount: taker.account,
    mode,
    preventedId,
    makerOrderId: maker.orderId,
    takerOrderId: taker.orderId,
    makerAccountEvent: stream.nextEvent(maker.account),
    takerAccountEvent: stream.nextEvent(taker.account),
    priceTicks: maker.priceTicks,
    makerPreventedLots,
    takerPreventedLots,
    makerQuantityLots: maker.quantityLots - (isSmaller ? makerPreventedLots : 0),
    takerQuantityLots: taker.quantityLots - (isSmaller ? takerPreventedLots : 0),
  })
}

export function listAccepted(
  stream: FrameStream,
  listId: number,
  orders: readonly OrderFields[],
  contingency: Contingency = Contingency.oco,
  listClientOrderId = '',
): Uint8Array {
  const [first, second, third] = orders
  return encode(OrderListAccepted, {
    account: first.account,
    market: first.market ?? market,
    listId,
    accountEvent: stream.nextEvent(first.account),
    firstOrderId: first.orderId,
    secondOrderId: second.orderId,
    thirdOrderId: third?.orderId ?? 0,
    contingency,
    listClientOrderId,
  })
}

export const listClosed = (stream: FrameStream, listId: number, account: number): Uint8Array =>
  encode(OrderListClosed, { account, market, listId, accountEvent: stream.nextEvent(account) })

export interface WithdrawalFields {
  readonly withdrawalId: number
  readonly account: number
  readonly asset: number
  readonly amountUnits: bigint
  readonly feeUnits: bigint
}

const shapes = {
  withdrawn: Withdrawn,
  reserved: WithdrawalReserved,
  settled: WithdrawalSettled,
  released: WithdrawalReleased,
}

export const withdrawal = (
  stream: FrameStream,
  step: keyof typeof shapes,
  fields: WithdrawalFields,
): Uint8Array =>
  encode(shapes[step], {
    ...fields,
    accountEvent: stream.nextEvent(fields.account),
    idempotencyKey: `withdrawal ${fields.withdrawalId}`,
  })
