// One seed: lives of one exchange on one disk, each ended by a crash, until enough was sent; and
// after every start the check that the world was told the truth.
import { createHash } from 'node:crypto'
import { compileEngine } from '@openbell/engine'
import { findEventLogEnd } from '@openbell/gateway/publish/event-log.js'
import { eventsFolder } from '@openbell/gateway/recovery.js'
import { Violation } from '../violation.js'
import { Chance } from '../world/chance.js'
import { SimClock } from '../world/clock.js'
import { dataFolder, noReporter, SimExchange } from '../world/exchange.js'
import { SimFileError, SimFiles, type Step } from '../world/files.js'
import { smallCapacities, smallGenesis } from '../world/small-genesis.js'
import { Clients } from './clients.js'
import { CrashTrigger, crashIn, crashPoints, pointsNearSync } from './crash.js'
import { DistantEdge } from './distant-edge.js'
import { Facts } from './facts.js'
import { Ledger } from './ledger.js'
import { Life } from './life.js'
import { drawPlan } from './plan.js'
import { probe } from './probe.js'
import { isTorn, Standby } from './verify.js'
import { Witness } from './witness.js'

export interface SeedResult {
  readonly seed: number
  readonly commands: number
  readonly frames: number
  readonly recoveries: number
  readonly acknowledged: number
  readonly checks: number
  readonly facts: Record<string, number>
  /** 16 hex digits of all that happened, in order. */
  readonly traceHash: string
}

const engine = compileEngine()

/** @throws Violation with the sentence about what must never happen */
export async function runSeed(seed: number, commandsMin: number): Promise<SeedResult> {
  return new SeedRun(seed, commandsMin).run()
}

class SeedRun {
  private readonly chance: Chance
  private readonly plan
  private readonly facts = new Facts()
  private readonly files = new SimFiles()
  private readonly clock: SimClock
  private readonly witness = new Witness(this.facts)
  private readonly ledger = new Ledger(this.witness, this.facts)
  private readonly clients: Clients
  private readonly distantEdge: DistantEdge | undefined
  private readonly standby = new Standby(engine)
  private readonly trace = createHash('sha256')
  private readonly crashes: Chance
  private readonly disk: Chance
  private readonly random: Chance
  private recoveries = 0
  private wasKilled = false

  constructor(
    private readonly seed: number,
    private readonly commandsMin: number,
  ) {
    this.chance = new Chance(seed)
    this.plan = drawPlan(this.chance.stream('plan'))
    this.clock = new SimClock(this.plan.startWallUs)
    this.crashes = this.chance.stream('crashes')
    this.disk = this.chance.stream('disk')
    this.random = this.chance.stream('random')
    const workload = this.chance.stream('workload')
    this.clients = new Clients(this.plan, workload, this.clock, this.ledger, this.facts)
    if (this.plan.hasDistantEdge)
      this.distantEdge = new DistantEdge(
        this.random.bytes(16),
        this.clock,
        this.chance.stream('network'),
        this.facts,
      )
  }

  async run(): Promise<SeedResult> {
    while (this.clients.sent < this.commandsMin) await this.live(this.drawTrigger())
    await this.live(undefined)
    await this.live(undefined)
    return {
      seed: this.seed,
      commands: this.clients.sent,
      frames: this.witness.sequence,
      recoveries: this.recoveries,
      acknowledged: this.ledger.acknowledged,
      checks: this.ledger.checks,
      facts: this.facts.toRecord(),
      traceHash: this.trace.digest('hex').slice(0, 16),
    }
  }

  private drawTrigger(): CrashTrigger {
    const { crashes, plan } = this
    if (plan.diesTwice) {
      if (this.wasKilled) return new CrashTrigger('in recovery', crashes.between(1, 40))
      return new CrashTrigger(crashes.pick(pointsNearSync), crashes.between(1, 10))
    }
    const timesMax = crashes.pick([1, 3, 10, 30])
    return new CrashTrigger(crashes.pick(crashPoints), crashes.between(1, timesMax))
  }

  /** One life; without a trigger it ends in good order, when everybody knows what he asked. */
  private async live(trigger = new CrashTrigger(undefined, 0)): Promise<void> {
    const wasTorn = isTorn(this.files)
    const life = this.prepare(trigger)
    try {
      life.begin()
      this.recoveries++
      if (wasTorn) this.facts.note('torn tail cleared')
      await life.run()
    } catch (error) {
      this.note(error)
    }
    await life.end()
    this.clients.check()
    this.trace.update(`${this.witness.sequence} ${this.clients.sent} ${this.ledger.acknowledged}\n`)
    if (trigger.point !== undefined) this.afterwards()
    this.files.restart()
  }

  private prepare(trigger: CrashTrigger): Life {
    const { files, clock, plan, clients, ledger, witness, facts, distantEdge, standby } = this
    files.watch = (step) => {
      if (isSegmentBegun(step)) facts.note(`segment of the ${folderOf(step)} begun`)
      trigger.watch(step)
    }
    const parts = { files, clock, plan, clients, ledger, witness, facts, trigger }
    const start = (onPublished: () => void) => this.start(this.files, onPublished)
    return new Life({
      ...parts,
      engine,
      standby,
      start,
      chance: this.crashes,
      edgeChance: this.random,
      distantEdge,
    })
  }

  private start(files: SimFiles, onPublished: () => void): SimExchange {
    const { plan, clock } = this
    return new SimExchange({
      files,
      clock,
      chance: this.random,
      reporter: noReporter,
      capacities: smallCapacities,
      genesis: () => smallGenesis(plan.rules),
      settings: {
        segmentBytes: plan.segmentBytes,
        snapshotCommands: plan.snapshotCommands,
        sealAfterUs: 20_000,
        freeBytesMin: plan.hasFullDisks ? 4 * plan.segmentBytes : 0,
        cancelOnlyUs: 0,
      },
      batchCommandsMax: plan.batchCommandsMax,
      engine,
      onPublished,
    })
  }

  /** What ended a life. @throws what no crash explains */
  private note(error: unknown): void {
    const crash = crashIn(error)
    const failure = fileErrorIn(error)
    if (crash) this.facts.note(`crash ${crash.point}`)
    else if (failure) this.facts.note(failure.code === 'EIO' ? 'sync failed' : 'disk full')
    else if (error instanceof Violation) throw error
    else throw new Violation(`the path ended by ${error instanceof Error ? error.stack : error}`)
    this.trace.update(`${crash?.point ?? failure?.code}\n`)
  }

  /** Whether the event log still has all that the world has read, and so shows what was durable. */
  private get isPublishedWhole(): boolean {
    const { sequence } = this.witness
    return (
      sequence > 0 &&
      (findEventLogEnd(this.files, eventsFolder(dataFolder))?.sequence ?? 0) >= sequence
    )
  }

  /** The process is gone; now the power may go, or somebody may look at the disk. */
  private afterwards(): void {
    const { files, plan, disk, facts } = this
    files.restart()
    files.capacityBytes = Number.MAX_SAFE_INTEGER
    files.failsSync = () => false
    const isPowerLost = plan.diesTwice ? this.wasKilled : disk.happens(plan.powerLoss)
    this.wasKilled = !isPowerLost
    if (isPowerLost) {
      facts.note('power lost')
      files.losePower(disk, plan.odds)
      return
    }
    facts.note('killed')
    if (this.isPublishedWhole && disk.happens(0.3))
      probe(files, (copy) => this.start(copy, () => {}), disk, this.witness, facts)
  }
}

const folderOf = ({ path }: Step): string => (path.includes('/journal') ? 'journal' : 'event log')

/** A segment is there when its folder is synced, which is done for nothing else. */
const isSegmentBegun = ({ action, path, moment }: Step): boolean =>
  action === 'syncFolder' && moment === 'after' && !path.includes('/snapshots')

function fileErrorIn(error: unknown): SimFileError | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if (cause instanceof SimFileError) return cause
  return undefined
}
