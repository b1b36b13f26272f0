// Balances: postings, locks, and who is told about them.
import { Balance as BalanceEvent, limits } from '@openbell/protocol'
import { greatest, remaining, reservation } from './amounts.js'
import type { Account, Balance, Lock, Order, Turn, Venue } from './venue.js'

export function balanceOf(account: Account, asset: number): Balance {
  const known = account.balances.get(asset)
  if (known) return known
  const fresh = { available: 0n, locked: 0n }
  account.balances.set(asset, fresh)
  return fresh
}

export function house(venue: Venue, number: number): Account {
  const account = venue.accounts.get(number)
  if (!account) throw new Error(`account ${number} is not the house's`)
  return account
}

/** An open account of a user, or undefined. */
export const userAccount = (venue: Venue, number: number): Account | undefined =>
  number >= limits.accountUserMin ? venue.accounts.get(number) : undefined

export const nextEvent = (account: Account): number => ++account.event

export function tellBalance(venue: Venue, account: Account, asset: number): void {
  const { available, locked } = balanceOf(account, asset)
  venue.events.emit(BalanceEvent, {
    account: account.number,
    asset,
    accountEvent: nextEvent(account),
    availableUnits: available,
    lockedUnits: locked,
  })
}

/** Remembers that a balance must be told when the turn ends. */
export function noteBalance(turn: Turn, account: Account, asset: number): void {
  turn.changed.push({ account, asset })
}

export const hasChanged = (turn: Turn, account: Account, asset: number): boolean =>
  turn.changed.some((one) => one.account === account && one.asset === asset)

/** Tells the worker's base and quote, then the fees', where the turn has changed them. */
export function tellTurnBalances(venue: Venue, turn: Turn): void {
  const { base, quote } = turn.market
  for (const account of [turn.worker, house(venue, limits.accountFees)])
    for (const asset of [base, quote])
      if (account && hasChanged(turn, account, asset)) tellBalance(venue, account, asset)
}

/** Moves available money into a lock, or back where `units` is negative. */
export function lock(turn: Turn, to: Lock, units: bigint): void {
  if (units === 0n) return
  const balance = balanceOf(to.account, to.asset)
  balance.available -= units
  balance.locked += units
  to.units += units
  noteBalance(turn, to.account, to.asset)
}

/** What the orders of a lock need: the greatest of them, since at most one of a pair trades. */
export function needOf(of: Lock): bigint {
  const needs = of.orders
    .filter((order) => order.place !== 'pending')
    .map((order) => reservation(order.market, order.terms, remaining(order)))
  return greatest(needs)
}

/** Frees what a lock's orders do not need any more; returns whether there was anything. */
export function freeRest(turn: Turn, of: Lock): boolean {
  const rest = of.units - needOf(of)
  lock(turn, of, -rest)
  return rest !== 0n
}

/** Takes an order out of its lock; returns whether anything came free. */
export function leaveLock(turn: Turn, order: Order): boolean {
  const { orders } = order.lock
  orders.splice(orders.indexOf(order), 1)
  return freeRest(turn, order.lock)
}
