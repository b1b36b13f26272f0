// Proves a data folder: replays the journal in a core of its own, and holds the event log and the
// snapshots against it. It reads only. Where the first segments were archived, it begins with the
// oldest snapshot, and of the frames before it proves checksums and chain.
import {
  defaultCapacities,
  type Engine,
  type EngineModule,
  EngineTrapError,
} from '@openbell/engine'
import { FrameType } from '@openbell/protocol'
import { hex, sameBytes } from '../journal/frame.js'
import { type FrameFound, type JournalEnd, scanJournal } from '../journal/scan.js'
import { JournalError, segmentNames } from '../journal/segment.js'
import { type RestoredCore, restoreCore } from '../matching/matching.js'
import { Succession, type SuccessionOptions } from '../matching/succession.js'
import type { Files } from '../ports.js'
import { baseSequenceOf, EventLogError, eventSegmentNames } from '../publish/event-segment.js'
import {
  applyFrame,
  commandsOf,
  countCommands,
  engineHashIn,
  eventsFolder,
  journalFolder,
  snapshotsFolder,
  successionOf,
} from '../recovery.js'
import { adviceOn } from './verify-advice.js'
import { type EventFrameOnDisk, walkEvents } from './verify-events.js'
import { restoreSnapshots, type SnapshotFound, snapshotFault } from './verify-snapshots.js'

export interface Verification {
  readonly sound: boolean
  readonly segments: number
  readonly frames: number
  readonly commands: number
  /** The last frame that was proved. */
  readonly sequence: number
  /** The snapshot that the replay began with; 0 = with the first frame. */
  readonly fromSequence: number
  /** 16 hex digits, by replay. */
  readonly stateHash: string
  readonly eventFrames: number
  readonly snapshots: number
  /** What is unusual and harmless. */
  readonly notes: readonly string[]
  /** Each names the file, and the offset where there is one. */
  readonly faults: readonly string[]
  /** What to do about the faults. */
  readonly advice: readonly string[]
}

/**
 * @param toSequence the last frame to look at: the file behind it may be in the making
 * @throws Error of the file system where the folder cannot be read
 */
export function verifyFolder(
  files: Files,
  folder: string,
  engine: EngineModule,
  toSequence = Number.POSITIVE_INFINITY,
): Verification {
  return new FolderProof(files, folder, engine, toSequence).run()
}

class FolderProof {
  private readonly succession: Succession
  private readonly fromSequence: number
  private readonly notes: string[] = []
  private readonly faults: string[] = []
  private readonly events
  private readonly snapshots: Map<number, SnapshotFound>
  /** The event log begins with this frame. */
  private readonly eventsBase: number
  private snapshotsProven = 0
  private frames = 0
  private commands = 0
  private sequence = 0
  private eventFrames = 0
  private lastEvents = 0
  private areEventsOver = false
  private lastType: number = FrameType.none
  /** Of the last frame's events; undefined where neither replay nor event log knows. */
  private lastDigest: Uint8Array | undefined

  constructor(
    private readonly files: Files,
    private readonly folder: string,
    engine: EngineModule,
    private readonly toSequence: number,
  ) {
    const options = successionOf({ files, folder, engine, capacities: defaultCapacities })
    const fault = (message: string) => this.faults.push(message)
    const note = (message: string) => this.notes.push(message)
    const snapshots = snapshotsFolder(folder)
    this.snapshots = restoreSnapshots(files, snapshots, options.engines, fault, note)
    const restored = this.startsLater() ? this.oldest(options) : undefined
    this.lastDigest = restored ? undefined : new Uint8Array(8)
    this.succession = new Succession(options, restored)
    this.fromSequence = restored?.identity.sequence ?? 0
    this.events = walkEvents(files, eventsFolder(folder), this.core)
    const [first] = eventSegmentNames(files, eventsFolder(folder))
    this.eventsBase = first ? baseSequenceOf(first) : 1
    const oldest = Math.min(...this.snapshots.keys(), Number.POSITIVE_INFINITY)
    if (this.eventsBase > 1 && this.eventsBase <= oldest)
      note(
        `${eventsFolder(folder)} begins with frame ${this.eventsBase}; what came before is archived`,
      )
    else if (this.eventsBase > 1)
      fault(`${eventsFolder(folder)} begins with frame ${this.eventsBase}, above every snapshot`)
  }

  run(): Verification {
    const { files, folder, toSequence, fromSequence: snapshotSequence } = this
    const end = this.attempt(() =>
      scanJournal(files, journalFolder(folder), (frame) => this.proveFrame(frame), {
        snapshotSequence,
        toSequence,
      }),
    )
    const isWhole = toSequence === Number.POSITIVE_INFINITY
    if (isWhole && this.faults.length === 0) this.attempt(() => this.proveEnd(end))
    for (const broken of this.core.checkInvariants())
      this.faults.push(`the replayed state: ${broken}`)
    return {
      sound: this.faults.length === 0,
      segments: segmentNames(files, journalFolder(folder)).length,
      frames: this.frames,
      commands: this.commands,
      sequence: this.sequence,
      fromSequence: this.fromSequence,
      stateHash: this.core.stateHash(),
      eventFrames: this.eventFrames,
      snapshots: this.snapshotsProven,
      notes: this.notes,
      faults: this.faults,
      advice: adviceOn(folder, this.faults),
    }
  }

  private get core(): Engine {
    return this.succession.core
  }

  private startsLater(): boolean {
    const [first] = segmentNames(this.files, journalFolder(this.folder))
    return first !== undefined && Number.parseInt(first, 10) > 1
  }

  private oldest(options: SuccessionOptions): RestoredCore | undefined {
    const folder = snapshotsFolder(this.folder)
    const sequence = Math.min(...this.snapshots.keys(), Number.POSITIVE_INFINITY)
    return restoreCore(options, this.files, folder, sequence, () => {})
  }

  /** Ends at the first fault of journal or event log; all that follows hangs on it. */
  private attempt<Result>(work: () => Result): Result | undefined {
    try {
      return work()
    } catch (error) {
      const isFault = [JournalError, EventLogError].some((kind) => error instanceof kind)
      if (!isFault) throw error
      this.faults.push((error as Error).message)
      return undefined
    }
  }

  private proveFrame(frame: FrameFound): void {
    const { chain, path, offset } = frame
    const { sequence, epoch, timestampUs, type, previousEventsDigest } = frame.head
    if (this.lastDigest && !sameBytes(previousEventsDigest, this.lastDigest))
      throw new JournalError(
        path,
        offset,
        `frame ${sequence - 1} gave the events ${hex(previousEventsDigest)}, and by replay ` +
          hex(this.lastDigest),
      )
    const commandCount = countCommands(commandsOf(frame))
    const identity = { sequence, epoch, type: type as FrameType, timestampUs, commandCount, chain }
    this.lastDigest = sequence > this.fromSequence ? this.apply(frame, identity) : undefined
    this.frames++
    this.commands += commandCount
    this.sequence = sequence
    this.lastType = type
    this.proveEvents(identity)
    this.proveSnapshot(sequence, chain)
  }

  private apply(frame: FrameFound, identity: Parameters<typeof applyFrame>[1]): Uint8Array {
    try {
      const newModule = engineHashIn(frame)
      if (newModule) this.succession.beginEpoch(newModule)
      return applyFrame(this.core, identity, commandsOf(frame))
    } catch (error) {
      if (!(error instanceof EngineTrapError)) throw error
      const fault = `the core trapped on frame ${identity.sequence}: ${error.message}`
      throw new JournalError(frame.path, frame.offset, fault)
    }
  }

  private proveEvents(expected: Parameters<typeof applyFrame>[1]): void {
    if (expected.sequence < this.eventsBase) return
    const found = this.nextEvents(expected.sequence)
    if (!found) return
    const { head, path, offset } = found
    const refuse = (fault: string) => {
      throw new EventLogError(path, offset, `frame ${head.sequence}: ${fault}`)
    }
    if (head.sequence !== expected.sequence) refuse(`expected frame ${expected.sequence}`)
    if (!sameBytes(head.chain, expected.chain)) refuse('it is of another history')
    // Of frames that are not replayed, the journal's next frame proves the digest.
    this.lastDigest ??= head.eventsDigest
    if (!sameBytes(head.eventsDigest, this.lastDigest))
      refuse('its events are not those of the replay')
    for (const field of ['epoch', 'type', 'timestampUs', 'commandCount'] as const)
      if (head[field] !== expected[field])
        refuse(`${field} is ${head[field]}, the journal says ${expected[field]}`)
    this.eventFrames++
    this.lastEvents = head.sequence
  }

  /** The next event frame; those below a journal that begins later are passed over. */
  private nextEvents(sequence: number): EventFrameOnDisk | undefined {
    while (!this.areEventsOver) {
      const next = this.events.next()
      if (!next.done) {
        if (next.value.head.sequence < sequence && this.frames === 1) continue
        return next.value
      }
      this.areEventsOver = true
      if (next.value)
        this.notes.push(
          `${next.value.path} at offset ${next.value.offset}: the last event frame is torn ` +
            'and will be made again',
        )
    }
    return undefined
  }

  private proveSnapshot(sequence: number, chain: Uint8Array): void {
    const snapshot = this.snapshots.get(sequence)
    if (!snapshot || sequence < this.fromSequence) return
    this.snapshots.delete(sequence)
    const stateHash = this.core.stateHash()
    const eventsDigest = this.lastDigest ?? snapshot.identity.eventsDigest
    const fault = snapshotFault(snapshot, { chain, eventsDigest, stateHash })
    if (fault) this.faults.push(`${snapshot.path}: ${fault}`)
    else this.snapshotsProven++
    if (sequence === this.fromSequence) this.lastDigest = snapshot.identity.eventsDigest
  }

  private proveEnd(end: JournalEnd | undefined): void {
    const { sequence, folder } = this
    if (end && end.tornBytes > 0)
      this.notes.push(
        `${end.segment.path} at offset ${end.segment.offset}: a torn frame, never acknowledged, ` +
          'will be cleared',
      )
    for (const { path } of this.snapshots.values())
      this.faults.push(`${path}: it lies above frame ${sequence}, where the journal ends`)
    const beyond = this.nextEvents(sequence + 1)
    if (beyond)
      throw new EventLogError(
        beyond.path,
        beyond.offset,
        `frame ${beyond.head.sequence} was published, but the journal ends at ${sequence}`,
      )
    if (this.lastEvents === sequence) return
    const missing = `${eventsFolder(folder)} ends at frame ${this.lastEvents} of ${sequence}`
    if (this.lastType === FrameType.closed)
      this.faults.push(`${missing}, though the exchange was closed in good order`)
    else this.notes.push(`${missing}; the rest will be made again`)
  }
}
