// What must hold after every frame, looked at from scratch.
import { limits, MarketState } from '@openbell/protocol'
import { isBuy, remaining } from './amounts.js'
import { needOf } from './balances.js'
import type { Market, Order, Venue } from './venue.js'

/** A sentence for each invariant that does not hold. */
export function brokenInvariants(venue: Venue): string[] {
  const broken: string[] = []
  const must = (holds: boolean, sentence: string) => {
    if (!holds) broken.push(sentence)
  }
  for (const [asset] of venue.assets.entries()) checkMoney(venue, asset, must)
  for (const order of venue.orders) checkOrder(order, must)
  for (const market of venue.markets) checkBook(venue, market, must)
  for (const list of venue.lists)
    must(
      list.orders.filter(({ place }) => place !== 'ended').length > 1 ||
        list.orders.some(({ place }) => place !== 'ended' && place !== 'pending'),
      `list ${list.id} has nothing that could come about`,
    )
  must(venue.queue.length === 0 && venue.traded.length === 0, 'work is left')
  return broken
}

type Must = (holds: boolean, sentence: string) => void

/** Money is conserved, nobody but the house owes, and locked is what orders and withdrawals need. */
function checkMoney(venue: Venue, asset: number, must: Must): void {
  let sum = 0n
  for (const account of venue.accounts.values()) {
    const balance = account.balances.get(asset)
    if (!balance) continue
    const { available, locked } = balance
    const owner = `account ${account.number} asset ${asset}`
    sum += available + locked
    const mayOwe =
      account.number === limits.accountExternal || account.number === limits.accountAdjustments
    must(available >= 0n || mayOwe, `${owner} has ${available}`)
    const locks = new Set(
      venue.orders
        .map((order) => order.lock)
        .filter((lock) => lock.account === account && lock.asset === asset),
    )
    let needed = 0n
    for (const lock of locks) {
      must(lock.units === needOf(lock), `${owner}: a lock holds ${lock.units}, not ${needOf(lock)}`)
      needed += lock.units
    }
    for (const withdrawal of venue.withdrawals)
      if (withdrawal.account === account && withdrawal.asset === asset) needed += withdrawal.amount
    must(locked === needed, `${owner} has ${locked} locked and needs ${needed}`)
  }
  must(sum === 0n, `asset ${asset} adds up to ${sum}`)
}

function checkOrder(order: Order, must: Must): void {
  const name = `order ${order.id}`
  const { market, terms, place } = order
  const left = remaining(order)
  must(left > 0 && order.executed >= 0, `${name} has ${left} left`)
  must(place === 'pending' || place === 'waiting' || place === 'resting', `${name} is ${place}`)
  const stands = [...market.buys, ...market.sells].filter((other) => other === order).length
  must(stands === (place === 'resting' ? 1 : 0), `${name} is ${place} and stands ${stands} times`)
  const triggers = market.triggers.filter((trigger) => trigger.order === order).length
  must(triggers > 0 === (place === 'waiting'), `${name} is ${place} with ${triggers} triggers`)
  must(market.state !== MarketState.delisted, `${name} is open in a delisted market`)
  if (place !== 'resting') return
  const isShown = order.visible > 0 && order.visible <= left
  must(isShown, `${name} shows ${order.visible} of ${left}`)
  if (terms.iceberg === 0) must(order.visible === left, `${name} hides something`)
}

/** Not crossed while it trades; from the best to the worst price. */
function checkBook(venue: Venue, market: Market, must: Must): void {
  const name = `market ${market.number}`
  const [buy] = market.buys
  const [sell] = market.sells
  if (market.state === MarketState.trading && buy && sell)
    must(buy.terms.price < sell.terms.price, `${name} is crossed`)
  for (const line of [market.buys, market.sells])
    for (const [index, order] of line.entries()) {
      const before = line[index - 1]
      if (before)
        must(
          isBuy(order.terms.side)
            ? before.terms.price >= order.terms.price
            : before.terms.price <= order.terms.price,
          `${name} is out of order`,
        )
      must(venue.orders.includes(order), `order ${order.id} stands and is not open`)
    }
}
