// One life of the exchange: it recovers and is verified, clients come and go through their edge,
// and then it ends, in good order or by a crash.
import type { EngineModule } from '@openbell/engine'
import { LinkCommands } from '@openbell/gateway/edge/commands.js'
import type { Commands, EventFrame, EventReader } from '@openbell/gateway/ports.js'
import { must } from '../violation.js'
import type { Chance } from '../world/chance.js'
import type { SimClock } from '../world/clock.js'
import type { SimExchange } from '../world/exchange.js'
import { SimFileError, type SimFiles } from '../world/files.js'
import type { Clients } from './clients.js'
import { type CrashTrigger, SimCrash } from './crash.js'
import type { DistantEdge } from './distant-edge.js'
import type { Facts } from './facts.js'
import type { Ledger } from './ledger.js'
import type { Plan } from './plan.js'
import { isTorn, type Standby, verifyCore, verifyFromZero, verifyViews } from './verify.js'
import type { Witness } from './witness.js'

export interface LifeParts {
  readonly files: SimFiles
  readonly clock: SimClock
  readonly plan: Plan
  readonly clients: Clients
  readonly ledger: Ledger
  readonly witness: Witness
  readonly facts: Facts
  readonly trigger: CrashTrigger
  readonly engine: EngineModule
  readonly standby: Standby
  readonly chance: Chance
  readonly edgeChance: Chance
  readonly distantEdge: DistantEdge | undefined
  readonly start: (onPublished: () => void) => SimExchange
}

/** An edge, near or far. */
interface Edge extends Commands {
  onFrame(frame: EventFrame): void
}

/** Turns after which a life ends in which nothing is sent. */
const turnsMax = 200
/** Turns within which everybody must know what became of what he sent, when nothing fails. */
const patienceTurns = 3000
/** Longer than most timers run, and than it takes to believe that the wall clock was set. */
const silenceUs = 25_000_000
const day = 24 * 3600 * 1_000_000

/** Of the starts, those after which everything is read and applied again from zero. */
const thorough = 0.15
/** After the others, at least so many frames before those that nobody has read. */
const framesReadAgain = 40

/** Lets everything run that promises have made ready. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

export class Life {
  private exchange: SimExchange | undefined
  private edge: Edge | undefined
  private nearEdge: LinkCommands | undefined
  private reader: EventReader | undefined
  private isOpen = false

  constructor(private readonly parts: LifeParts) {}

  /** Recovers, and holds what was recovered against all that is known. */
  begin(): void {
    const { clock, trigger, start, files, witness, facts } = this.parts
    // No process starts in the microsecond of the last one: by its time an edge knows its opening.
    clock.advance(1)
    const exchange = start(() => {
      if (trigger.phase === 'running') trigger.pass('published, before the answer')
    })
    trigger.phase = 'running'
    this.exchange = exchange
    const { core, recovery } = exchange.path
    must(
      recovery.fromSequence >= witness.snapshotSequence,
      () => `recovery began at ${recovery.fromSequence}, a snapshot at ${witness.snapshotSequence}`,
    )
    facts.note(recovery.fromSequence > 0 ? 'recovered from a snapshot' : 'recovered from zero')
    if (core.hasUnfinishedWork()) facts.note('recovered with work left')
    must(!isTorn(files), 'a torn tail was left in the journal')
    this.connect(exchange)
    const isThorough = trigger.point === undefined || this.parts.chance.happens(thorough)
    const from = isThorough ? 0 : Math.max(0, witness.sequence - framesReadAgain)
    witness.readAgain(exchange.readerAfter(from), from, (frame) => this.edge?.onFrame(frame))
    if (!core.hasUnfinishedWork()) witness.settle()
    verifyViews(core, witness)
    verifyCore(core, files, this.parts.standby)
    if (isThorough) {
      witness.foldFromZero(exchange.readerAfter(0))
      verifyFromZero(core, files, this.parts.engine)
    }
    this.parts.ledger.check()
    this.reader = exchange.readerAfter(witness.sequence)
  }

  /** Turns until a crash, or until enough was done. */
  async run(): Promise<void> {
    const { trigger, clients, chance, plan } = this.parts
    if (trigger.point === undefined) return this.runOut()
    const sentMax = clients.sent + plan.commandsPerLife
    for (let turn = 0; turn < turnsMax && clients.sent < sentMax; turn++) {
      this.disturb()
      if (this.edge && this.isOpen) clients.act(this.edge, this.drawCount())
      await this.turn()
      if (trigger.point === 'at rest' && chance.happens(0.05)) throw new SimCrash('at rest')
      if (trigger.point === 'ending in good order' && chance.happens(0.05)) break
    }
    if (trigger.point === 'ending in good order') this.close()
    throw new SimCrash('at rest')
  }

  /** Whoever waits in this process hears nothing more. */
  async end(): Promise<void> {
    this.nearEdge?.close()
    this.parts.distantEdge?.disconnect()
    await settle()
  }

  /** Nothing fails any more: everybody gets his answer, and the exchange ends in good order. */
  private async runOut(): Promise<void> {
    const { clients, ledger } = this.parts
    for (let turn = 0; !this.isOpen || !clients.areSettled; turn++) {
      must(turn < patienceTurns, `${clients.waiting} commands have no answer and get none`)
      if (this.edge && this.isOpen) clients.wonder(this.edge)
      await this.turn()
    }
    ledger.check()
    await this.fallSilent()
    this.close()
  }

  /** Nobody sends anything: the core's timers alone keep the path going, and all of them in time. */
  private async fallSilent(): Promise<void> {
    const { clock } = this.parts
    const { path } = this.exchange as SimExchange
    const endUs = clock.wallUs() + silenceUs
    for (let turn = 0; clock.wallUs() < endUs || path.core.hasUnfinishedWork(); turn++) {
      must(turn < patienceTurns, `time stands still at ${clock.wallUs()}: a timer is not served`)
      await this.turn()
    }
    while (path.turn());
    this.read()
    const { nextDeadlineUs } = path.core
    must(
      nextDeadlineUs === undefined || nextDeadlineUs > clock.wallUs(),
      `a timer was due at ${nextDeadlineUs}, and at ${clock.wallUs()} no frame has come`,
    )
  }

  private connect(exchange: SimExchange): void {
    const { link } = exchange
    const { clock, edgeChance, distantEdge, trigger } = this.parts
    link.onTaken = () => trigger.pass('batch formed, before the write')
    if (distantEdge) {
      distantEdge.connect(link, exchange.epoch)
      this.edge = distantEdge
      this.opens(distantEdge.open())
    } else {
      const edge = edgeChance.bytes(16)
      this.nearEdge = new LinkCommands({ link, clock, timers: clock.timers, edge })
      this.edge = this.nearEdge
      this.opens(this.nearEdge.open({ isOnly: true }))
    }
  }

  private opens(opening: Promise<void>): void {
    opening.then(
      () => {
        this.isOpen = true
      },
      () => {},
    )
  }

  private async turn(): Promise<void> {
    const { clock, chance, clients, facts, witness } = this.parts
    const exchange = this.exchange as SimExchange
    await settle()
    this.parts.distantEdge?.turn()
    const { path, link, keeper } = exchange
    const isAtWork = path.turn()
    if (isAtWork) clock.advance(chance.between(1, 3000))
    else path.wait()
    if (path.core.hasUnfinishedWork()) facts.note('work left to the next frame')
    this.read()
    if (!path.core.hasUnfinishedWork()) witness.settle()
    link.deliverRefusals()
    await settle()
    clients.check()
    if (keeper.isBusy && chance.happens(0.3)) this.keepSnapshot()
  }

  /** A snapshot that the disk has no room for costs time at the next start, and no more. */
  private keepSnapshot(): void {
    const { facts, witness } = this.parts
    try {
      witness.snapshotSequence = this.exchange?.keeper.work() ?? witness.snapshotSequence
    } catch (error) {
      if (!(error instanceof SimFileError)) throw error
      facts.note('snapshot not kept')
    }
  }

  /** What the world reads is folded first, then told to those who wait. */
  private read(): void {
    const { witness } = this.parts
    for (let frame = this.reader?.next(); frame; frame = this.reader?.next()) {
      witness.take(frame)
      this.edge?.onFrame(frame)
    }
  }

  private close(): void {
    const { trigger } = this.parts
    const { path, keeper } = this.exchange as SimExchange
    trigger.phase = 'ending'
    path.close()
    this.read()
    if (path.isSnapshotWanted) keeper.keep(0, () => path.snapshotOrder(path.core.snapshot()))
    this.keepSnapshot()
  }

  private drawCount(): number {
    const { chance, plan } = this.parts
    return chance.happens(0.2) ? 0 : chance.between(1, plan.batchCommandsMax)
  }

  /** The world is not kind. */
  private disturb(): void {
    const { plan, chance, clock, files, facts } = this.parts
    if (plan.hasClockJumps && chance.happens(0.02)) {
      facts.note('clock jumped')
      clock.jump(chance.pick([-3600_000_000, -5_000_000, 900_000, 60_000_000, day]))
    }
    if (chance.happens(0.01)) clock.advance(chance.between(1, 20_000_000))
    if (plan.hasFailingSyncs && chance.happens(0.003))
      files.failsSync = (path) => path.endsWith('.segment')
    if (plan.hasFullDisks && chance.happens(0.02)) this.fill()
  }

  private fill(): void {
    const { chance, files, plan } = this.parts
    const isEndless = files.capacityBytes === Number.MAX_SAFE_INTEGER
    files.capacityBytes = isEndless
      ? files.usedBytes + chance.between(0, 6 * plan.segmentBytes)
      : Number.MAX_SAFE_INTEGER
  }
}
