// Random orders and lists of every kind: most of them are meant well, on few prices so that much trades.
import * as protocol from '@openbell/protocol'
import type { OrderTerms } from './commands.js'
import * as write from './commands.js'

/** A number from 0 to below `below`. */
export type Random = (below: number) => number

type Head = { account: number; market: number }

const { OrderType, TimeInForce } = protocol

/** The prices near which everything happens. */
const near = (random: Random): number => 480 + random(60)

/** A name out of a few, so that names are met again. */
export const randomId = (random: Random): string => (random(3) === 0 ? `id ${random(30)}` : '')

/** A value of an enumeration; seldom one that it does not know. */
const oneOf = (random: Random, known: number): number =>
  random(random(40) === 0 ? known + 1 : known)

/** The terms of an order of any kind. */
function randomTerms(random: Random, nowUs: number): OrderTerms {
  const orderType = random(3) === 0 ? 0 : oneOf(random, 7)
  const side = random(2)
  const timeInForce = random(10) === 0 ? random(6) : timeOf(random, orderType)
  const isDated = timeInForce === TimeInForce.goodTillDate
  return {
    side,
    orderType,
    timeInForce,
    priceTicks: protocol.hasLimitPrice(orderType) !== (random(30) === 0) ? near(random) : 0,
    quantityLots: 1 + random(40),
    quoteUnits: 0n,
    stopPriceTicks: 0,
    trailingBips: 0,
    selfTradePrevention: oneOf(random, 5),
    expiresUs: isDated ? nowUs + random(200_000) : 0,
    icebergLots: protocol.hasLimitPrice(orderType) && random(4) === 0 ? 1 + random(10) : 0,
    connection: random(5) === 0 ? 1 + random(3) : 0,
    clientOrderId: randomId(random),
    ...(orderType > OrderType.market ? randomTrigger(random, orderType, side) : {}),
    ...(orderType === OrderType.market && random(2) === 0 ? byQuote(random) : {}),
  }
}

/** A time in force that suits the type. */
function timeOf(random: Random, orderType: number): number {
  if (orderType === OrderType.market) return random(2)
  const isFree = [OrderType.limit, OrderType.stopLossLimit, OrderType.takeProfitLimit].includes(
    orderType as never,
  )
  return isFree ? random(5) : ([0, 3, 4][random(3)] as number)
}

const byQuote = (random: Random) => ({ quantityLots: 0, quoteUnits: BigInt(random(20_000)) })

/** A stop price on the side where it waits, most of the time, or a trailing distance, or both. */
function randomTrigger(random: Random, orderType: number, side: number) {
  const isStop = orderType === OrderType.stopLoss || orderType === OrderType.stopLossLimit
  const isAbove = isStop === (side === protocol.Side.buy)
  const distance = 1 + random(40)
  const stopPriceTicks = 510 + (isAbove ? distance : -distance)
  const trailingBips = random(3) === 0 ? 1 + random(600) : 0
  return { stopPriceTicks: trailingBips > 0 && random(2) === 0 ? 0 : stopPriceTicks, trailingBips }
}

/** A list of any contingency, whose legs mostly suit it. */
function randomList(random: Random, head: Head): Uint8Array {
  const contingency = oneOf(random, 3)
  const side = random(2)
  const quantityLots = 1 + random(20)
  const leg = (orderType: number, price: number): Partial<OrderTerms> => ({
    side,
    quantityLots,
    orderType: random(20) === 0 ? random(7) : orderType,
    clientOrderId: randomId(random),
    ...(orderType === OrderType.limitMaker ? { priceTicks: price } : { stopPriceTicks: price }),
  })
  const away = side === protocol.Side.sell ? 1 : -1
  const pair = [
    leg(
      random(2) === 0 ? OrderType.limitMaker : OrderType.takeProfit,
      510 + away * (5 + random(30)),
    ),
    leg(OrderType.stopLoss, 510 - away * (5 + random(30))),
  ]
  const first = {
    side: random(2),
    quantityLots,
    priceTicks: near(random),
    orderType: random(4) === 0 ? OrderType.limitMaker : OrderType.limit,
    timeInForce: random(3) === 0 ? random(3) : 0,
    clientOrderId: randomId(random),
  }
  const second = { ...first, side: random(2), priceTicks: near(random), clientOrderId: '' }
  const legs = { 0: pair, 1: [first, second], 2: [first, ...pair] }[contingency] ?? pair
  return write.placeOrderList(legs, {
    ...head,
    contingency,
    selfTradePrevention: oneOf(random, 5),
    connection: random(5) === 0 ? 1 + random(3) : 0,
  })
}

/** A plain or special order, a list, or a replacement. */
export function randomOrder(random: Random, head: Head, nowUs: number): Uint8Array {
  const dice = random(100)
  if (dice < 50) {
    const orderType = random(10) < 7 ? OrderType.limit : oneOf(random, 3)
    return write.placeOrder({
      ...head,
      side: oneOf(random, 2),
      orderType,
      timeInForce: random(4) === 0 ? 1 : random(10) === 0 ? random(4) : 0,
      priceTicks: random(30) === 0 ? random(10_002) : orderType === 2 ? 0 : near(random),
      quantityLots: random(30) === 0 ? random(1_000_002) : 1 + random(40),
      selfTradePrevention: random(5),
      clientOrderId: randomId(random),
    })
  }
  if (dice < 80) return write.placeSpecialOrder({ ...head, ...randomTerms(random, nowUs) })
  if (dice < 92) return randomList(random, head)
  return write.replaceOrder({
    ...head,
    ...randomTerms(random, nowUs),
    cancelOrderId: 1 + random(600),
    cancelRestriction: oneOf(random, 3),
    mode: oneOf(random, 2),
  })
}
