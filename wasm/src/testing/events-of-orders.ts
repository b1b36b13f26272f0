// Draws what is told of orders, lists and trades.
import * as protocol from '@openbell/protocol'
import { type Drawer, type Names, name, onMarket, time } from './names.js'

const timeWords = ['', ' ioc', ' fok', ' gtd', ' day']

function order(event: protocol.OrderAccepted, names: Names): string {
  const side = name(protocol.sideNames, event.side)
  const price = event.priceTicks === 0 ? '' : ` @ ${event.priceTicks}`
  const type = name(protocol.orderTypeNames, event.orderType)
  const standing = name(timeWords, event.timeInForce)
  const id = event.clientOrderId === '' ? '' : ` id ${event.clientOrderId}`
  const isDefault = event.selfTradePrevention === protocol.SelfTradePrevention.expireMaker
  const mode = name(protocol.selfTradePreventionNames, event.selfTradePrevention)
  const prevent = isDefault ? '' : ` prevent ${mode}`
  const who = names.account(event.account)
  const on = onMarket(event.market)
  return `#${event.orderId} ${who} ${side} ${event.quantityLots}${price} ${type}${standing}${prevent}${id}${on}`
}

/** What only special orders have. */
function terms(event: protocol.SpecialOrderAccepted | protocol.OrderState): string {
  const when = (isThere: boolean, words: string) => (isThere ? ` ${words}` : '')
  return [
    when(event.stopPriceTicks > 0, `stop ${event.stopPriceTicks}`),
    when(event.trailingBips > 0, `trail ${event.trailingBips}`),
    when(event.icebergLots > 0, `shows ${event.icebergLots}`),
    when(event.quoteUnits > 0n, `for ${event.quoteUnits}`),
    when(event.expiresUs > 0, `until ${time(event.expiresUs)}`),
    when(event.listId > 0, `list ${event.listId}`),
    when(event.connection > 0, `connection ${event.connection} of ${event.connectionSession}`),
    when(event.isWaiting > 0, 'waiting'),
  ].join('')
}

const status = (event: protocol.OrderAccepted): string =>
  event.status === protocol.OrderStatus.new
    ? ''
    : ` ${name(protocol.orderStatusNames, event.status)}`

const closed: Drawer = (view, at, names) => {
  const event = protocol.OrderClosed.read(view, at)
  const end = name(protocol.orderStatusNames, event.status)
  const reason = name(protocol.closeReasonNames, event.reason)
  const done = `${event.executedLots} of ${event.quantityLots} for ${event.executedQuoteUnits}`
  return `closed #${event.orderId} ${names.account(event.account)} ${end} (${reason}) ${done}`
}

const trade: Drawer = (view, at, names) => {
  const event = protocol.Trade.read(view, at)
  const end = (id: number, account: number, fee: bigint, filled: boolean) =>
    `#${id} ${names.account(account)}${filled ? ' filled' : ''} fee ${fee}`
  const { makerOrderId, makerAccount, makerFeeUnits } = event
  const maker = end(
    makerOrderId,
    makerAccount,
    makerFeeUnits,
    (event.flags & protocol.TradeFlag.makerFilled) > 0,
  )
  const { takerOrderId, takerAccount, takerFeeUnits } = event
  const taker = end(
    takerOrderId,
    takerAccount,
    takerFeeUnits,
    (event.flags & protocol.TradeFlag.takerFilled) > 0,
  )
  const side = protocol.takerSideOf(event) === protocol.Side.sell ? 'sells' : 'buys'
  const what = `${event.quantityLots} @ ${event.priceTicks} = ${event.quoteUnits}`
  const word = (event.flags & protocol.TradeFlag.auction) > 0 ? 'auction trade' : 'trade'
  return `${word} ${event.tradeId}: ${what}, maker ${maker}, taker ${side} ${taker}`
}

const prevented: Drawer = (view, at, names) => {
  const event = protocol.TradePrevented.read(view, at)
  const mode = name(protocol.selfTradePreventionNames, event.mode)
  const end = (id: number, account: number, lots: number, left: number) =>
    `#${id} ${names.account(account)} less ${lots} of now ${left}`
  const { makerOrderId, makerAccount, makerPreventedLots, makerQuantityLots } = event
  const maker = end(makerOrderId, makerAccount, makerPreventedLots, makerQuantityLots)
  const { takerOrderId, takerAccount, takerPreventedLots, takerQuantityLots } = event
  const taker = end(takerOrderId, takerAccount, takerPreventedLots, takerQuantityLots)
  const side = protocol.takerSideOf(event) === protocol.Side.sell ? 'sells' : 'buys'
  return `prevented ${event.preventedId} @ ${event.priceTicks} (${mode}): maker ${maker}, taker ${side} ${taker}`
}

const replaced: Drawer = (view, at) => {
  const event = protocol.OrderReplaced.read(view, at)
  const cancelReject = name(protocol.rejectNames, event.cancelReject)
  const placeReject = name(protocol.rejectNames, event.placeReject)
  const old = event.cancelReject === 0 ? `#${event.cancelledOrderId}` : `nothing (${cancelReject})`
  const placed = event.placeReject === 0 ? `#${event.orderId}` : `nothing (${placeReject})`
  return `replaced ${old} by ${placed}`
}

const listAccepted: Drawer = (view, at, names) => {
  const event = protocol.OrderListAccepted.read(view, at)
  const ids = [event.firstOrderId, event.secondOrderId, event.thirdOrderId]
  const orders = ids.filter((id) => id > 0).map((id) => `#${id}`)
  const word = name(protocol.contingencyNames, event.contingency)
  const id = event.listClientOrderId === '' ? '' : ` id ${event.listClientOrderId}`
  return `list ${event.listId} ${names.account(event.account)} ${word} ${orders.join(' ')}${id}`
}

export const orderDrawers: Record<number, Drawer> = {
  [protocol.OrderAccepted.kind]: (view, at, names) => {
    const event = protocol.OrderAccepted.read(view, at)
    return `accepted ${order(event, names)}${status(event)}`
  },
  [protocol.SpecialOrderAccepted.kind]: (view, at, names) => {
    const event = protocol.SpecialOrderAccepted.read(view, at)
    return `accepted special ${order(event, names)}${terms(event)}${status(event)}`
  },
  [protocol.OrderState.kind]: (view, at, names) => {
    const event = protocol.OrderState.read(view, at)
    const done = `${event.executedLots} for ${event.executedQuoteUnits}`
    const since = `since ${time(event.createdUs)}`
    const now = name(protocol.orderStatusNames, event.status)
    return `state ${order(event, names)}${terms(event)}: ${now}, ${done}, ${since}`
  },
  [protocol.Trade.kind]: trade,
  [protocol.OrderClosed.kind]: closed,
  [protocol.OrderActivated.kind]: (view, at, names) => {
    const event = protocol.OrderActivated.read(view, at)
    const reason = name(protocol.activationReasonNames, event.reason)
    const waits = event.isWaiting === 1 ? ', now waits for its trigger' : ''
    return `activated #${event.orderId} ${names.account(event.account)} (${reason})${waits}`
  },
  [protocol.StopMoved.kind]: (view, at, names) => {
    const event = protocol.StopMoved.read(view, at)
    return `stop of #${event.orderId} ${names.account(event.account)} moves to ${event.stopPriceTicks}`
  },
  [protocol.TradePrevented.kind]: prevented,
  [protocol.OrderAmended.kind]: (view, at, names) => {
    const event = protocol.OrderAmended.read(view, at)
    const now = `to ${event.quantityLots}, ${event.executedLots} executed`
    return `amended #${event.orderId} ${names.account(event.account)} ${now}`
  },
  [protocol.OrderReplaced.kind]: replaced,
  [protocol.OrderListAccepted.kind]: listAccepted,
  [protocol.OrderListClosed.kind]: (view, at, names) => {
    const event = protocol.OrderListClosed.read(view, at)
    return `list ${event.listId} ${names.account(event.account)} closed`
  },
}
