// What happens by itself when its time comes: orders expire, dead men are noticed, auctions end.
import { CloseReason, DeadManSet, limits, Reject, type SetDeadMan } from '@openbell/protocol'
import { followUp } from './activation.js'
import { type Answer, done, refused } from './answer.js'
import { endAuction } from './auction.js'
import { nextEvent, userAccount } from './balances.js'
import { closeMany } from './cancelling.js'
import { closeWithList } from './closing.js'
import { ownTurn, timeAfter } from './turn.js'
import type { Account, Venue } from './venue.js'

interface Timer {
  readonly deadlineUs: number
  /** Orders come first, then accounts, then markets. */
  readonly rank: number
  readonly number: number
  readonly fire: () => void
}

function timersOf(venue: Venue): Timer[] {
  const timers: Timer[] = []
  for (const order of venue.orders)
    timers.push({
      deadlineUs: order.expiresUs,
      rank: 0,
      number: order.id,
      fire: () =>
        ownTurn(venue, order.market, order.account, (turn) =>
          closeWithList(venue, turn, order, CloseReason.timeOver),
        ),
    })
  for (const account of venue.accounts.values())
    timers.push({
      deadlineUs: account.deadManDeadlineUs,
      rank: 1,
      number: account.number,
      fire: () => {
        armDeadMan(venue, account, 0)
        closeMany(venue, account, CloseReason.deadMan, () => true)
      },
    })
  for (const market of venue.markets)
    timers.push({
      deadlineUs: market.untilUs,
      rank: 2,
      number: market.number,
      fire: () => endAuction(venue, market),
    })
  return timers
    .filter(({ deadlineUs }) => deadlineUs !== 0)
    .sort((a, b) => a.deadlineUs - b.deadlineUs || a.rank - b.rank || a.number - b.number)
}

/** The earliest deadline in microseconds, undefined where nothing is due ever. */
export const nextDeadlineUs = (venue: Venue): number | undefined => timersOf(venue)[0]?.deadlineUs

/** Fires all that is due, each followed by the core's own work. */
export function fireTimers(venue: Venue): void {
  for (;;) {
    const next = timersOf(venue)[0]
    if (!next || next.deadlineUs > venue.nowUs) return
    venue.events.commandIndex = limits.commandIndexOwn
    next.fire()
    followUp(venue)
  }
}

/** After a change of epoch every armed timer starts again in full. */
export function restartDeadMen(venue: Venue): void {
  for (const account of venue.accounts.values())
    if (account.deadManTimeoutUs !== 0)
      account.deadManDeadlineUs = timeAfter(venue, account.deadManTimeoutUs)
}

export function setDeadMan(venue: Venue, command: SetDeadMan): Answer {
  const account = userAccount(venue, command.account)
  if (!account) return refused(Reject.accountMustExist)
  armDeadMan(venue, account, command.timeoutUs)
  return done(account.number)
}

/** @param timeoutUs 0 = disarmed */
function armDeadMan(venue: Venue, account: Account, timeoutUs: number): void {
  account.deadManTimeoutUs = timeoutUs
  account.deadManDeadlineUs = timeoutUs === 0 ? 0 : timeAfter(venue, timeoutUs)
  venue.events.emit(DeadManSet, {
    account: account.number,
    accountEvent: nextEvent(account),
    timeoutUs,
    deadlineUs: account.deadManDeadlineUs,
  })
}
