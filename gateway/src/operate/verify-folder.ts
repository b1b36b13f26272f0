// Proves a data folder: replays the journal from its first frame in a fresh core, and holds the event
// log and the snapshots against it. It reads only.
import { defaultCapacities, type EngineModule, EngineTrapError } from '@openbell/engine'
import { FrameType } from '@openbell/protocol'
import { hex, sameBytes } from '../journal/frame.js'
import { type FrameFound, type JournalEnd, scanJournal } from '../journal/scan.js'
import { JournalError, segmentNames } from '../journal/segment.js'
import { freshCore } from '../matching/matching.js'
import type { Files } from '../ports.js'
import { EventDigest } from '../publish/event-frame.js'
import { EventLogError } from '../publish/event-segment.js'
import {
  applyFrame,
  commandsOf,
  countCommands,
  eventsFolder,
  journalFolder,
  snapshotsFolder,
} from '../recovery.js'
import { type EventFrameOnDisk, walkEvents } from './verify-events.js'
import { restoreSnapshots, type SnapshotFound, snapshotFault } from './verify-snapshots.js'

export interface Verification {
  readonly sound: boolean
  readonly segments: number
  readonly frames: number
  readonly commands: number
  readonly sequence: number
  /** 16 hex digits, by replay. */
  readonly stateHash: string
  readonly eventFrames: number
  readonly snapshots: number
  /** What is unusual and harmless. */
  readonly notes: readonly string[]
  /** Each names the file, and the offset where there is one. */
  readonly faults: readonly string[]
}

/** @throws Error of the file system where the folder cannot be read */
export function verifyFolder(files: Files, folder: string, engine: EngineModule): Verification {
  return new FolderProof(files, folder, engine).run()
}

class FolderProof {
  private readonly core
  private readonly digest = new EventDigest()
  private readonly notes: string[] = []
  private readonly faults: string[] = []
  private readonly events
  private readonly snapshots: Map<number, SnapshotFound>
  private snapshotsProven = 0
  private frames = 0
  private commands = 0
  private eventFrames = 0
  private areEventsOver = false
  private lastType: number = FrameType.none
  private lastDigest: Uint8Array = new Uint8Array(8)

  constructor(
    private readonly files: Files,
    private readonly folder: string,
    engine: EngineModule,
  ) {
    this.core = freshCore({ engine, capacities: defaultCapacities })
    this.events = walkEvents(files, eventsFolder(folder))
    const fault = (message: string) => this.faults.push(message)
    const note = (message: string) => this.notes.push(message)
    this.snapshots = restoreSnapshots(files, snapshotsFolder(folder), engine, fault, note)
  }

  run(): Verification {
    const { files, folder } = this
    const end = this.attempt(() =>
      scanJournal(files, journalFolder(folder), (frame) => this.proveFrame(frame)),
    )
    if (this.faults.length === 0) this.attempt(() => this.proveEnd(end))
    for (const broken of this.core.checkInvariants())
      this.faults.push(`the replayed state: ${broken}`)
    return {
      sound: this.faults.length === 0,
      segments: segmentNames(files, journalFolder(folder)).length,
      frames: this.frames,
      commands: this.commands,
      sequence: this.core.sequence,
      stateHash: this.core.stateHash(),
      eventFrames: this.eventFrames,
      snapshots: this.snapshotsProven,
      notes: this.notes,
      faults: this.faults,
    }
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
    if (!sameBytes(previousEventsDigest, this.lastDigest))
      throw new JournalError(
        path,
        offset,
        `frame ${sequence - 1} gave the events ${hex(previousEventsDigest)}, and by replay ` +
          hex(this.lastDigest),
      )
    const batch = commandsOf(frame)
    const commandCount = countCommands(batch)
    const identity = { sequence, epoch, type: type as FrameType, timestampUs, commandCount, chain }
    try {
      this.lastDigest = applyFrame(this.core, identity, batch, this.digest)
    } catch (error) {
      if (!(error instanceof EngineTrapError)) throw error
      throw new JournalError(
        path,
        offset,
        `the core trapped on frame ${sequence}: ${error.message}`,
      )
    }
    this.frames++
    this.commands += commandCount
    this.lastType = type
    this.proveEvents({ ...identity, eventsDigest: this.lastDigest })
    this.proveSnapshot(sequence, chain)
  }

  private proveEvents(expected: {
    readonly sequence: number
    readonly epoch: number
    readonly type: number
    readonly timestampUs: number
    readonly commandCount: number
    readonly chain: Uint8Array
    readonly eventsDigest: Uint8Array
  }): void {
    const found = this.nextEvents()
    if (!found) return
    const { head, path, offset } = found
    const refuse = (fault: string) => {
      throw new EventLogError(path, offset, `frame ${head.sequence}: ${fault}`)
    }
    if (head.sequence !== expected.sequence) refuse(`expected frame ${expected.sequence}`)
    if (!sameBytes(head.chain, expected.chain)) refuse('it is of another history')
    if (!sameBytes(head.eventsDigest, expected.eventsDigest))
      refuse('its events are not those of the replay')
    for (const field of ['epoch', 'type', 'timestampUs', 'commandCount'] as const)
      if (head[field] !== expected[field])
        refuse(`${field} is ${head[field]}, the journal says ${expected[field]}`)
    this.eventFrames++
  }

  private nextEvents(): EventFrameOnDisk | undefined {
    if (this.areEventsOver) return undefined
    const next = this.events.next()
    if (!next.done) return next.value
    this.areEventsOver = true
    if (next.value)
      this.notes.push(
        `${next.value.path} at offset ${next.value.offset}: the last event frame is torn ` +
          'and will be made again',
      )
    return undefined
  }

  private proveSnapshot(sequence: number, chain: Uint8Array): void {
    const snapshot = this.snapshots.get(sequence)
    if (!snapshot) return
    this.snapshots.delete(sequence)
    const stateHash = this.core.stateHash()
    const fault = snapshotFault(snapshot, { chain, eventsDigest: this.lastDigest, stateHash })
    if (fault) this.faults.push(`${snapshot.path}: ${fault}`)
    else this.snapshotsProven++
  }

  private proveEnd(end: JournalEnd | undefined): void {
    const { frames, folder } = this
    if (end && end.tornBytes > 0)
      this.notes.push(
        `${end.segment.path} at offset ${end.segment.offset}: a torn frame, never acknowledged, ` +
          'will be cleared',
      )
    for (const { path } of this.snapshots.values())
      this.faults.push(`${path}: it lies above frame ${frames}, where the journal ends`)
    const beyond = this.nextEvents()
    if (beyond)
      throw new EventLogError(
        beyond.path,
        beyond.offset,
        `frame ${beyond.head.sequence} was published, but the journal ends at ${frames}`,
      )
    if (this.eventFrames === frames) return
    const missing = `${eventsFolder(folder)} ends at frame ${this.eventFrames} of ${frames}`
    if (this.lastType === FrameType.closed)
      this.faults.push(`${missing}, though the exchange was closed in good order`)
    else this.notes.push(`${missing}; the rest will be made again`)
  }
}
