// Recovery: the newest verified snapshot, then the journal's tail. It only reads and makes again.
import type { Capacities, Engine, EngineModule } from '@openbell/engine'
import { commandSizes, countRecords, EpochStarted, FrameType } from '@openbell/protocol'
import { type FrameRead, hex, type Link, nothingBefore, sameBytes } from './journal/frame.js'
import { type FrameFound, type FrameVisit, type JournalEnd, scanJournal } from './journal/scan.js'
import { settleFrame, settleTail } from './journal/tail.js'
import { enginesIn } from './matching/engines.js'
import { restoreCore } from './matching/matching.js'
import { newestSnapshotSequence, type SnapshotIdentity } from './matching/snapshot-file.js'
import { Succession, type SuccessionOptions } from './matching/succession.js'
import { type TakeOver, takeOverByExport } from './matching/take-over.js'
import type {
  EventFrameIdentity,
  EventLogEnd,
  Files,
  Publisher,
  Reporter,
  Scribe,
} from './ports.js'
import { findEventLogEnd } from './publish/event-log.js'

/** By its name the error is known beyond the thread that it ended. */
export const eventsDiffer = 'EventsDifferError'

/** Durable data contradict each other; nothing may go on before an operator has looked. */
export class RecoveryError extends Error {
  override name = 'RecoveryError'
}

/** Two cores that applied the same frames are not equal. */
export class EventsDifferError extends RecoveryError {
  override name = eventsDiffer
}

export const journalFolder = (data: string): string => `${data}/journal`
export const eventsFolder = (data: string): string => `${data}/events`
export const snapshotsFolder = (data: string): string => `${data}/snapshots`
export const enginesFolder = (data: string): string => `${data}/engines`

/** Applies one frame, publishes its events where somebody does so, and returns their digest. */
export function applyFrame(
  core: Engine,
  identity: EventFrameIdentity,
  commands: Uint8Array,
  publisher?: Publisher,
): Uint8Array {
  const add = (events: Uint8Array) => {
    core.digestEvents(events)
    publisher?.add(identity, events)
  }
  const isEpoch = identity.type === FrameType.epoch
  core.apply(identity.sequence, identity.timestampUs, commands, add, isEpoch)
  const eventsDigest = core.takeEventsDigest()
  publisher?.finish(identity, eventsDigest)
  return eventsDigest
}

/** What recovery found. */
export interface Recovery {
  readonly frames: number
  readonly commands: number
  readonly fromSequence: number
}

export interface Recovered {
  /** The core, and how another module takes it over. */
  readonly succession: Succession
  /** Undefined where there is no journal yet. */
  readonly journalEnd: JournalEnd | undefined
  /** False until the genesis commands are in the journal. */
  readonly isConfigured: boolean
  readonly last: Link
  readonly events: Publisher
  readonly exchangeId: Uint8Array
  readonly recovery: Recovery
}

export interface RecoveryParts {
  readonly files: Files
  readonly folder: string
  readonly reporter: Reporter
  readonly scribe: Scribe
  readonly engine: EngineModule
  readonly capacities: Partial<Capacities>
  /** Between modules; by the canonical export where it is not given. */
  readonly takeOver?: TakeOver
  readonly segmentBytes: number
  /** For an exchange that is new. */
  readonly exchangeId: Uint8Array
}

/** @throws JournalError, RecoveryError where acknowledged data may be lost or changed. */
export function recover(parts: RecoveryParts): Recovered {
  const { files, folder } = parts
  const newest = settleTail(files, journalFolder(folder))
  const replay = new Replay(parts)
  const visit: FrameVisit = (frame) => {
    if (frame.path === newest && !frame.next) settleFrame(files, journalFolder(folder), frame)
    replay.follow(frame)
  }
  const journalEnd = scanJournal(files, journalFolder(folder), visit, {
    snapshotSequence: replay.fromSequence,
  })
  replay.refuseLoss()
  const { succession, last, frames, commands, fromSequence } = replay
  const exchangeId = journalEnd?.exchangeId ?? parts.exchangeId
  return {
    succession,
    journalEnd,
    isConfigured: fromSequence > 0 || commands > 0,
    last,
    events: replay.openEvents(exchangeId),
    exchangeId,
    recovery: { frames, commands, fromSequence },
  }
}

/** Follows the journal: what the snapshot holds is compared, what comes after is applied again. */
class Replay {
  readonly succession: Succession
  readonly fromSequence: number
  last: Link = nothingBefore
  frames = 0
  commands = 0
  private readonly eventsEnd: EventLogEnd | undefined
  private readonly snapshot: SnapshotIdentity | undefined
  private events: Publisher | undefined

  constructor(private readonly parts: RecoveryParts) {
    const { files, folder, reporter } = parts
    this.eventsEnd = findEventLogEnd(files, eventsFolder(folder))
    const sequenceMax = this.eventsEnd?.sequence ?? 0
    const snapshots = snapshotsFolder(folder)
    const options = successionOf(parts)
    const restored = restoreCore(options, files, snapshots, sequenceMax, (message) =>
      reporter.warn(message),
    )
    this.succession = new Succession(options, restored)
    this.snapshot = restored?.identity
    this.fromSequence = this.snapshot?.sequence ?? 0
  }

  readonly follow = (frame: FrameFound): void => {
    const { sequence, epoch, timestampUs } = frame.head
    const type = frame.head.type as FrameType
    const { chain } = frame
    const { eventsEnd, snapshot } = this
    if (sequence === eventsEnd?.sequence) expectSame(sequence, 'event log', chain, eventsEnd.chain)
    if (sequence === snapshot?.sequence) expectSame(sequence, 'snapshot', chain, snapshot.chain)
    const eventsDigest =
      snapshot && sequence <= snapshot.sequence ? snapshot.eventsDigest : this.apply(frame)
    this.last = { sequence, epoch, type, timestampUs, chain, eventsDigest }
  }

  /** @throws RecoveryError where the journal ends before what was published. */
  refuseLoss(): void {
    const { files, folder } = this.parts
    const published = Math.max(
      this.eventsEnd?.sequence ?? 0,
      newestSnapshotSequence(files, snapshotsFolder(folder)),
    )
    if (published > this.last.sequence)
      throw new RecoveryError(
        `${journalFolder(folder)} ends at frame ${this.last.sequence}, but frame ${published} was ` +
          'published: acknowledged data is lost',
      )
  }

  openEvents(exchangeId: Uint8Array): Publisher {
    const { scribe, engine, segmentBytes } = this.parts
    const folder = eventsFolder(this.parts.folder)
    const engineHash = Buffer.from(engine.hash, 'hex')
    const place = { folder, exchangeId, engineHash, segmentBytes }
    this.events ??= scribe.publish(place, this.eventsEnd)
    return this.events
  }

  /** Applies a frame, publishes its events where they are missing, and returns their digest. */
  private apply(frame: FrameFound): Uint8Array {
    const { sequence, epoch, type, timestampUs, previousEventsDigest } = frame.head
    const { chain, exchangeId } = frame
    expectDigest(this.last.sequence, previousEventsDigest, this.last.eventsDigest)
    const batch = commandsOf(frame)
    const commandCount = countCommands(batch)
    const identity = { sequence, epoch, type: type as FrameType, timestampUs, commandCount, chain }
    const publishedSequence = this.eventsEnd?.sequence ?? 0
    const publisher = sequence > publishedSequence ? this.openEvents(exchangeId) : undefined
    const newModule = engineHashIn(frame)
    if (newModule) this.succession.beginEpoch(newModule)
    const { core } = this.succession
    const eventsDigest = applyFrame(core, identity, batch, publisher)
    if (sequence === publishedSequence && this.eventsEnd)
      expectDigest(sequence, this.eventsEnd.eventsDigest, eventsDigest)
    this.frames++
    this.commands += commandCount
    return eventsDigest
  }
}

function expectSame(sequence: number, what: string, journal: Uint8Array, found: Uint8Array): void {
  if (!sameBytes(found, journal))
    throw new RecoveryError(`frame ${sequence}: the ${what} is of another history (${hex(found)})`)
}

/** @throws EventsDifferError where a core gives other events than the one that wrote the digest */
export function expectDigest(sequence: number, published: Uint8Array, now: Uint8Array): void {
  if (!sameBytes(published, now))
    throw new EventsDifferError(
      `frame ${sequence}: this core gives other events than the one that decided it: start the ` +
        'release that did (docs/operating/upgrade.md)',
    )
}

/** Which module decides what, in the exchange of a folder. */
export function successionOf({
  files,
  folder,
  engine,
  capacities,
  takeOver = takeOverByExport,
}: Pick<
  RecoveryParts,
  'files' | 'folder' | 'engine' | 'capacities' | 'takeOver'
>): SuccessionOptions {
  return { engines: enginesIn(files, enginesFolder(folder), engine), capacities, takeOver }
}

/** The module that decides from an epoch frame on, by its SHA-256; undefined in any other frame. */
export function engineHashIn({ head, payload }: FrameRead): Uint8Array | undefined {
  if (head.type !== FrameType.epoch) return undefined
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length)
  return EpochStarted.read(view, 0).engineHash
}

/** The commands of a frame; frames of other types carry none. */
export const commandsOf = ({ head, payload }: FrameRead): Uint8Array =>
  head.type === FrameType.commands ? payload : payload.subarray(0, 0)

/** How many commands a payload holds, whose records are whole. */
export const countCommands = (payload: Uint8Array): number => countRecords(payload, commandSizes)
