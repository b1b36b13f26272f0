// Frames of random but possible events, the same for the same seed: no market, only a stream that fits.
import { OrderStatus, Side } from '@openbell/protocol'
import type { EventFrame } from '../../ports.js'
import { alice, bob, btc, FrameStream, type OrderFields, usd } from './frames.js'

interface Open {
  readonly order: OrderFields
  executedLots: number
}

/** Endless: the listing first. */
export function* randomFrames(seed: number): Generator<EventFrame, never> {
  const stream = new FrameStream()
  const next = numbers(seed)
  const open: Open[] = []
  const levels = new Set<number>()
  let orderId = 0
  let tradeId = 0
  const accept = (side: Side, account: number): Uint8Array => {
    const clientOrderId = next(2) === 0 ? `order-${next(50)}` : ''
    const fields = { account, side, priceTicks: 1 + next(1000), quantityLots: 1 + next(500) }
    const order = { ...fields, orderId: ++orderId, clientOrderId }
    open.push({ order, executedLots: 0 })
    return stream.accepted(order)
  }
  const close = (): Uint8Array => {
    const [{ order, executedLots }] = open.splice(next(open.length), 1)
    const status = next(2) === 0 ? OrderStatus.cancelled : OrderStatus.expired
    return stream.closed(order, executedLots, status)
  }
  const trade = (maker: Open, taker: Open): Uint8Array => {
    const rest = ({ order, executedLots }: Open) => order.quantityLots - executedLots
    const quantityLots = 1 + next(Math.min(rest(maker), rest(taker)))
    const before = { makerBeforeLots: maker.executedLots, takerBeforeLots: taker.executedLots }
    const orders = { maker: maker.order, taker: taker.order }
    const bytes = stream.trade({ tradeId: ++tradeId, ...orders, ...before, quantityLots })
    for (const side of [maker, taker]) {
      side.executedLots += quantityLots
      if (rest(side) === 0) open.splice(open.indexOf(side), 1)
    }
    return bytes
  }
  const level = (): Uint8Array => {
    const price = 1 + next(300)
    const total = levels.has(price) ? next(2) * next(99) : 1 + next(99)
    if (total === 0) levels.delete(price)
    else levels.add(price)
    return stream.levels(price < 150 ? Side.buy : Side.sell, [[price, total]])
  }
  const event = (): Uint8Array => {
    const account = next(2) === 0 ? alice : bob
    const choice = next(10)
    const maker = open.find(({ order }) => order.side === Side.sell)
    const taker = open.findLast(({ order }) => order.side === Side.buy)
    if (choice < 2) return accept(choice === 0 ? Side.buy : Side.sell, account)
    if (choice < 4 && open.length > 40) return close()
    if (choice < 6 && maker && taker) return trade(maker, taker)
    if (choice < 7) return stream.balance(account, next(2) === 0 ? btc : usd, BigInt(next(1e9)))
    return level()
  }
  yield stream.listing()
  while (true) yield stream.frame(...Array.from({ length: next(6) }, event))
}

/** A generator of the tests' own, so that every run is the same: whole numbers from 0 to below. */
export function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 4294967296) * below)
  }
}
