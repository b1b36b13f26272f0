// Placing one order: a retry is answered, a wrong one refused, any other goes to work.
import {
  MarketState,
  type PlaceOrder,
  type PlaceSpecialOrder,
  Reject,
  type ReplaceOrder,
} from '@openbell/protocol'
import { accept, tellState } from './accepting.js'
import { checkBook, checkRoom, needAtEntry, walkFor, wishOf } from './admission.js'
import { isConditional } from './amounts.js'
import { type Answer, done, refused, repeated } from './answer.js'
import { lock, userAccount } from './balances.js'
import {
  checkAccess,
  checkBody,
  checkKinds,
  checkReference,
  isByQuote,
  type Refusal,
} from './checks.js'
import { isKilled, rest, work } from './matching.js'
import { wait } from './triggers.js'
import { beginTurn, endTurn } from './turn.js'
import { bodyOf, usedFor } from './used-ids.js'
import type { Account, Order, Terms, Turn, Venue } from './venue.js'

export function placeOrder(venue: Venue, command: PlaceOrder): Answer {
  const plain = { ...command, stopPriceTicks: 0, icebergLots: 0, expiresUs: 0, trailingBips: 0 }
  return place(venue, termsOf({ ...plain, quoteUnits: 0n, connection: 0, session: 0 }), true)
}

export const placeSpecialOrder = (venue: Venue, command: PlaceSpecialOrder): Answer =>
  place(venue, termsOf(command), false)

/** The terms of a new order. */
export const termsOf = (command: PlaceSpecialOrder | ReplaceOrder): Terms => ({
  account: command.account,
  market: command.market,
  side: command.side,
  type: command.orderType,
  timeInForce: command.timeInForce,
  prevention: command.selfTradePrevention,
  price: command.priceTicks,
  quantity: command.quantityLots,
  quoteUnits: command.quoteUnits,
  stopPrice: command.stopPriceTicks,
  iceberg: command.icebergLots,
  expiresUs: command.expiresUs,
  trailing: command.trailingBips,
  connection: command.connection,
  connectionSession: command.connection === 0 ? 0 : command.session,
  clientOrderId: command.clientOrderId,
})

function place(venue: Venue, terms: Terms, isPlain: boolean): Answer {
  const account = userAccount(venue, terms.account)
  if (!account) return refused(Reject.accountMustExist)
  const known = retried(venue, account, terms.clientOrderId, bodyOf(terms))
  if (known) return known
  const refusal = checkAccess(venue, account, terms.market)
  if (refusal) return refused(refusal)
  const turn = beginTurn(venue.markets[terms.market], account)
  const placed = tryToPlace(venue, turn, account, terms, isPlain)
  if (typeof placed === 'number') return refused(placed)
  endTurn(venue, turn)
  return done(placed.id)
}

/** The answer to a client's id that is known with the same body. */
export function retried(
  venue: Venue,
  account: Account,
  text: string,
  body: string,
): Answer | undefined {
  const used = usedFor(venue, account, 'order', text)
  if (!used?.order || used.body !== body) return undefined
  tellState(venue, used.order)
  return repeated(used.result)
}

/** All checks, then the order goes to work in this turn; a Reject where one of them fails. */
export function tryToPlace(
  venue: Venue,
  turn: Turn,
  account: Account,
  terms: Terms,
  isPlain: boolean,
): Order | Refusal {
  const { market } = turn
  const wish = wishOf(terms)
  const refusal =
    checkAccess(venue, account, terms.market) ||
    checkKinds(terms, isPlain) ||
    checkBody(venue, market, terms) ||
    checkReference(market, terms, turn.referencePrice) ||
    checkRoom(venue, market, account, [wish], false) ||
    checkBook(venue, turn, account, [terms])
  if (refusal) return refusal
  const need = needAtEntry(venue, turn, account, terms)
  const byQuote = isByQuote(terms)
  const order = accept(venue, {
    account,
    market,
    terms,
    body: bodyOf(terms),
    isSpecial: wish.isSpecial,
    isPending: false,
    listId: 0,
    quantity: byQuote ? walkFor(venue, turn, account, terms).lots : terms.quantity,
  })
  enter(venue, turn, order, need)
  return order
}

/** An order that has just become active locks what it needs, and then waits, works or rests. */
export function enter(venue: Venue, turn: Turn, order: Order, need: bigint): void {
  const isTrading = turn.market.state === MarketState.trading
  const willWait = isConditional(order.terms.type)
  if (willWait || !isTrading || !isKilled(venue, turn, order)) lock(turn, order.lock, need)
  if (willWait) wait(venue, order)
  else if (isTrading) work(venue, turn, order)
  else rest(turn, order)
}
