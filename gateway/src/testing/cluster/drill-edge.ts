// An edge without strangers: it sends orders at a rate, over the real link to whatever process leads, and
// keeps account of what became of each.
import {
  Deposit,
  forEachRecord,
  OpenAccount,
  OrderType,
  Outcome,
  PlaceOrder,
  SelfTradePrevention,
  Side,
  TimeInForce,
} from '@openbell/protocol'
import { connectLink } from '../../adapters/link/connect-link.js'
import {
  systemClock as clock,
  systemRandom as random,
  systemTimers as timers,
} from '../../adapters/system.js'
import type { ClusterSettings } from '../../config.js'
import { houseSession, LinkCommands } from '../../edge/commands.js'
import { CommandError, type EventFrame, type Reporter } from '../../ports.js'
import { startEventPump } from '../../publish/event-pump.js'
import { connectBus } from '../../roles/parts/bus.js'
import { Endings } from '../../roles/parts/endings.js'
import { mirrorEvents } from '../../roles/parts/event-stream.js'
import { watchLeader } from '../../roles/parts/leader.js'
import { Watch } from '../../roles/parts/watch.js'

const accountCount = 64
const market = 0
const midTicks = 6_000_000
const turnMs = 10
const answerTimeoutMs = 60_000
/** One order of so many carries a deadline, which a takeover outlasts. */
const deadlineEvery = 10
const deadlineAfterMs = 250
const depositUnits = 10n ** 14n
const silent: Reporter = { info: () => {}, warn: () => {}, error: () => {} }

export class DrillEdge {
  sent = 0
  answered = 0
  /** Told `unknown`: no outcome came in time. */
  unanswered = 0
  /** Refused by ingress: past its deadline, or while only cancels were taken. An answer, too. */
  refused = 0
  /** Not carried out, as where the lane is full or no leader was found in time. */
  unserved = 0
  /** Outcomes that came for an order that had one. */
  doubled = 0
  /** By our own clock, when the last outcome came. */
  lastAnswerMs = 0
  private readonly endings = new Endings()
  private readonly accounts: number[] = []
  private readonly concluded = new Set<number>()
  /** Outcomes of what came before the orders. */
  private fundedCount = 0
  private failure: Error | undefined

  private constructor(private readonly commands: LinkCommands) {}

  static async open(folder: string, cluster: ClusterSettings): Promise<DrillEdge> {
    const endings = new Endings()
    const ending = new AbortController()
    let edge: DrillEdge | undefined
    const onFailed = (error: Error) => {
      if (edge) edge.failure = error
    }
    const process = { onFailed, onHandover() {}, ending: ending.signal }
    const place = { process, endings, watch: new Watch('edge') }
    const bus = await connectBus(place, cluster, false)
    const { streams } = cluster
    const reading = { wanted: 1, begin: async (firstHeld: number) => firstHeld }
    const eventLog = await mirrorEvents(place, bus, streams, folder, reading)
    const leader = watchLeader(endings, bus, cluster)
    const uuid = random.bytes(16)
    const { key } = cluster.link
    if (!key) throw new Error('the drill needs a key of the link')
    const parts = { leader, clock, timers, random, reporter: silent }
    const link = connectLink({ ...parts, key, shard: streams.shard, edge: uuid })
    endings.add(() => link.close())
    const commands = new LinkCommands({
      link,
      isDistant: true,
      clock,
      timers,
      edge: uuid,
      answerTimeoutMs,
    })
    endings.add(() => commands.close())
    edge = new DrillEdge(commands)
    const opened = edge
    const onFrame = (frame: EventFrame) => {
      opened.note(frame)
      commands.onFrame(frame)
    }
    const pump = startEventPump(
      eventLog,
      eventLog.lastSequence(),
      onFrame,
      setImmediate,
      process.onFailed,
    )
    endings.add(() => pump.close())
    link.open(commands)
    await commands.open()
    edge.endings.add(() => endings.run())
    await edge.fund()
    return edge
  }

  /** Sends until the returned function is called, which resolves when all have their outcome. */
  trade(perSecond: number): () => Promise<void> {
    const perTurn = Math.max(1, Math.round((perSecond * turnMs) / 1000))
    const startedMs = performance.now()
    let turns = 0
    const timer = setInterval(() => {
      const due = Math.floor((performance.now() - startedMs) / turnMs)
      for (; turns < due; turns++) for (let i = 0; i < perTurn; i++) this.order()
    }, turnMs)
    return () => {
      clearInterval(timer)
      return this.settled()
    }
  }

  /** Sends so many at once; resolves when all have their outcome. */
  some(count: number): Promise<void> {
    for (let i = 0; i < count; i++) this.order()
    return this.settled()
  }

  get session(): number {
    return this.commands.sessionNumber()
  }

  /** Lane sequences of all that has an outcome. */
  outcomes(): ReadonlySet<number> {
    return this.concluded
  }

  /** How many of that many decided commands no caller was told of, so that some were told otherwise. */
  contradicted(decidedCount: number): number {
    return Math.max(0, decidedCount - this.fundedCount - this.answered - this.unanswered)
  }

  close(): Promise<void> {
    return this.endings.run()
  }

  private async settled(): Promise<void> {
    while (this.answered + this.unanswered + this.refused + this.unserved < this.sent) {
      if (this.failure) throw this.failure
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  private async fund(): Promise<void> {
    const head = { account: 0, market: 0, deadlineMs: 0 }
    for (let i = 0; i < accountCount; i++) {
      const { outcome } = await this.commands.send(OpenAccount, head, { uuid: random.bytes(16) })
      this.accounts.push(outcome.result)
      for (let asset = 0; asset < 8; asset++)
        await this.commands.send(
          Deposit,
          { account: outcome.result, market: 0, deadlineMs: 0 },
          { asset, amountUnits: depositUnits, idempotencyKey: `drill-${asset}` },
        )
    }
    this.fundedCount = this.concluded.size
  }

  /** Sells and buys by turns at one price, of two accounts, so that the book stays small. */
  private order(): void {
    const number = this.sent++
    const account = this.accounts[number % accountCount] as number
    const body = {
      side: number % 2 === 0 ? Side.sell : Side.buy,
      orderType: OrderType.limit,
      timeInForce: TimeInForce.goodTillCancelled,
      selfTradePrevention: SelfTradePrevention.none,
      priceTicks: midTicks,
      quantityLots: 100,
      clientOrderId: `drill-${number}`,
    }
    const deadlineMs =
      number % deadlineEvery === 0 ? Math.floor(clock.wallUs() / 1000) + deadlineAfterMs : 0
    this.commands.send(PlaceOrder, { account, market, deadlineMs }, body as never).then(
      () => {
        this.answered++
        this.lastAnswerMs = performance.now()
      },
      (error: unknown) => {
        if (!(error instanceof CommandError)) throw error
        if (error.fault === 'unknown') this.unanswered++
        else if (error.fault === 'deadlinePassed' || error.fault === 'cancelOnly') this.refused++
        else this.unserved++
      },
    )
  }

  private note(frame: EventFrame): void {
    for (const part of frame.parts)
      forEachRecord(part, (kind, view, offset) => {
        if (kind !== Outcome.kind) return
        const { session, lane, laneSequence } = Outcome.read(view, offset)
        // Before it has one of its own, the house's would be counted, which made the venue.
        if (session === houseSession || session !== this.session || lane !== 0) return
        if (this.concluded.has(laneSequence)) this.doubled++
        this.concluded.add(laneSequence)
      })
  }
}
