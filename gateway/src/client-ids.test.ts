// Client order ids under load and over restarts: inside the window a retry is answered with the order's
// present state, after it the same name is a new order, and never are more ids kept than are promised.
import {
  CancelOrder,
  CancelRestriction,
  forEachRecord,
  limits,
  OrderState,
  OrderStatus,
  Outcome,
  OutcomeStatus,
  Side,
  TimeInForce,
} from '@openbell/protocol'
import { Chance } from '@openbell/sim/world/chance.js'
import { deposit, encodeCommand, openAccount, placeOrder } from '@openbell/sim/world/commands.js'
import type { SimExchange } from '@openbell/sim/world/exchange.js'
import { smallGenesis, smallRules } from '@openbell/sim/world/small-genesis.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { PathWorld } from './testing/path-world.js'

const maker = limits.accountUserMin
const named = [maker + 1, maker + 2] as const
const lots = 3
const rules = {
  ...smallRules,
  clientIdsMax: 230,
  finishedIdsPerAccountMax: 90,
  finishedIdsWindowSeconds: 60,
}
const windowUs = rules.finishedIdsWindowSeconds * 1_000_000

interface Known {
  readonly orderId: number
  readonly executedLots: number
  /** Undefined while it is open. */
  readonly finishedUs: number | undefined
}

/** What an account's names should mean to the exchange. */
class Names {
  private readonly latest = new Map<string, Known>()
  private readonly finished: string[] = []

  /** The order that a name still stands for, at a time. */
  remembered(name: string, nowUs: number): Known | undefined {
    const known = this.latest.get(name)
    if (known?.finishedUs === undefined) return known
    const isAmongNewest = this.finished.slice(-rules.finishedIdsPerAccountMax).includes(name)
    return isAmongNewest && known.finishedUs + windowUs >= nowUs ? known : undefined
  }

  place(name: string, known: Known): void {
    this.latest.set(name, known)
    if (known.finishedUs !== undefined) this.finished.push(name)
  }

  cancel(name: string, finishedUs: number): void {
    const { orderId, executedLots } = this.latest.get(name) as Known
    this.place(name, { orderId, executedLots, finishedUs })
  }

  get open(): string[] {
    return [...this.latest].flatMap(([name, { finishedUs }]) =>
      finishedUs === undefined ? [name] : [],
    )
  }

  get all(): string[] {
    return [...this.latest.keys()]
  }
}

interface Answer {
  readonly outcome: Outcome
  readonly state: OrderState | undefined
}

/** The outcomes of one frame in the order of its commands, with the states that were told. */
function answersOf(exchange: SimExchange, sequence: number): Answer[] {
  const answers: Answer[] = []
  let state: OrderState | undefined
  for (const { parts } of exchange.framesAfter(sequence))
    for (const part of parts)
      forEachRecord(part, (kind, view, at) => {
        if (kind === OrderState.kind) state = OrderState.read(view, at)
        if (kind !== Outcome.kind) return
        answers.push({ outcome: Outcome.read(view, at), state })
        state = undefined
      })
  return answers
}

class Desk {
  readonly counts = { orders: 0, repeated: 0, again: 0, restarts: 0 }
  readonly world = new PathWorld()
  private readonly chance = new Chance(1, 'client ids')
  private readonly names = named.map(() => new Names())
  private exchange: SimExchange
  private drawn = 0

  constructor() {
    this.exchange = this.start()
    const accounts = [maker, ...named]
    this.world.frame(this.exchange, ...accounts.map((_, index) => openAccount(index + 1)))
    this.world.frame(
      this.exchange,
      ...accounts.map((account) => deposit(account, 0, 10n ** 9n, `usd ${account}`)),
      deposit(maker, 1, 10n ** 9n, 'btc'),
    )
  }

  /** A frame of orders, old names and new ones among them, and what became of each. */
  trade(): void {
    const { chance, world } = this
    const isLongAfter = chance.happens(0.03)
    world.clock.advance(isLongAfter ? chance.between(50, 80) * 1_000_000 : chance.below(2_000_000))
    this.send([{ bytes: placeOrder({ account: maker, side: Side.sell, quantityLots: 300 }) }])
    this.send(Array.from({ length: 26 }, () => this.drawCommand()))
    const { used } = this.exchange.path.core.usage().clientIds
    const open = this.names.reduce((sum, names) => sum + names.open.length, 0)
    const moneyKeys = 4
    const most = named.length * rules.finishedIdsPerAccountMax + open + moneyKeys
    assert.ok(used <= most, `${used} ids are kept, and ${most} are promised`)
  }

  /** Ends the exchange without a word, sometimes after a snapshot, and starts it again. */
  restart(): void {
    if (this.chance.happens(0.5)) this.exchange.keeper.work()
    const hash = this.exchange.path.core.stateHash()
    this.exchange = this.start()
    this.counts.restarts++
    assert.is(this.exchange.path.core.stateHash(), hash)
    assert.equal(this.exchange.path.core.checkInvariants(), [])
  }

  private start(): SimExchange {
    const settings = { snapshotCommands: 150, segmentBytes: 64 * 1024 }
    return this.world.start(settings, { genesis: () => smallGenesis(rules) })
  }

  private drawCommand(): Sent {
    const { chance } = this
    const index = chance.below(named.length)
    const account = named[index] as number
    const names = this.names[index] as Names
    const [oldest] = names.open
    if (oldest && chance.happens(0.2)) return this.cancel(account, names, oldest)
    const isOld = chance.happens(0.4) && names.all.length > 0
    const name = isOld ? chance.pick(names.all.slice(-150)) : `order ${this.drawn++}`
    return this.place(account, names, name)
  }

  /** What the name's number says: one in eight rests, the others trade at once. */
  private place(account: number, names: Names, name: string): Sent {
    const rests = Number(name.slice(6)) % 8 === 0
    const bytes = placeOrder({
      account,
      quantityLots: lots,
      priceTicks: rests ? 50 : 100,
      timeInForce: rests ? TimeInForce.goodTillCancelled : TimeInForce.immediateOrCancel,
      clientOrderId: name,
    })
    const check = ({ outcome, state }: Answer, nowUs: number) => {
      const known = names.remembered(name, nowUs)
      if (known) {
        this.counts.repeated++
        assert.is(outcome.status, OutcomeStatus.repeated, name)
        assert.is(outcome.result, known.orderId, name)
        assert.is(state?.orderId, known.orderId)
        assert.is(state?.executedLots, known.executedLots)
        const ended = rests ? OrderStatus.cancelled : OrderStatus.filled
        assert.is(state?.status, known.finishedUs === undefined ? OrderStatus.new : ended)
        return
      }
      assert.is(outcome.status, OutcomeStatus.done, name)
      this.counts.orders++
      if (names.all.includes(name)) this.counts.again++
      const executedLots = rests ? 0 : lots
      const finishedUs = rests ? undefined : nowUs
      names.place(name, { orderId: outcome.result, executedLots, finishedUs })
    }
    return { bytes, check }
  }

  private cancel(account: number, names: Names, name: string): Sent {
    const body = { orderId: 0, clientOrderId: name, restriction: CancelRestriction.none }
    const bytes = encodeCommand(CancelOrder, { account, ...body })
    // Drawn more than once for a frame, it is cancelled once.
    const check = ({ outcome }: Answer, nowUs: number) => {
      if (outcome.status === OutcomeStatus.done) names.cancel(name, nowUs)
      else assert.not(names.open.includes(name), name)
    }
    return { bytes, check }
  }

  private send(commands: readonly Sent[]): void {
    const { exchange } = this
    const { sequence } = exchange.path
    this.world.frame(exchange, ...commands.map(({ bytes }) => bytes))
    const answers = answersOf(exchange, sequence)
    assert.is(answers.length, commands.length)
    const { timestampUs } = exchange.path.core
    for (const [index, { check }] of commands.entries())
      check?.(answers[index] as Answer, timestampUs)
  }
}

interface Sent {
  readonly bytes: Uint8Array
  /** Holds the answer against what is known. */
  readonly check?: (answer: Answer, nowUs: number) => void
}

test('thousands of names in a small window, over restarts and snapshots', () => {
  const desk = new Desk()
  for (let frame = 1; frame <= 300; frame++) {
    desk.trade()
    if (frame % 12 === 0) desk.restart()
  }
  const { orders, repeated, again, restarts } = desk.counts
  assert.ok(orders > 4000, `${orders} orders`)
  assert.ok(repeated > 500, `${repeated} retries inside the window`)
  assert.ok(again > 200, `${again} names that were free again`)
  assert.is(restarts, 25)
})

test.run()
