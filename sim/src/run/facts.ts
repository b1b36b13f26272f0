// What came about in a campaign. A fact that never does means that the generator looks away.
import {
  activationReasonNames,
  closeReasonNames,
  contingencyNames,
  marketStateReasonNames,
  rejectNames,
  SelfTradePrevention,
  selfTradePreventionNames,
} from '@openbell/protocol'
import { crashPoints } from './crash.js'

/** Rejects that no command through an edge can meet in an exchange that has its genesis. */
const unreachable: readonly string[] = [
  'none',
  'internalError',
  'commandMustBeKnown',
  'rulesMustAllowCommand',
  'sessionMustBeOpen',
  // Its edge is the only one, and ends the sessions of all others.
  'sessionsExhausted',
  'laneMustBeKnown',
  'configurationMustComeFirst',
  'limitsMustBePositive',
  'limitsMustFitCapacity',
]

export const expectedRejects: readonly string[] = rejectNames.filter(
  (name) => !unreachable.includes(name),
)

/** Each must be counted at least once in two hundred seeds. */
export const expectedFacts: readonly string[] = [
  ...crashPoints.map((point) => `crash ${point}`),
  ...expectedRejects.map((name) => `reject ${name}`),
  'killed',
  'power lost',
  'sync failed',
  'disk full',
  'torn tail cleared',
  'recovered from a snapshot',
  'recovered from zero',
  'recovered with work left',
  'segment of the journal begun',
  'segment of the event log begun',
  'work left to the next frame',
  'answered repeated',
  'deadline passed',
  'cancels only',
  'clock jumped',
  'unknown fate: decided',
  'unknown fate: not decided',
  'link cut',
  'resent after an epoch',
  'resent though it was decided',
  ...closeReasonNames.map((name) => `closed: ${name}`),
  ...selfTradePreventionNames
    .filter((name) => SelfTradePrevention[name] !== SelfTradePrevention.none)
    .map((name) => `prevented: ${name}`),
  ...contingencyNames.map((name) => `list: ${name}`),
  ...activationReasonNames.map((name) => `activated: ${name}`),
  ...marketStateReasonNames.map((name) => `market moved: ${name}`),
  'a stop moved',
  'a list closed',
  'a leg of an oco filled',
  'an auction traded',
  'dead man’s switch started again',
  'by a tick: an order expired',
  'by a tick: a dead man’s switch worked',
  'by a tick: an auction ended',
  'at a start: an order expired',
  'at a start: a cascade went on',
  'at a start: a list went on',
  'at a start: the other leg closed',
  'at a start: an auction ended',
  'damage refused',
  'damage without effect',
]

export class Facts {
  private readonly counts = new Map<string, number>()

  note(fact: string, count = 1): void {
    this.counts.set(fact, this.count(fact) + count)
  }

  count(fact: string): number {
    return this.counts.get(fact) ?? 0
  }

  add(others: Record<string, number>): void {
    for (const [fact, count] of Object.entries(others)) this.note(fact, count)
  }

  toRecord(): Record<string, number> {
    return Object.fromEntries([...this.counts].sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  /** What was expected and never came about. */
  missing(): string[] {
    return expectedFacts.filter((fact) => this.count(fact) === 0)
  }
}
