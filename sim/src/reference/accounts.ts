// Who trades: sessions of edges, accounts, their tiers and groups.
import {
  AccountOpened,
  AccountTierSet,
  type EndSession,
  type FreezeAccount,
  type OpenAccount,
  type OpenSession,
  Reject,
  type SetAccountTier,
  type SetTradeGroup,
  TradeGroupSet,
} from '@openbell/protocol'
import { type Answer, done, refused, repeated } from './answer.js'
import { nextEvent, userAccount } from './balances.js'
import type { Refusal } from './checks.js'
import { freeze } from './halting.js'
import type { Account, Venue } from './venue.js'

const textOf = (bytes: Uint8Array): string => [...bytes].join(' ')

/** Whether a session may speak, and has not said this before; 0 is nobody's and always may. */
export function hear(
  venue: Venue,
  { session, lane, laneSequence }: { session: number; lane: number; laneSequence: number },
): Refusal {
  if (session === 0) return Reject.none
  const open = venue.sessions.find(({ number }) => number === session)
  if (open?.edge === undefined) return Reject.sessionMustBeOpen
  if (lane !== 0 && lane !== 1) return Reject.laneMustBeKnown
  if (laneSequence <= open.heard[lane]) return Reject.laneSequenceMustIncrease
  open.heard[lane] = laneSequence
  return Reject.none
}

/** A place's numbers are its own, so that no number ever means two edges. */
export function openSession(venue: Venue, command: OpenSession): Answer {
  const edge = textOf(command.edge)
  const known = venue.sessions.find((place) => place.edge === edge)
  if (command.isOnly !== 0)
    for (const place of venue.sessions) if (place !== known) place.edge = undefined
  if (known) return repeated(known.number)
  const index = venue.sessions.findIndex((place) => place.edge === undefined)
  if (index < 0) return refused(Reject.sessionsExhausted)
  const before = venue.sessions[index].number
  const number = before === 0 ? index + 1 : before + venue.limit.sessionsMax
  venue.sessions[index] = { number, edge, heard: [0, 0] }
  return done(number)
}

export function endSession(venue: Venue, command: EndSession): Answer {
  const edge = textOf(command.edge)
  const place = venue.sessions.find((place) => place.edge === edge)
  if (!place) return refused(Reject.sessionMustBeOpen)
  place.edge = undefined
  return done(place.number)
}

export function openAccountOf(venue: Venue, number: number, uuid: string): Account {
  const account: Account = {
    number,
    uuid,
    balances: new Map(),
    event: 0,
    tier: 0,
    isFrozen: false,
    tradeGroup: 0,
    deadManTimeoutUs: 0,
    deadManDeadlineUs: 0,
  }
  venue.accounts.set(number, account)
  return account
}

export function openAccount(venue: Venue, command: OpenAccount): Answer {
  const uuid = textOf(command.uuid)
  const known = [...venue.accounts.values()].find((account) => account.uuid === uuid)
  if (known) return repeated(known.number)
  if (venue.accountsEnd >= venue.limit.accountsMax) return refused(Reject.accountsExhausted)
  const { number, tier } = openAccountOf(venue, venue.accountsEnd++, uuid)
  venue.events.emit(AccountOpened, { account: number, tier, uuid: command.uuid })
  return done(number)
}

export function setAccountTier(venue: Venue, command: SetAccountTier): Answer {
  if (command.tier >= venue.limit.tiersMax) return refused(Reject.tierMustBeInRange)
  if (!venue.tiers.has(command.tier)) return refused(Reject.tierMustBeSet)
  const account = userAccount(venue, command.account)
  if (!account) return refused(Reject.accountMustExist)
  account.tier = command.tier
  venue.events.emit(AccountTierSet, {
    account: account.number,
    tier: account.tier,
    accountEvent: nextEvent(account),
  })
  return done(account.number)
}

export function freezeAccount(venue: Venue, command: FreezeAccount): Answer {
  const account = userAccount(venue, command.account)
  if (!account) return refused(Reject.accountMustExist)
  freeze(venue, account, command.frozen !== 0)
  return done(account.number)
}

export function setTradeGroup(venue: Venue, command: SetTradeGroup): Answer {
  const account = userAccount(venue, command.account)
  if (!account) return refused(Reject.accountMustExist)
  account.tradeGroup = command.tradeGroup
  venue.events.emit(TradeGroupSet, {
    account: account.number,
    tradeGroup: account.tradeGroup,
    accountEvent: nextEvent(account),
  })
  return done(account.number)
}
