// One copy of the exchange: the core after the last durable frame, its journal, and what follows from
// a frame. The one who leads and those who follow do the same with it.
import type { Capacities, Engine, EngineModule } from '@openbell/engine'
import { FrameType } from '@openbell/protocol'
import type { Link } from './journal/frame.js'
import { Journal } from './journal/journal.js'
import type { Succession } from './matching/succession.js'
import type { TakeOver } from './matching/take-over.js'
import type {
  Clock,
  EventFrameIdentity,
  Files,
  PathMeter,
  Publisher,
  Random,
  Reporter,
  Scribe,
  SnapshotKeeper,
  SnapshotOrder,
} from './ports.js'
import { applyFrame, journalFolder, type Recovery, recover } from './recovery.js'

export interface ReplicaSettings {
  readonly segmentBytes: number
  /** Commands after which a snapshot is due, behind the next seal. */
  readonly snapshotCommands: number
}

export interface ReplicaParts {
  readonly files: Files
  readonly folder: string
  readonly clock: Clock
  readonly random: Random
  readonly reporter: Reporter
  readonly keeper: SnapshotKeeper
  readonly scribe: Scribe
  readonly engine: EngineModule
  readonly capacities: Partial<Capacities>
  readonly meter: PathMeter
  /** Between modules; by the canonical export where it is not given. */
  readonly takeOver?: TakeOver
  /** Called after each frame, in order behind what the scribe was given of its events. */
  readonly published: (sequence: number) => void
  /** For an exchange that is new; drawn where it is not given. */
  readonly exchangeId?: Uint8Array
  readonly settings: ReplicaSettings
}

export class Replica {
  readonly recovery: Recovery
  readonly exchangeId: Uint8Array
  readonly journal: Journal
  last: Link
  /** False until the genesis commands are in the journal. */
  isConfigured: boolean
  private readonly succession: Succession
  private readonly events: Publisher
  private commandsSinceSnapshot: number
  /** Later where the keeper was busy at the last seal. */
  private sealDueCommands: number

  /** Recovers what the folder holds. @throws JournalError, RecoveryError */
  constructor(private readonly parts: ReplicaParts) {
    const { files, folder, random, scribe, engine, settings } = parts
    const { segmentBytes, snapshotCommands } = settings
    files.makeFolder(folder)
    const exchangeId = parts.exchangeId ?? random.bytes(16)
    const recovered = recover({ ...parts, segmentBytes, exchangeId })
    this.succession = recovered.succession
    this.last = recovered.last
    this.recovery = recovered.recovery
    this.isConfigured = recovered.isConfigured
    this.commandsSinceSnapshot = recovered.recovery.commands
    this.sealDueCommands = snapshotCommands
    this.events = recovered.events
    this.exchangeId = recovered.exchangeId
    const place = { files, folder: journalFolder(folder), exchangeId: this.exchangeId }
    const engineHash = Buffer.from(engine.hash, 'hex')
    const options = { ...place, engineHash, segmentBytes, openSpare: scribe.spare }
    this.journal = new Journal(options, recovered.journalEnd)
  }

  get core(): Engine {
    return this.succession.core
  }

  /** The core's module. */
  get engine(): EngineModule {
    return this.succession.engine
  }

  /** The module with this SHA-256 decides from the next frame on, which begins an epoch. */
  beginEpoch(engineHash: Uint8Array): void {
    this.succession.beginEpoch(engineHash)
  }

  /** Applies a frame that is durable, publishes its events, and takes a snapshot where one is due. */
  advance(identity: EventFrameIdentity, commands: Uint8Array): void {
    const { sequence, epoch, type, timestampUs, commandCount, chain } = identity
    const { clock, meter } = this.parts
    const beganUs = clock.monotonicUs()
    const eventsDigest = applyFrame(this.core, identity, commands, this.events)
    meter.frame(identity, clock.monotonicUs() - beganUs)
    this.last = { sequence, epoch, type, timestampUs, chain, eventsDigest }
    if (type === FrameType.commands) this.isConfigured = true
    this.commandsSinceSnapshot += commandCount
    this.parts.published(sequence)
    if (type === FrameType.seal) this.keepDueSnapshot()
  }

  /** Whether the one who leads should seal, so that all keep a snapshot behind the same frame. */
  get isSealDue(): boolean {
    return this.commandsSinceSnapshot >= this.sealDueCommands
  }

  /** Whether anything was decided since the last snapshot. */
  get isSnapshotWanted(): boolean {
    return this.commandsSinceSnapshot > 0
  }

  /** A copy or a snapshot of the core after the last frame, with all that its file says of it. */
  snapshotOrder(body: Uint8Array): SnapshotOrder {
    const { sequence, epoch, timestampUs, chain, eventsDigest } = this.last
    return { sequence, epoch, timestampUs, chain, eventsDigest, exchangeId: this.exchangeId, body }
  }

  /** Everything written is durable, and nothing comes after. */
  close(): void {
    this.events.close()
    this.journal.close()
  }

  /** Half as many commands suffice: who has begun later is then in step with the others. */
  private keepDueSnapshot(): void {
    const { snapshotCommands } = this.parts.settings
    if (this.commandsSinceSnapshot < snapshotCommands / 2) return
    if (this.keepSnapshot()) this.sealDueCommands = snapshotCommands
    else this.sealDueCommands = this.commandsSinceSnapshot + snapshotCommands / 8
  }

  /** False where the keeper is busy. */
  private keepSnapshot(): boolean {
    const { core, events } = this
    const { clock, keeper, meter } = this.parts
    const beganUs = clock.monotonicUs()
    events.settle()
    const order = (room: Uint8Array) => this.snapshotOrder(core.copyState(room))
    if (!keeper.keep(core.copyBytes, order)) return false
    this.commandsSinceSnapshot = 0
    meter.pause.add((clock.monotonicUs() - beganUs) / 1_000_000)
    return true
  }
}
