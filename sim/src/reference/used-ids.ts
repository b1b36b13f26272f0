// Client order ids and idempotency keys: which an account has used, and when they are forgotten.
import type { Account, Order, Terms, UsedId, Venue } from './venue.js'

/** More than one command can add. */
const forgottenPerCommand = 2

const isExpired = (venue: Venue, used: UsedId): boolean =>
  used.finishedUs !== undefined && used.finishedUs + venue.limit.finishedIdsWindowUs < venue.nowUs

/** Before every command: the oldest ones whose time is over. */
export function forgetExpired(venue: Venue): void {
  for (let i = 0; i < forgottenPerCommand; i++) {
    const oldest = venue.usedIds.find((used) => used.finishedUs !== undefined)
    if (oldest && isExpired(venue, oldest)) forget(venue, oldest)
  }
}

function forget(venue: Venue, used: UsedId): void {
  venue.usedIds.splice(venue.usedIds.indexOf(used), 1)
}

const find = (
  venue: Venue,
  account: Account,
  kind: UsedId['kind'],
  text: string,
): UsedId | undefined =>
  venue.usedIds.find((used) => used.text === text && used.account === account && used.kind === kind)

/** What a text was used for, if it is remembered; an empty one never is. */
export function usedFor(
  venue: Venue,
  account: Account,
  kind: UsedId['kind'],
  text: string,
): UsedId | undefined {
  const used = text === '' ? undefined : find(venue, account, kind, text)
  return used && !isExpired(venue, used) ? used : undefined
}

/** Whether so many more texts can be remembered. */
export const idsFit = (venue: Venue, count: number): boolean =>
  venue.usedIds.length + count <= venue.limit.clientIdsMax

/** Remembers the id of an order for as long as it is open, and then for a while. */
export function useOrderId(venue: Venue, order: Order, body: string): void {
  const { account, terms } = order
  if (terms.clientOrderId === '') return
  const stale = find(venue, account, 'order', terms.clientOrderId)
  if (stale) forget(venue, stale)
  venue.usedIds.push({
    account,
    kind: 'order',
    text: terms.clientOrderId,
    body,
    order,
    result: order.id,
    finishedUs: undefined,
  })
}

/** Remembers the key of a movement of money. */
export function useKey(
  venue: Venue,
  account: Account,
  text: string,
  body: string,
  result: number,
): void {
  const stale = find(venue, account, 'money', text)
  if (stale) forget(venue, stale)
  const used: UsedId = {
    account,
    kind: 'money',
    text,
    body,
    order: undefined,
    result,
    finishedUs: undefined,
  }
  venue.usedIds.push(used)
  finish(venue, used)
}

/** An order has ended: its id is remembered for a while. */
export function finishOrderId(venue: Venue, order: Order): void {
  const used = venue.usedIds.find((one) => one.order === order)
  if (used) finish(venue, used)
}

/** It becomes the newest of those that have ended; where its account has too many, its oldest goes. */
function finish(venue: Venue, used: UsedId): void {
  forget(venue, used)
  venue.usedIds.push(used)
  used.finishedUs = venue.nowUs
  const ended = venue.usedIds.filter(
    ({ account, kind, finishedUs }) =>
      account === used.account && kind === used.kind && finishedUs !== undefined,
  )
  if (ended.length > venue.limit.finishedIdsPerAccountMax) forget(venue, ended[0])
}

/** All that makes an order what it is; where it came from is not a part of it. */
export function bodyOf(terms: Terms): string {
  const elsewhere = { ...terms, connection: 0, connectionSession: 0 }
  return JSON.stringify([...Object.values(elsewhere)].map(String))
}
