// The whole machine: ingress → journal → matching → publish, joined here and nowhere else.
import type { Engine } from '@openbell/engine'
import { EpochStarted, FrameType } from '@openbell/protocol'
import { Ingress } from './ingress/ingress.js'
import { DoubleLog } from './journal/double-log.js'
import { chainOf, FrameBuffer } from './journal/frame.js'
import type { LinkCore, Log, SnapshotOrder } from './ports.js'
import { countCommands, type Recovery } from './recovery.js'
import { Replica, type ReplicaParts, type ReplicaSettings } from './replica.js'

export interface PathSettings extends ReplicaSettings {
  /** Rest after which a seal frame records the last commit; one also comes when a snapshot is due. */
  readonly sealAfterUs: number
  /** Below this the venue goes cancel-only. */
  readonly freeBytesMin: number
  /** How long orders are refused after a leader that did not end in good order. */
  readonly cancelOnlyUs: number
}

export const defaultPathSettings: PathSettings = {
  segmentBytes: 64 * 1024 * 1024,
  snapshotCommands: 1_000_000,
  sealAfterUs: 20_000,
  freeBytesMin: 256 * 1024 * 1024,
  cancelOnlyUs: 0,
}

export interface PathParts extends ReplicaParts {
  readonly link: LinkCore
  /** Of the replicated log; undefined where the file is the log. */
  readonly stream?: Log
  /** Encoded commands for the first frame of a new exchange, at most a frame's payload. */
  readonly genesis: () => Uint8Array
  readonly settings: PathSettings
}

/** How often the free space is looked at. */
const spaceCheckUs = 1_000_000
/** The longest sleep of a path at rest. */
const restMs = 1_000

/** Behind these no roll comes: one is a roll, the other the last frame of an end in good order. */
const endsAnything: ReadonlySet<FrameType> = new Set([FrameType.roll, FrameType.closed])

/** The path from command to event: one writer, one loop, one frame at a time. */
export class Path {
  readonly epoch: number
  private readonly ingress: Ingress
  private readonly log: Log
  private readonly frame = new FrameBuffer()
  private lastFrameUs = 0
  private spaceCheckedUs = 0
  private isSpaceShort = false
  /** Until then only cancels get through. */
  private readonly ordersFromUs: number

  /**
   * Begins a new epoch behind the last frame of a replica, which is that of the folder where none is
   * given. @throws JournalError, RecoveryError, DeposedError
   */
  constructor(
    private readonly parts: PathParts,
    private readonly replica = new Replica(parts),
  ) {
    const { link, clock, random, reporter, stream, engine, settings } = parts
    const { last, journal, isConfigured } = replica
    const isCalm = last.type === FrameType.closed || !isConfigured
    this.ordersFromUs = clock.monotonicUs() + (isCalm ? 0 : settings.cancelOnlyUs)
    this.epoch = last.epoch + 1
    this.log = stream ? new DoubleLog(stream, journal) : journal
    this.ingress = new Ingress(link, clock, reporter, last.timestampUs)
    const engineHash = Buffer.from(engine.hash, 'hex')
    replica.beginEpoch(engineHash)
    this.append(FrameType.epoch, this.encodeEpoch(random.bytes(16), engineHash), 0)
    if (!isConfigured) this.appendGenesis(parts.genesis())
  }

  get core(): Engine {
    return this.replica.core
  }

  get recovery(): Recovery {
    return this.replica.recovery
  }

  get exchangeId(): Uint8Array {
    return this.replica.exchangeId
  }

  get sequence(): number {
    return this.replica.last.sequence
  }

  /** One turn of the loop: true where a frame was made. Throws where the process must end. */
  turn(): boolean {
    this.decideCancelOnly()
    const { payloadBytes, commandCount, timestampUs } = this.ingress.take(this.frame.payload)
    const isNeeded = commandCount > 0 || this.core.hasUnfinishedWork() || this.isDue(timestampUs)
    if (!isNeeded) return this.rest()
    this.append(FrameType.commands, payloadBytes, commandCount, timestampUs)
    return true
  }

  /** Works ahead or sleeps, until there may be something to do or a timer of the core is due. */
  wait(): void {
    if (this.replica.journal.prepare()) return
    const untilSealMs = Math.ceil(this.parts.settings.sealAfterUs / 1000)
    this.ingress.wait(Math.min(this.isSealed ? restMs : untilSealMs, this.untilDeadlineMs()))
  }

  /** Ends in good order: what comes after starts from here. */
  close(): void {
    if (this.replica.last.type !== FrameType.closed) this.append(FrameType.closed, 0, 0)
    this.replica.close()
  }

  /** Whether anything was decided since the last snapshot. */
  get isSnapshotWanted(): boolean {
    return this.replica.isSnapshotWanted
  }

  /** A copy or a snapshot of the core after the last frame, with all that its file says of it. */
  snapshotOrder(body: Uint8Array): SnapshotOrder {
    return this.replica.snapshotOrder(body)
  }

  private get isSealed(): boolean {
    return this.replica.last.type === FrameType.seal
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
    const restedUs = this.parts.clock.monotonicUs() - this.lastFrameUs
    if (!this.isSealed && restedUs >= this.parts.settings.sealAfterUs)
      this.append(FrameType.seal, 0, 0)
    return false
  }

  private append(
    type: FrameType,
    payloadBytes: number,
    commandCount: number,
    timestampUs = this.ingress.now(),
  ): void {
    const { epoch, frame, log, replica } = this
    const { clock, meter } = this.parts
    const bytes = frame.seal(type, replica.last, { epoch, timestampUs }, payloadBytes)
    const sequence = replica.last.sequence + 1
    const chain = chainOf(bytes)
    const beganUs = clock.monotonicUs()
    log.begin(sequence, bytes, chain)
    log.finish()
    meter.journal.add((clock.monotonicUs() - beganUs) / 1_000_000)
    const commands = frame.payload.subarray(0, type === FrameType.commands ? payloadBytes : 0)
    replica.advance({ sequence, epoch, type, timestampUs, commandCount, chain }, commands)
    this.lastFrameUs = clock.monotonicUs()
    if (endsAnything.has(type)) return
    if (log.isRollDue) this.append(FrameType.roll, 0, 0)
    // A seal says to edges, too, that the core has no work left.
    if (replica.isSealDue && !this.core.hasUnfinishedWork()) this.append(FrameType.seal, 0, 0)
  }

  /** Orders wait while the disk is nearly full, and for a moment after a leader's sudden end. */
  private decideCancelOnly(): void {
    const nowUs = this.parts.clock.monotonicUs()
    this.lookAtSpace(nowUs)
    const isCancelOnly = this.isSpaceShort || nowUs < this.ordersFromUs
    if (isCancelOnly === this.ingress.cancelOnly) return
    this.ingress.cancelOnly = isCancelOnly
    const { meter, reporter } = this.parts
    meter.cancelOnly(isCancelOnly)
    if (this.isSpaceShort) reporter.error('the disk is nearly full: cancels only')
    else if (isCancelOnly) reporter.warn('the leader before ended suddenly: cancels only')
    else reporter.warn('orders are taken again')
  }

  private lookAtSpace(nowUs: number): void {
    if (nowUs - this.spaceCheckedUs < spaceCheckUs) return
    this.spaceCheckedUs = nowUs
    const { files, folder, meter, settings } = this.parts
    const freeBytes = files.freeBytes(folder)
    this.isSpaceShort = freeBytes < settings.freeBytesMin
    meter.room(freeBytes, Object.values(this.core.usage()))
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
