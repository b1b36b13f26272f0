// The whole machine: ingress → journal → matching → publish, joined here and nowhere else.
import type { Capacities, Engine, EngineModule } from '@openbell/engine'
import { EpochStarted, FrameType } from '@openbell/protocol'
import { Ingress } from './ingress/ingress.js'
import { chainOf, FrameBuffer, type Link } from './journal/frame.js'
import { Journal } from './journal/journal.js'
import type {
  Clock,
  Files,
  LinkCore,
  Publisher,
  Random,
  Reporter,
  Scribe,
  SnapshotKeeper,
  SnapshotOrder,
} from './ports.js'
import { EventDigest } from './publish/event-frame.js'
import { applyFrame, countCommands, journalFolder, type Recovery, recover } from './recovery.js'

export interface PathSettings {
  readonly segmentBytes: number
  /** Commands after which a snapshot is due. */
  readonly snapshotCommands: number
  /** Rest after which a seal frame records the last commit. */
  readonly sealAfterUs: number
  /** Below this the venue goes cancel-only. */
  readonly freeBytesMin: number
}

export const defaultPathSettings: PathSettings = {
  segmentBytes: 64 * 1024 * 1024,
  snapshotCommands: 1_000_000,
  sealAfterUs: 20_000,
  freeBytesMin: 256 * 1024 * 1024,
}

export interface PathParts {
  readonly files: Files
  readonly folder: string
  readonly clock: Clock
  readonly random: Random
  readonly reporter: Reporter
  readonly link: LinkCore
  readonly keeper: SnapshotKeeper
  readonly scribe: Scribe
  readonly engine: EngineModule
  readonly capacities: Partial<Capacities>
  /** Encoded commands for the first frame of a new exchange, at most a frame's payload. */
  readonly genesis: () => Uint8Array
  /** Called after each frame, in order behind what the scribe was given of its events. */
  readonly published: (sequence: number) => void
  readonly settings: PathSettings
}

/** How often the free space is looked at. */
const spaceCheckUs = 1_000_000
/** The longest sleep of a path at rest. */
const restMs = 1_000

/** The path from command to event: one writer, one loop, one frame at a time. */
export class Path {
  readonly core: Engine
  readonly recovery: Recovery
  readonly exchangeId: Uint8Array
  private last: Link
  private readonly epoch: number
  private readonly ingress: Ingress
  private readonly journal: Journal
  private readonly events: Publisher
  private readonly digest = new EventDigest()
  private readonly frame = new FrameBuffer()
  private commandsSinceSnapshot = 0
  private lastFrameUs = 0
  private lastFrameType: FrameType = FrameType.none
  private spaceCheckedUs = 0

  /** Recovers what the folder holds, and begins a new epoch. @throws JournalError, RecoveryError */
  constructor(private readonly parts: PathParts) {
    const { files, folder, link, clock, random, reporter, scribe, engine, settings } = parts
    const { segmentBytes } = settings
    files.makeFolder(folder)
    const recovered = recover({ ...parts, segmentBytes, exchangeId: random.bytes(16) })
    this.core = recovered.core
    this.last = recovered.last
    this.recovery = recovered.recovery
    this.commandsSinceSnapshot = recovered.recovery.commands
    this.events = recovered.events
    this.exchangeId = recovered.exchangeId
    this.epoch = this.last.epoch + 1
    const engineHash = Buffer.from(engine.hash, 'hex')
    const { exchangeId } = this
    const openSpare = scribe.spare
    const journal = { files, folder: journalFolder(folder), exchangeId, engineHash, openSpare }
    this.journal = new Journal({ ...journal, segmentBytes }, recovered.journalEnd)
    this.ingress = new Ingress(link, clock, reporter, this.last.timestampUs)
    this.append(FrameType.epoch, this.encodeEpoch(random.bytes(16), engineHash), 0)
    if (!recovered.isConfigured) this.appendGenesis(parts.genesis())
  }

  get sequence(): number {
    return this.last.sequence
  }

  /** One turn of the loop: true where a frame was made. Throws where the process must end. */
  turn(): boolean {
    const { payloadBytes, commandCount, timestampUs } = this.ingress.take(this.frame.payload)
    this.lookAtSpace()
    const isNeeded = commandCount > 0 || this.core.hasUnfinishedWork() || this.isDue(timestampUs)
    if (!isNeeded) return this.rest()
    this.append(FrameType.commands, payloadBytes, commandCount, timestampUs)
    return true
  }

  /** Works ahead or sleeps, until there may be something to do or a timer of the core is due. */
  wait(): void {
    if (this.journal.prepare()) return
    const isSealed = this.lastFrameType === FrameType.seal
    const untilSealMs = Math.ceil(this.parts.settings.sealAfterUs / 1000)
    this.ingress.wait(Math.min(isSealed ? restMs : untilSealMs, this.untilDeadlineMs()))
  }

  /** Ends in good order: what comes after starts from here. */
  close(): void {
    if (this.lastFrameType !== FrameType.closed) this.append(FrameType.closed, 0, 0)
    this.events.close()
    this.journal.close()
  }

  /** Whether anything was decided since the last snapshot. */
  get isSnapshotWanted(): boolean {
    return this.commandsSinceSnapshot > 0
  }

  /** A copy or a snapshot of the core after the last frame, with all that its file says of it. */
  snapshotOrder(body: Uint8Array): SnapshotOrder {
    const { sequence, timestampUs, chain, eventsDigest } = this.last
    const identity = { sequence, timestampUs, chain, eventsDigest, epoch: this.epoch }
    return { ...identity, exchangeId: this.exchangeId, body }
  }

  /** Whether a timer of the core is over at a time: then a frame must come, be it empty. */
  private isDue(timestampUs: number): boolean {
    return (this.core.nextDeadlineUs ?? Number.POSITIVE_INFINITY) <= timestampUs
  }

  private untilDeadlineMs(): number {
    const { nextDeadlineUs } = this.core
    return nextDeadlineUs === undefined
      ? Number.POSITIVE_INFINITY
      : this.ingress.untilMs(nextDeadlineUs)
  }

  /** Nothing to decide: after a while a seal frame records the last commit. */
  private rest(): false {
    const isSealed = this.lastFrameType === FrameType.seal
    const restedUs = this.parts.clock.monotonicUs() - this.lastFrameUs
    if (!isSealed && restedUs >= this.parts.settings.sealAfterUs) this.append(FrameType.seal, 0, 0)
    return false
  }

  private append(
    type: FrameType,
    payloadBytes: number,
    commandCount: number,
    timestampUs = this.ingress.now(),
  ): void {
    const { epoch, last, frame, journal } = this
    const bytes = frame.seal(type, last, { epoch, timestampUs }, payloadBytes)
    const sequence = last.sequence + 1
    const chain = chainOf(bytes)
    journal.begin(sequence, bytes, chain)
    while (journal.committed() < sequence) this.ingress.wait(1)
    const identity = { sequence, epoch, type, timestampUs, commandCount, chain }
    const commands = frame.payload.subarray(0, type === FrameType.commands ? payloadBytes : 0)
    const eventsDigest = applyFrame(this.core, identity, commands, this.digest, this.events)
    this.last = { sequence, epoch, timestampUs, chain, eventsDigest }
    this.lastFrameType = type
    this.lastFrameUs = this.parts.clock.monotonicUs()
    this.commandsSinceSnapshot += commandCount
    this.parts.published(sequence)
    if (this.commandsSinceSnapshot >= this.parts.settings.snapshotCommands) this.keepSnapshot()
  }

  private keepSnapshot(): void {
    const { core, events } = this
    events.settle()
    const order = (room: Uint8Array) => this.snapshotOrder(core.copyState(room))
    if (this.parts.keeper.keep(core.copyBytes, order)) this.commandsSinceSnapshot = 0
  }

  private lookAtSpace(): void {
    const nowUs = this.parts.clock.monotonicUs()
    if (nowUs - this.spaceCheckedUs < spaceCheckUs) return
    this.spaceCheckedUs = nowUs
    const isShort = this.parts.files.freeBytes(this.parts.folder) < this.parts.settings.freeBytesMin
    if (isShort === this.ingress.cancelOnly) return
    this.ingress.cancelOnly = isShort
    if (isShort) this.parts.reporter.error('the disk is nearly full: cancels only')
    else this.parts.reporter.warn('the disk has room again: orders are taken')
  }

  private encodeEpoch(writer: Uint8Array, engineHash: Uint8Array): number {
    const { payload } = this.frame
    const view = new DataView(payload.buffer, payload.byteOffset)
    EpochStarted.write(view, 0, { writer, engineHash })
    return EpochStarted.sizeBytes
  }

  private appendGenesis(commands: Uint8Array): void {
    this.frame.payload.set(commands)
    this.append(FrameType.commands, commands.length, countCommands(commands))
  }
}
