// Draws events as lines that a trader can read.
import * as protocol from '@openbell/protocol'

/** Names of assets and accounts, for drawing. */
export interface Names {
  asset(number: number): string
  account(number: number): string
}

const name = (names: readonly string[], number: number): string => names[number] ?? `${number}?`

function order(event: protocol.OrderAccepted, names: Names): string {
  const side = name(protocol.sideNames, event.side)
  const price = event.orderType === protocol.OrderType.market ? '' : ` @ ${event.priceTicks}`
  const type = name(protocol.orderTypeNames, event.orderType)
  const ioc = event.timeInForce === protocol.TimeInForce.immediateOrCancel ? ' ioc' : ''
  const id = event.clientOrderId === '' ? '' : ` id ${event.clientOrderId}`
  const who = names.account(event.account)
  return `#${event.orderId} ${who} ${side} ${event.quantityLots}${price} ${type}${ioc}${id}`
}

type Drawer = (view: DataView, at: number, names: Names) => string

const closed: Drawer = (view, at, names) => {
  const event = protocol.OrderClosed.read(view, at)
  const status = name(protocol.orderStatusNames, event.status)
  const reason = name(protocol.closeReasonNames, event.reason)
  const done = `${event.executedLots} of ${event.quantityLots} for ${event.executedQuoteUnits}`
  return `closed #${event.orderId} ${names.account(event.account)} ${status} (${reason}) ${done}`
}

const trade: Drawer = (view, at, names) => {
  const event = protocol.Trade.read(view, at)
  const end = (id: number, account: number, fee: bigint, filled: boolean) =>
    `#${id} ${names.account(account)}${filled ? ' filled' : ''} fee ${fee}`
  const maker = end(
    event.makerOrderId,
    event.makerAccount,
    event.makerFeeUnits,
    (event.flags & 2) > 0,
  )
  const taker = end(
    event.takerOrderId,
    event.takerAccount,
    event.takerFeeUnits,
    (event.flags & 4) > 0,
  )
  const side = (event.flags & 1) > 0 ? 'sells' : 'buys'
  const what = `${event.quantityLots} @ ${event.priceTicks} = ${event.quoteUnits}`
  return `trade ${event.tradeId}: ${what}, maker ${maker}, taker ${side} ${taker}`
}

const state: Drawer = (view, at, names) => {
  const event = protocol.OrderState.read(view, at)
  const status = name(protocol.orderStatusNames, event.status)
  const done = `${event.executedLots} for ${event.executedQuoteUnits}`
  return `state ${order(event, names)}: ${status}, ${done}`
}

const outcome: Drawer = (view, at) => {
  const event = protocol.Outcome.read(view, at)
  if (event.status === protocol.OutcomeStatus.rejected)
    return `rejected: ${name(protocol.rejectNames, event.reject)}`
  return `${name(protocol.outcomeStatusNames, event.status)} ${event.result}`
}

const money =
  (word: string): Drawer =>
  (view, at, names) => {
    const event = protocol.Deposited.read(view, at)
    const what = `${event.amountUnits} ${names.asset(event.asset)}`
    return `${word} ${names.account(event.account)} ${what} key ${event.idempotencyKey}`
  }

const drawers: Record<number, Drawer> = {
  [protocol.Outcome.kind]: outcome,
  [protocol.Configured.kind]: () => 'configured',
  [protocol.AssetListed.kind]: (view, at) => {
    const event = protocol.AssetListed.read(view, at)
    return `asset ${event.asset} ${event.code}, ${event.decimals} decimals`
  },
  [protocol.MarketListed.kind]: (view, at) => {
    const event = protocol.MarketListed.read(view, at)
    return `market ${event.market} ${event.symbol}, ${event.notionalUnits} units a lot and tick`
  },
  [protocol.MarketStateChanged.kind]: (view, at) => {
    const event = protocol.MarketStateChanged.read(view, at)
    return `market ${event.market} is ${name(protocol.marketStateNames, event.state)}`
  },
  [protocol.FeeTierSet.kind]: (view, at) => {
    const event = protocol.FeeTierSet.read(view, at)
    return `tier ${event.tier}: maker ${event.makerPpm}, taker ${event.takerPpm} ppm`
  },
  [protocol.AccountOpened.kind]: (view, at) => {
    const event = protocol.AccountOpened.read(view, at)
    return `account ${event.account} opened`
  },
  [protocol.AccountTierSet.kind]: (view, at, names) => {
    const event = protocol.AccountTierSet.read(view, at)
    return `${names.account(event.account)} is in tier ${event.tier}`
  },
  [protocol.AccountFrozen.kind]: (view, at, names) => {
    const event = protocol.AccountFrozen.read(view, at)
    return `${names.account(event.account)} ${event.frozen === 1 ? 'frozen' : 'thawed'}`
  },
  [protocol.Deposited.kind]: money('deposited'),
  [protocol.Withdrawn.kind]: money('withdrawn'),
  [protocol.OrderAccepted.kind]: (view, at, names) =>
    `accepted ${order(protocol.OrderAccepted.read(view, at), names)}`,
  [protocol.OrderState.kind]: state,
  [protocol.Trade.kind]: trade,
  [protocol.OrderClosed.kind]: closed,
  [protocol.BookLevel.kind]: (view, at) => {
    const event = protocol.BookLevel.read(view, at)
    const side = name(protocol.sideNames, event.flags & 1)
    return `level ${side} ${event.priceTicks}: ${event.totalLots} (update ${event.updateId})`
  },
  [protocol.Balance.kind]: (view, at, names) => {
    const event = protocol.Balance.read(view, at)
    const what = `${names.account(event.account)} ${names.asset(event.asset)}`
    return `balance ${what}: ${event.availableUnits} available, ${event.lockedUnits} locked`
  },
}

/** One line an event. @throws Error on a record that the protocol does not know. */
export function drawEvents(events: Uint8Array, names: Names): string[] {
  const view = new DataView(events.buffer, events.byteOffset, events.length)
  const lines: string[] = []
  for (let at = 0; at < events.length; at += view.getUint16(at + 2, true)) {
    const draw = drawers[view.getUint8(at)]
    if (!draw || protocol.eventSizes[view.getUint8(at)] !== view.getUint16(at + 2, true))
      throw new Error(`no event at ${at}`)
    lines.push(draw(view, at, names))
  }
  return lines
}
