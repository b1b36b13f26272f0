// What clients were told, to be held against what the exchange says after every crash.
import type { CommandAnswer } from '@openbell/gateway/ports.js'
import { OutcomeStatus, rejectNames } from '@openbell/protocol'
import { must } from '../violation.js'
import type { Facts } from './facts.js'
import type { Intent } from './intent.js'
import { deliveryOf } from './names.js'
import type { Witness } from './witness.js'

interface Told {
  readonly delivery: string
  readonly sequence: number
  readonly status: number
  readonly reject: number
  readonly result: number
}

/** What a client knows of something that it named. */
interface Named {
  /** Tries that are not answered in any way. */
  underWay: number
  /** Tries that it got no answer to. */
  unknown: number
  /** The result of the outcome; undefined while it was not told that it was done. */
  result: number | undefined
}

export class Ledger {
  private readonly told: Told[] = []
  private readonly named = new Map<string, Named>()
  checks = 0

  constructor(
    private readonly witness: Witness,
    private readonly facts: Facts,
  ) {}

  /** Outcomes that clients have read. */
  get acknowledged(): number {
    return this.told.length
  }

  /** A client sends something. */
  sends({ key }: Intent): void {
    if (key !== undefined) this.of(key).underWay++
  }

  /** What it sent is answered, or it is told that it will not be. */
  settles({ key }: Intent): void {
    if (key !== undefined) this.of(key).underWay--
  }

  /** A client reads an outcome. */
  hears(intent: Intent, { outcome, sequence }: CommandAnswer): void {
    const { status, reject, result } = outcome
    this.told.push({ delivery: deliveryOf(outcome), sequence, status, reject, result })
    if (intent.key === undefined) return
    const named = this.of(intent.key)
    const isDone = status !== OutcomeStatus.rejected && !(intent.mayApplyNothing && result === 0)
    if (named.unknown > 0) this.resolve(named, status)
    if (isDone && status === OutcomeStatus.repeated && intent.retryKey !== undefined) {
      this.expectSame(intent.retryKey, result)
      const applied = this.witness.appliedUnder(intent.key)
      must(applied !== undefined, `${intent.key} was repeated, and never applied`)
      named.result = applied
    } else if (isDone) this.expectSame(intent.key, result)
    else this.expectNotApplied(intent.key, named, rejectNames[reject])
  }

  /** A client is told that its command was not decided. */
  hearsRefusal(intent: Intent): void {
    if (intent.key === undefined) return
    const named = this.of(intent.key)
    if (named.unknown === 0 && named.result === undefined)
      this.expectNotApplied(intent.key, named, 'refused by ingress')
  }

  /** A client hears nothing. */
  hearsNothing(intent: Intent): void {
    if (intent.key !== undefined) this.of(intent.key).unknown++
  }

  /** Holds all that was told against the exchange. @throws Violation */
  check(): void {
    for (const { delivery, sequence, status, reject, result } of this.told) {
      const found = this.witness.decisionOn(delivery)
      must(found !== undefined, `delivery ${delivery} was answered, and its outcome is lost`)
      const isSame =
        found.sequence === sequence &&
        found.status === status &&
        found.reject === reject &&
        found.result === result
      must(isSame, `delivery ${delivery} was answered otherwise than the log says`)
    }
    for (const [key, { result }] of this.named)
      must(
        result === undefined || this.witness.appliedUnder(key) === result,
        () => `${key} was told as ${result}, and is ${this.witness.appliedUnder(key)}`,
      )
    this.checks += this.told.length + this.named.size
  }

  private of(key: string): Named {
    const named = this.named.get(key) ?? { underWay: 0, unknown: 0, result: undefined }
    this.named.set(key, named)
    return named
  }

  private resolve(named: Named, status: number): void {
    this.facts.note(
      status === OutcomeStatus.repeated ? 'unknown fate: decided' : 'unknown fate: not decided',
    )
    named.unknown = 0
  }

  private expectSame(key: string, result: number): void {
    const named = this.of(key)
    const applied = this.witness.appliedUnder(key)
    must(applied === result, `${key} was told as ${result}, and is ${applied}`)
    must(named.result === undefined || named.result === result, `${key} was told as two`)
    named.result = result
  }

  /** Another try may be applied already, and its answer not yet read. */
  private expectNotApplied(key: string, named: Named, why: string): void {
    if (named.underWay > 0) return
    const applied = this.witness.appliedUnder(key)
    must(
      applied === undefined || named.result !== undefined,
      `${key} was refused (${why}), and is ${applied}`,
    )
  }
}
