// All clients of an exchange: who sends what next, and who hears what became of it.
import { type CommandAnswer, CommandError, type Commands } from '@openbell/gateway/ports.js'
import { limits } from '@openbell/protocol'
import { must } from '../violation.js'
import type { Chance } from '../world/chance.js'
import type { SimClock } from '../world/clock.js'
import type { Facts } from './facts.js'
import type { Intent } from './intent.js'
import type { Ledger } from './ledger.js'
import { Operator } from './operator.js'
import type { Plan } from './plan.js'
import { Trader } from './trader.js'

/** Whoever sent an intent. */
interface Sender {
  next(): Intent
  hears?(intent: Intent, answer: CommandAnswer): void
  hearsNothing(intent: Intent): void
}

export class Clients {
  private readonly traders: Trader[]
  private readonly operator: Operator
  /** Commands sent. */
  sent = 0
  /** Of these, not yet answered in any way. */
  waiting = 0
  /** An answer that contradicts an earlier one, kept until somebody looks. */
  private fault: unknown

  constructor(
    plan: Plan,
    private readonly chance: Chance,
    private readonly clock: SimClock,
    private readonly ledger: Ledger,
    private readonly facts: Facts,
  ) {
    const counts = { markets: plan.rules.markets, traders: plan.traders }
    this.traders = Array.from(
      { length: plan.traders },
      (_, i) => new Trader(i + 1, counts, chance.stream(`trader ${i + 1}`), clock),
    )
    this.operator = new Operator(counts.markets, counts.traders, chance.stream('operator'))
  }

  /** Whether all that can be known is known. */
  get areSettled(): boolean {
    return this.waiting === 0 && this.traders.every((trader) => !trader.isWondering)
  }

  /** Sends some commands. */
  act(commands: Commands, count: number): void {
    for (let i = 0; i < count; i++)
      this.send(
        commands,
        this.chance.happens(0.06) ? this.operator : this.chance.pick(this.traders),
      )
  }

  /** Asks again whatever got no answer. */
  wonder(commands: Commands): void {
    for (const trader of this.traders) if (trader.isWondering) this.send(commands, trader)
  }

  /** @throws what was wrong with an answer */
  check(): void {
    if (this.fault !== undefined) throw this.fault
  }

  private send(commands: Commands, sender: Sender): void {
    const intent = sender.next()
    this.sent++
    this.waiting++
    this.ledger.sends(intent)
    const settle = (what: () => void) => {
      this.waiting--
      this.ledger.settles(intent)
      try {
        what()
      } catch (error) {
        this.fault ??= error
      }
    }
    const deadlineMs = this.drawDeadline()
    intent.send(commands, deadlineMs).then(
      (answer) => settle(() => this.hears(sender, intent, answer, deadlineMs)),
      (error) => settle(() => this.hearsError(sender, intent, error)),
    )
  }

  private hears(sender: Sender, intent: Intent, answer: CommandAnswer, deadlineMs: number): void {
    const { commandIndex } = answer.outcome
    const decidedMs = Math.floor(answer.timestampUs / 1000)
    // What the step budget left is decided later, and was in time when its batch was formed.
    const isInTime = deadlineMs === 0 || decidedMs <= deadlineMs
    must(
      isInTime || commandIndex === limits.commandIndexResumed,
      `a command was decided at ${decidedMs}, after its deadline ${deadlineMs}`,
    )
    this.ledger.hears(intent, answer)
    sender.hears?.(intent, answer)
  }

  private hearsError(sender: Sender, intent: Intent, error: unknown): void {
    must(error instanceof CommandError, () => `a client met ${error}`)
    if (error.fault === 'unknown') this.ledger.hearsNothing(intent)
    else this.ledger.hearsRefusal(intent)
    if (error.fault === 'deadlinePassed') this.facts.note('deadline passed')
    if (error.fault === 'cancelOnly') this.facts.note('cancels only')
    sender.hearsNothing(intent)
  }

  private drawDeadline(): number {
    if (!this.chance.happens(0.1)) return 0
    return Math.floor(this.clock.wallUs() / 1000) + this.chance.pick([-1, 0, 1, 3, 1000])
  }
}
