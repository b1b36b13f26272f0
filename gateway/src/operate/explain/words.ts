// What happened to an order, in words: a sentence an event.
import {
  activationReasonNames,
  CloseReason,
  closeReasonNames,
  contingencyNames,
  type OrderAccepted,
  type OrderActivated,
  type OrderClosed,
  type OrderListAccepted,
  orderStatusNames,
  orderTypeNames,
  type SpecialOrderAccepted,
  selfTradePreventionNames,
  sideNames,
  type Trade,
  TradeFlag,
  type TradePrevented,
  timeInForceNames,
} from '@openbell/protocol'
import type { Units } from './units.js'

/** `goodTillCancelled` becomes `good till cancelled`. */
export const spaced = (name = 'unknown'): string =>
  name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

export const timeText = (timestampUs: number): string =>
  `${new Date(Math.floor(timestampUs / 1000)).toISOString().slice(0, -1)}${String(timestampUs % 1000).padStart(3, '0')}Z`

export function acceptedWords(
  order: OrderAccepted & Partial<SpecialOrderAccepted>,
  units: Units,
): string {
  const { market, priceTicks, quantityLots, quoteUnits, stopPriceTicks, icebergLots } = order
  const words = [
    `accepted as ${spaced(orderStatusNames[order.status])}:`,
    `${spaced(orderTypeNames[order.orderType])} ${sideNames[order.side]} of`,
    quantityLots > 0 ? units.quantity(market, quantityLots) : units.quote(market, quoteUnits ?? 0n),
  ]
  if (priceTicks > 0) words.push(`at ${units.price(market, priceTicks)}`)
  if (stopPriceTicks) words.push(`once ${units.price(market, stopPriceTicks)} is reached`)
  if (order.trailingBips) words.push(`trailing by ${order.trailingBips} basis points`)
  if (icebergLots) words.push(`of which ${units.quantity(market, icebergLots)} is seen at once`)
  words.push(`, ${spaced(timeInForceNames[order.timeInForce])}`)
  if (order.expiresUs) words.push(`until ${timeText(order.expiresUs)}`)
  if (order.listId) words.push(`, in list ${order.listId}`)
  if (order.clientOrderId !== '') words.push(`, client order id '${order.clientOrderId}'`)
  return words.join(' ').replaceAll(' ,', ',')
}

export function tradeWords(trade: Trade, flags: number, isMaker: boolean, units: Units): string {
  const { market, priceTicks, quantityLots } = trade
  const takerSells = (flags & TradeFlag.takerSells) !== 0
  const isBuyer = isMaker === takerSells
  const [other, account] = isMaker
    ? [trade.takerOrderId, trade.takerAccount]
    : [trade.makerOrderId, trade.makerAccount]
  const fee = isMaker ? trade.makerFeeUnits : trade.takerFeeUnits
  const executedLots = isMaker ? trade.makerExecutedLots : trade.takerExecutedLots
  const isFilled = (flags & (isMaker ? TradeFlag.makerFilled : TradeFlag.takerFilled)) !== 0
  return [
    `trade ${trade.tradeId}: ${isBuyer ? 'bought' : 'sold'}`,
    `${units.quantity(market, quantityLots)} at ${units.price(market, priceTicks)}`,
    `for ${units.quote(market, trade.quoteUnits)},`,
    `as ${(flags & TradeFlag.auction) !== 0 ? 'part of an auction' : isMaker ? 'maker' : 'taker'},`,
    `with order ${other} of account ${account}, fee ${units.fee(market, isBuyer, fee)};`,
    isFilled ? 'filled' : `${units.quantity(market, executedLots)} executed so far`,
  ].join(' ')
}

const closeWords: Partial<Record<CloseReason, string>> = {
  [CloseReason.cancelledByOwner]: 'its owner cancelled it',
  [CloseReason.immediateRemainder]: 'what could not trade at once does not rest',
  [CloseReason.marketRemainder]: 'a market order found nobody more to trade with',
  [CloseReason.fillOrKill]: 'it could not be filled as a whole',
  [CloseReason.timeOver]: 'its time was over',
  [CloseReason.otherLeg]: 'the other order of its list went ahead',
  [CloseReason.selfTradePrevented]: 'it would have met an order of the same owner',
  [CloseReason.connectionEnded]: 'the connection that it hung on ended',
  [CloseReason.deadMan]: "the dead man's switch of its account fell",
  [CloseReason.replaced]: 'another order replaced it',
  [CloseReason.killSwitch]: 'an operator used the kill switch',
  [CloseReason.marketDelisted]: 'its market was delisted',
}

export function closedWords(closed: OrderClosed, units: Units): string {
  const { market, executedLots, quantityLots, status, reason } = closed
  const why = closeWords[reason as CloseReason] ?? `reason: ${spaced(closeReasonNames[reason])}`
  const executed = `${units.quantity(market, executedLots)} of ${units.quantity(market, quantityLots)}`
  return `${spaced(orderStatusNames[status])} with ${executed} executed: ${why}`
}

export const activatedWords = ({ reason, isWaiting }: OrderActivated): string =>
  `${isWaiting ? 'now waits for its trigger' : 'went to work'}: ${spaced(activationReasonNames[reason])}`

export function preventedWords(one: TradePrevented, isMaker: boolean, units: Units): string {
  const lots = isMaker ? one.makerPreventedLots : one.takerPreventedLots
  const other = isMaker ? one.takerOrderId : one.makerOrderId
  const mode = spaced(selfTradePreventionNames[one.mode])
  return `did not trade with order ${other} of the same owner (${mode}): ${units.quantity(one.market, lots)} taken away`
}

export const listWords = (list: OrderListAccepted): string =>
  `is in list ${list.listId} (${contingencyNames[list.contingency]}) with orders ` +
  [list.firstOrderId, list.secondOrderId, list.thirdOrderId].filter((id) => id > 0).join(', ')
