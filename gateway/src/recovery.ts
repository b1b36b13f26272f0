// Recovery: the newest verified snapshot, then the journal's tail. It only reads and makes again.
import type { Capacities, Engine, EngineModule } from '@openbell/engine'
import { commandBytes, FrameType, limits } from '@openbell/protocol'
import { type FrameRead, hex, type Link, nothingBefore, sameBytes } from './journal/frame.js'
import { type JournalEnd, scanJournal } from './journal/scan.js'
import { freshCore, restoreCore } from './matching/matching.js'
import type { Files, Reporter } from './ports.js'
import { EventFrameBuffer, type EventFrameIdentity } from './publish/event-frame.js'
import { EventLogWriter, findEventLogEnd } from './publish/event-log.js'

/** Durable data contradict each other; nothing may go on before an operator has looked. */
export class RecoveryError extends Error {
  override name = 'RecoveryError'
}

export const journalFolder = (data: string): string => `${data}/journal`
export const eventsFolder = (data: string): string => `${data}/events`
export const snapshotsFolder = (data: string): string => `${data}/snapshots`

/** Applies one frame and gives its events to `sink`; returns their digest. */
export function applyFrame(
  core: Engine,
  identity: EventFrameIdentity,
  commands: Uint8Array,
  sink: Pick<EventFrameBuffer, 'add' | 'finish'>,
): Uint8Array {
  core.apply(identity.sequence, identity.timestampUs, commands, (events) =>
    sink.add(identity, events),
  )
  return sink.finish(identity)
}

/** What recovery found. */
export interface Recovery {
  readonly frames: number
  readonly commands: number
  readonly fromSequence: number
}

export interface Recovered {
  readonly core: Engine
  /** Undefined where there is no journal yet. */
  readonly journalEnd: JournalEnd | undefined
  /** False until the genesis commands are in the journal. */
  readonly isConfigured: boolean
  readonly last: Link
  readonly events: EventLogWriter
  readonly exchangeId: Uint8Array
  readonly recovery: Recovery
}

export interface RecoveryParts {
  readonly files: Files
  readonly folder: string
  readonly reporter: Reporter
  readonly engine: EngineModule
  readonly capacities: Partial<Capacities>
  readonly segmentBytes: number
  /** For an exchange that is new. */
  readonly exchangeId: Uint8Array
}

/** @throws JournalError, RecoveryError where acknowledged data may be lost or changed. */
export function recover(parts: RecoveryParts): Recovered {
  const { files, folder, engine, capacities, segmentBytes } = parts
  const eventsEnd = findEventLogEnd(files, eventsFolder(folder))
  const eventsSequence = eventsEnd?.sequence ?? 0
  const options = { engine, capacities }
  const warn = parts.reporter.warn
  const restored = restoreCore(options, files, snapshotsFolder(folder), eventsSequence, warn)
  const core = restored?.core ?? freshCore(options)
  const fromSequence = restored?.identity.sequence ?? 0
  const openEvents = (exchangeId: Uint8Array) => {
    const engineHash = Buffer.from(engine.hash, 'hex')
    const identity = { files, folder: eventsFolder(folder), exchangeId, engineHash, segmentBytes }
    return new EventLogWriter(identity, eventsEnd)
  }
  const discard = new EventFrameBuffer(() => {})
  let events: EventLogWriter | undefined
  let last: Link = nothingBefore
  let frames = 0
  let commands = 0
  const journalEnd = scanJournal(files, journalFolder(folder), (frame, chain, exchangeId) => {
    const { sequence, epoch, timestampUs, type } = frame.head
    if (sequence === eventsSequence) expectChain(sequence, chain, eventsEnd?.chain, 'event log')
    if (sequence === fromSequence)
      expectChain(sequence, chain, restored?.identity.chain, 'snapshot')
    let eventsDigest = restored?.identity.eventsDigest ?? nothingBefore.eventsDigest
    if (sequence > fromSequence) {
      if (!sameBytes(frame.head.previousEventsDigest, last.eventsDigest))
        throw new RecoveryError(
          `frame ${last.sequence}: this core gives other events than were journaled`,
        )
      const batch = commandsOf(frame)
      const commandCount = countCommands(batch)
      const identity = {
        sequence,
        epoch,
        type: type as FrameType,
        timestampUs,
        commandCount,
        chain,
      }
      if (sequence > eventsSequence) events ??= openEvents(exchangeId)
      eventsDigest = applyFrame(core, identity, batch, events ?? discard)
      frames++
      commands += commandCount
    }
    last = { sequence, epoch, timestampUs, chain, eventsDigest }
  })
  const published = Math.max(eventsSequence, fromSequence)
  if (published > last.sequence)
    throw new RecoveryError(
      `${journalFolder(folder)} ends at frame ${last.sequence}, but frame ${published} was ` +
        'published: acknowledged data is lost',
    )
  const exchangeId = journalEnd?.exchangeId ?? parts.exchangeId
  events ??= openEvents(exchangeId)
  const isConfigured = fromSequence > 0 || commands > 0
  return {
    core,
    journalEnd,
    isConfigured,
    last,
    events,
    exchangeId,
    recovery: { frames, commands, fromSequence },
  }
}

function expectChain(
  sequence: number,
  chain: Uint8Array,
  found: Uint8Array | undefined,
  what: string,
): void {
  if (found && !sameBytes(found, chain))
    throw new RecoveryError(`frame ${sequence}: the ${what} is of another history (${hex(found)})`)
}

/** The commands of a frame; frames of other types carry none. */
export const commandsOf = ({ head, payload }: FrameRead): Uint8Array =>
  head.type === FrameType.commands ? payload : payload.subarray(0, 0)

/** The commands in a payload, whose records are whole. */
export function countCommands(payload: Uint8Array): number {
  let count = 0
  for (let at = 0; at < payload.length; count++)
    at += commandBytes.get(payload[at]) ?? limits.framePayloadBytesMax
  return count
}
