// Draws frames: a few commands each, that suit the state in which the reference is now.
import { limits, MarketState } from '@openbell/protocol'
import type { Reference } from '../reference/reference.js'
import type { Chance } from '../world/chance.js'
import { CommandMaker, type Head } from './command-maker.js'
import { ListingMaker } from './listing-maker.js'
import { OrderMaker } from './order-maker.js'
import { type Kind, kinds, type Plan } from './plan.js'
import type { FuzzFrame } from './stream.js'
import { VenueMaker } from './venue-maker.js'

const startUs = 1_700_000_000_000_000
const dayUs = 86_400_000_000
const remembered = 40

export class Generator {
  private readonly commands: CommandMaker
  private readonly listings: ListingMaker
  private readonly venueCommands: VenueMaker
  private readonly weights: readonly (readonly [Kind, number])[]
  private readonly recent: Uint8Array[] = []
  private readonly spoken = new Map<string, number>()
  private isSetUp = false

  constructor(
    private readonly chance: Chance,
    private readonly plan: Plan,
    private readonly reference: Reference,
  ) {
    const { venue } = reference
    const orders = new OrderMaker(chance.stream('orders'), plan, venue)
    this.commands = new CommandMaker(chance.stream('commands'), plan, venue, orders)
    const forVenue = chance.stream('venue')
    this.listings = new ListingMaker(forVenue, plan, venue, this.commands)
    this.venueCommands = new VenueMaker(forVenue, plan, venue, orders, this.commands, this.listings)
    this.weights = kinds.map((kind) => [kind, plan.kinds[kind]])
  }

  /** The next frame; the reference must have applied those before. */
  next(): FuzzFrame {
    if (!this.isSetUp) {
      this.isSetUp = true
      return { timestampUs: startUs, isEpoch: false, commands: this.listings.setUp() }
    }
    const timestampUs = this.time()
    if (this.chance.happens(0.01)) return { timestampUs, isEpoch: true, commands: [] }
    const count = this.chance.between(1, this.plan.commandsPerFrameMax)
    const commands = Array.from({ length: count }, () => this.command())
    return { timestampUs, isEpoch: false, commands: [...this.mend(), ...commands, ...this.torn()] }
  }

  /** What stopped trading does not stop it for long. */
  private mend(): Uint8Array[] {
    const { chance, reference, venueCommands } = this
    const head = this.head(false)
    const { markets, accounts } = reference.venue
    const market = markets.find(
      ({ state }) => state !== MarketState.trading && state !== MarketState.delisted,
    )
    const collects = market && market.state <= MarketState.auction
    const isMoved = market && chance.happens(collects ? 0.03 : 0.1)
    const frozen = [...accounts.values()].some(({ isFrozen }) => isFrozen)
    const isDead = markets.every(({ state }) => state === MarketState.delisted)
    return [
      ...(isDead && chance.happens(0.2) ? [this.listings.anotherMarket()] : []),
      ...(isMoved ? [venueCommands.state({ ...head, market: market.number })] : []),
      ...(frozen && chance.happens(0.1) ? [venueCommands.freeze(head)] : []),
    ]
  }

  private command(): Uint8Array {
    const kind = this.chance.weigh(this.weights)
    const command = this.draw(kind)
    this.recent[
      this.recent.length < remembered ? this.recent.length : this.chance.below(remembered)
    ] = command
    return command
  }

  private draw(kind: Kind): Uint8Array {
    const { chance, commands, venueCommands } = this
    const head = this.head(kind === 'cancel' || kind === 'cancelAll' || kind === 'amend')
    switch (kind) {
      case 'place':
      case 'special':
      case 'list':
      case 'cancel':
      case 'cancelAll':
      case 'amend':
      case 'replace':
        return commands[kind](head)
      case 'retry':
        return this.recent.length > 0 ? chance.pick(this.recent) : commands.place(head)
      case 'delist':
        return chance.happens(0.3) ? venueCommands.delist(head) : commands.special(head)
      case 'venue':
        return venueCommands.more(head)
      default:
        return venueCommands[kind](head)
    }
  }

  /** The end of a record that was cut off; only where a frame is worked off in one go. */
  private torn(): Uint8Array[] {
    const mayBe = this.plan.limits.stepsPerFrameMax > 1000 && this.plan.kinds.nonsense > 0
    if (!mayBe || !this.chance.happens(0.003)) return []
    return [new Uint8Array(this.chance.pick([3, 8, 20])).fill(32)]
  }

  private head(isCancel: boolean): Head {
    const { chance, plan, reference } = this
    const { venue } = reference
    const account = this.account()
    const market = this.market()
    const isWrong = chance.happens(plan.wrongPerMille / 4000)
    const who = {
      account: isWrong ? chance.pick([0, 2, 99]) : account,
      market: isWrong ? 9 : market,
    }
    if (!chance.happens(plan.sessionPerMille / 1000))
      return { lane: 0, session: 0, laneSequence: 0, ...who }
    const open = venue.sessions.filter(({ number }) => number !== 0)
    const session = open.length > 0 ? chance.pick(open).number : 1
    const lane = isCancel ? 1 : chance.happens(0.005) ? 5 : 0
    return {
      lane,
      session: chance.happens(0.01) ? 77 : session,
      laneSequence: this.laneSequence(session, lane),
      ...who,
    }
  }

  /** Seldom a frozen one. */
  private account(): number {
    const { chance, plan, reference } = this
    const draw = () => limits.accountUserMin + chance.below(plan.accounts)
    const account = draw()
    return reference.venue.accounts.get(account)?.isFrozen && chance.happens(0.9) ? draw() : account
  }

  /** Seldom one that takes no orders. */
  private market(): number {
    const { chance, reference } = this
    const { markets } = reference.venue
    const busy = markets.filter(({ state }) => state <= MarketState.trading)
    const from = busy.length > 0 && chance.happens(0.95) ? busy : markets
    return from.length > 0 ? chance.pick(from).number : 0
  }

  private laneSequence(session: number, lane: number): number {
    const key = `${session} ${lane}`
    const last = this.spoken.get(key) ?? 0
    if (this.chance.happens(0.02)) return last
    this.spoken.set(key, last + 1)
    return last + 1
  }

  /** Usually a little later; sometimes at a deadline, at midnight, or much later. */
  private time(): number {
    const { chance, plan, reference } = this
    const { nowUs } = reference.venue
    const deadlineUs = reference.nextDeadlineUs
    const isJump = chance.happens(plan.jumpPerMille / 1000)
    if (!isJump) return nowUs + chance.below(200)
    const midnightUs = (Math.floor(nowUs / dayUs) + 1) * dayUs
    const isNear = deadlineUs !== undefined && deadlineUs < nowUs + dayUs
    const to = chance.weigh([
      [isNear ? deadlineUs : nowUs, isNear && deadlineUs < nowUs + 1_000_000 ? 12 : 1],
      [nowUs + chance.below(20_000), 6],
      [nowUs + chance.below(3_000_000), 2],
      [midnightUs, 1],
    ])
    return Math.max(nowUs, to + chance.between(-1, 1))
  }
}
