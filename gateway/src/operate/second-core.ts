// A second core beside the exchange's: follows the journal's files, and gives every frame with its events.
import {
  compileEngine,
  defaultCapacities,
  type Engine,
  type EngineModule,
  EngineTrapError,
} from '@openbell/engine'
import type { FrameType } from '@openbell/protocol'
import { hex, sameBytes } from '../journal/frame.js'
import { type FrameFound, scanJournal } from '../journal/scan.js'
import { JournalError, segmentNames } from '../journal/segment.js'
import { type RestoredCore, restoreCore } from '../matching/matching.js'
import { type SnapshotIdentity, snapshotNames } from '../matching/snapshot-file.js'
import { Succession, type SuccessionOptions } from '../matching/succession.js'
import type { EventFrame, Files } from '../ports.js'
import {
  applyFrame,
  commandsOf,
  countCommands,
  engineHashIn,
  journalFolder,
  RecoveryError,
  snapshotsFolder,
  successionOf,
} from '../recovery.js'

/** A frame that the core has applied now. */
export interface AppliedFrame {
  readonly events: EventFrame
  /** Whole command records; valid during the call only, as the events are. */
  readonly commands: Uint8Array
}

export interface SecondCoreOptions {
  readonly files: Files
  /** The data folder. */
  readonly folder: string
  /** The last frame to apply; infinity = all of the journal. */
  readonly toSequence: number
  /**
   * `newest` begins with the newest usable snapshot at or below `toSequence`; otherwise it begins
   * with the first frame, or where that was archived with the oldest snapshot.
   */
  readonly from?: 'newest'
  readonly visit?: (frame: AppliedFrame) => void
}

export interface SecondCore {
  readonly core: Engine
  /** Its module. */
  readonly engine: EngineModule
  /** The last frame that was applied; 0 where there is none. */
  readonly sequence: number
  /** 16 hex digits, of that frame. */
  readonly chain: string
  /** The snapshot that it began with; 0 = with the first frame. */
  readonly fromSequence: number
  /** All that a snapshot says of its frame; undefined where there is none. */
  readonly position: SnapshotIdentity | undefined
}

/**
 * Reads only. Every frame's events are compared with the digest that the journal has of them.
 * @throws JournalError where the journal is damaged, or the core gives other events than it gave then
 */
export function followJournal(options: SecondCoreOptions): SecondCore {
  const { files, folder, toSequence } = options
  const follower = new Follower(options)
  const journal = journalFolder(folder)
  const limits = { snapshotSequence: follower.fromSequence, toSequence }
  const end = scanJournal(files, journal, follower.follow, limits)
  const ended = end?.last.sequence ?? 0
  if (ended < follower.fromSequence)
    throw new RecoveryError(
      `${journal} ends at frame ${ended}, but there is a snapshot of frame ${follower.fromSequence}: ` +
        'acknowledged data is lost',
    )
  const { position, fromSequence } = follower
  const { core, engine } = follower.succession
  const chain = hex(position?.chain ?? new Uint8Array(8))
  return { core, engine, sequence: core.sequence, chain, fromSequence, position }
}

class Follower {
  readonly fromSequence: number
  position: SnapshotIdentity | undefined
  readonly succession: Succession

  constructor(private readonly options: SecondCoreOptions) {
    const restored = startOf(options)
    this.succession = new Succession(successionIn(options), restored)
    this.position = restored?.identity
    this.fromSequence = this.position?.sequence ?? 0
  }

  readonly follow = (frame: FrameFound): void => {
    const { sequence } = frame.head
    if (sequence > this.fromSequence) this.apply(frame)
    else if (sequence === this.fromSequence) this.expectSame(frame)
  }

  private expectSame({ path, offset, chain }: FrameFound): void {
    if (this.position && !sameBytes(this.position.chain, chain))
      throw new JournalError(path, offset, 'the snapshot of this frame is of another history')
  }

  private apply(frame: FrameFound): void {
    const { sequence, epoch, type, timestampUs, previousEventsDigest } = frame.head
    const { chain, exchangeId } = frame
    const refuse = (fault: string): never => {
      throw new JournalError(frame.path, frame.offset, fault)
    }
    if (!sameBytes(previousEventsDigest, this.position?.eventsDigest ?? new Uint8Array(8)))
      refuse(`frame ${sequence - 1} gave other events then than this core gives now`)
    const commands = commandsOf(frame)
    const commandCount = countCommands(commands)
    const head = { sequence, epoch, type: type as FrameType, timestampUs, commandCount }
    const parts: Uint8Array[] = []
    const add = (_: unknown, events: Uint8Array) => parts.push(events.slice())
    const publisher = { add, finish() {}, settle() {}, close() {} }
    const newModule = engineHashIn(frame)
    if (newModule) this.succession.beginEpoch(newModule)
    const apply = () => applyFrame(this.succession.core, { ...head, chain }, commands, publisher)
    const eventsDigest = untrapped(apply, (trap) =>
      refuse(`the core trapped on frame ${sequence}: ${trap}`),
    )
    this.position = { exchangeId, sequence, timestampUs, epoch, chain, eventsDigest }
    this.options.visit?.({ events: { ...head, chain: hex(chain), parts }, commands })
  }
}

/** A trap is a bug, and told by the frame that it happened on. */
function untrapped<Result>(work: () => Result, refuse: (trap: string) => never): Result {
  try {
    return work()
  } catch (error) {
    if (error instanceof EngineTrapError) refuse(error.message)
    throw error
  }
}

const successionIn = ({ files, folder }: SecondCoreOptions): SuccessionOptions =>
  successionOf({ files, folder, engine: compileEngine(), capacities: defaultCapacities })

/** The snapshot to begin with; undefined where it is the first frame. */
function startOf(options: SecondCoreOptions): RestoredCore | undefined {
  const { files, folder, toSequence, from } = options
  const snapshots = snapshotsFolder(folder)
  const restore = (sequenceMax: number) =>
    restoreCore(successionIn(options), files, snapshots, sequenceMax, () => {})
  if (from === 'newest') return restore(toSequence)
  if (baseOf(files, journalFolder(folder)) <= 1) return undefined
  for (const name of snapshotNames(files, snapshots)) {
    const restored = restore(Number.parseInt(name, 10))
    if (restored) return restored
  }
  return undefined
}

/** The frame that a journal begins with, by the name of its first segment. */
const baseOf = (files: Files, folder: string): number =>
  Number.parseInt(segmentNames(files, folder)[0] ?? '1', 10)
