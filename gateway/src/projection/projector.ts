// The projection: event frames become rows of the tables, exactly once, at its own pace.
//
//   event log ──reader──▶ fold: what a batch of frames changes ──one transaction──▶ rows + cursor
//
// While the database works on one full batch, the next one is read and folded; no more than these two
// are ever in memory, however long the database was away.
//
// The cursor in the database is the only truth of how far it came: after whatever went wrong it is
// read again, and the frames after it are projected again.
import type {
  Clock,
  EventFrame,
  EventLog,
  EventReader,
  ProjectionState,
  Reporter,
  Sql,
  Timers,
} from '../ports.js'
import { Batch, batchEventsMax as batchEventsMaxDefault } from './batch.js'
import { type Cursor, claimCursor } from './cursor.js'
import { CursorMovedError, isPassing, ProjectionError } from './faults.js'
import { foldFrame } from './fold.js'
import { Known } from './known.js'
import { Partitions } from './partitions.js'
import { Pauses } from './pauses.js'
import { writeBatch } from './write-batch.js'
import { loadCatalogue } from './write-listings.js'

export interface ProjectorOptions {
  readonly sql: Sql
  /** Open and recovered: it reaches as far as the journal. */
  readonly eventLog: EventLog
  readonly clock: Clock
  readonly timers: Timers
  /** Runs a function soon, after I/O. */
  readonly later: (run: () => void) => void
  readonly reporter: Reporter
  /** The projection stands still and somebody must look; it is called at most once. */
  readonly onFatal: (error: Error) => void
  /** Called after each transaction. */
  readonly onWritten?: (written: Written) => void
  /** A batch, and so a transaction, ends with the frame in which it reaches this many events. */
  readonly batchEventsMax?: number
}

/** One transaction. */
export interface Written {
  readonly frames: number
  readonly events: number
  /** About: of the tables that take most of them. */
  readonly rows: number
  /** From its beginning until its commit was answered. */
  readonly milliseconds: number
}

export interface Projector {
  /** Begins, and resolves when the cursor was found and checked, or it halted or was stopped. */
  start(): Promise<void>
  /** Resolves when nothing is under way any more. */
  stop(): Promise<void>
  /** The last frame whose rows are known to be in the tables. */
  lastSequence(): number
  /** Frames that are published and not yet in the tables. */
  lag(): number
  /** How long the oldest of these has waited, by the exchange's time; 0 where that is not known. */
  lagUs(): number
  readonly state: ProjectionState
}

/** Frames without events, which an idle exchange makes, are cheap but not free. */
const batchFramesMax = 1_000
/** Events folded before others have their turn: the database's answers, and whatever else there is. */
const sliceEvents = 500
/** Under a steady stream that it can follow, a transaction gathers what comes in this time. */
const gatherMs = 5
const retryMsMin = 100
const retryMsMax = 5_000

export const createProjector = (options: ProjectorOptions): Projector => new TableProjector(options)

/** Where the projection stands: what comes next, begun behind the cursor, and where it is read. */
interface Standing {
  batch: Batch
  readonly reader: EventReader
  readonly known: Known
}

class TableProjector implements Projector {
  state: ProjectionState = 'starting'
  readonly #options: ProjectorOptions
  readonly #pauses: Pauses
  readonly #partitions: Partitions
  #lastSequence = 0
  /** Of the first frame that was read and is not in the tables. */
  #oldestUs: number | undefined
  #running: Promise<void> | undefined
  #whenStanding: () => void = () => {}
  #retryMs = retryMsMin
  /** What the operator was told and is not over yet. */
  #trouble = ''

  constructor(options: ProjectorOptions) {
    this.#options = options
    this.#pauses = new Pauses(options.timers)
    const { reporter } = options
    this.#partitions = new Partitions((message) => reporter.error(`projection: ${message}`))
  }

  lastSequence(): number {
    return this.#lastSequence
  }

  lag(): number {
    return Math.max(0, this.#options.eventLog.lastSequence() - this.#lastSequence)
  }

  lagUs(): number {
    if (this.lag() === 0 || this.#oldestUs === undefined) return 0
    return Math.max(0, this.#options.clock.wallUs() - this.#oldestUs)
  }

  start(): Promise<void> {
    return new Promise((resolve) => {
      this.#whenStanding = resolve
      this.#running = this.#run().finally(resolve)
    })
  }

  async stop(): Promise<void> {
    this.#pauses.end()
    await this.#running
    if (this.state !== 'halted') this.state = 'stopped'
  }

  async #run(): Promise<void> {
    const ignore = this.#options.eventLog.onPublished(() => this.#pauses.notify())
    while (!this.#pauses.isEnded && this.state !== 'halted')
      try {
        await this.#project()
      } catch (error) {
        if (!isPassing(error)) this.#halt(error)
        else if (!(error instanceof CursorMovedError)) await this.#waitAfter(error as Error)
      }
    ignore()
  }

  /** Projects from where the cursor is, until it is stopped or something throws. */
  async #project(): Promise<void> {
    const standing = await this.#stand()
    try {
      this.#lastSequence = standing.batch.sequence
      this.state = 'running'
      this.#whenStanding()
      while (!this.#pauses.isEnded) await this.#step(standing)
    } finally {
      standing.reader.close()
    }
  }

  async #step(standing: Standing): Promise<void> {
    const { batch } = standing
    const isFull = await this.#readBatch(standing)
    const hasFrames = batch.frameCount > 0
    if (hasFrames) await this.#write(standing, isFull)
    this.#reportWell()
    if (isFull) return
    if (hasFrames) await this.#pauses.forMs(gatherMs)
    await this.#pauses.untilNotified()
  }

  /** Writes the batch, and reads the one after it meanwhile where there is more to read. */
  async #write(standing: Standing, isFull: boolean): Promise<void> {
    const { sql, clock, onWritten } = this.#options
    const { batch, known } = standing
    this.#oldestUs = batch.firstTimestampUs
    for (const month of batch.months) await this.#partitions.ensure(sql, month)
    const { catalogue, sequence, chain, frameCount: frames, eventCount: events } = batch
    let fault: unknown
    const startedUs = clock.monotonicUs()
    await writeBatch(sql, batch, known, {
      turn: () => this.#turn(),
      whileWriting: async () => {
        standing.batch = new Batch(catalogue, { sequence, chain })
        try {
          if (isFull) await this.#readBatch(standing)
        } catch (error) {
          fault = error // of the frames after these, which are well
        }
      },
    })
    const milliseconds = (clock.monotonicUs() - startedUs) / 1000
    this.#lastSequence = sequence
    this.#oldestUs = standing.batch.frameCount > 0 ? standing.batch.firstTimestampUs : undefined
    known.trim()
    onWritten?.({ frames, events, rows: batch.rowCount(), milliseconds })
    if (fault !== undefined) throw fault
  }

  /** Reads on until the batch is full (true) or the log ends. */
  async #readBatch({ batch, reader }: Standing): Promise<boolean> {
    const { batchEventsMax = batchEventsMaxDefault } = this.#options
    let sliceEnd = batch.eventCount + sliceEvents
    while (batch.eventCount < batchEventsMax && batch.frameCount < batchFramesMax) {
      const frame = readFrame(reader)
      if (!frame) return false
      if (frame.sequence > batch.sequence) foldFrame(batch, frame)
      if (batch.eventCount < sliceEnd) continue
      await this.#turn()
      sliceEnd = batch.eventCount + sliceEvents
    }
    return true
  }

  #turn(): Promise<void> {
    return new Promise((resolve) => this.#options.later(resolve))
  }

  async #stand(): Promise<Standing> {
    const { sql, eventLog } = this.#options
    const { cursor, catalogue } = await sql.transaction(async (sql) => ({
      cursor: await claimCursor(sql),
      catalogue: await loadCatalogue(sql),
    }))
    const reader = openReader(eventLog, cursor)
    return { batch: new Batch(catalogue, cursor), reader, known: new Known() }
  }

  async #waitAfter(error: Error): Promise<void> {
    this.state = 'waiting'
    if (this.#trouble !== error.message)
      this.#options.reporter.warn(`projection: ${error.message}; trying again`)
    this.#trouble = error.message
    await this.#pauses.forMs(this.#retryMs)
    this.#retryMs = Math.min(this.#retryMs * 2, retryMsMax)
  }

  #reportWell(): void {
    if (this.#trouble !== '') this.#options.reporter.info('projection: it goes on')
    this.#trouble = ''
    this.#retryMs = retryMsMin
  }

  #halt(error: unknown): void {
    const cause = error instanceof Error ? error : new Error(String(error))
    this.state = 'halted'
    this.#options.onFatal(cause)
  }
}

/**
 * A reader of the frames after the cursor's, which must be the very frame that the log holds.
 * @throws ProjectionError where the tables know more than the log, or another history.
 */
function openReader(eventLog: EventLog, { sequence, chain }: Cursor): EventReader {
  const last = eventLog.lastSequence()
  if (sequence > last)
    throw new ProjectionError(
      `the tables hold frame ${sequence}, and the event log ends at ${last}: one of them is older`,
    )
  if (sequence === 0) return eventLog.readerAfter(0)
  const reader = eventLog.readerAfter(sequence - 1)
  try {
    const frame = readFrame(reader)
    if (frame?.sequence !== sequence || frame.chain !== chain)
      throw new ProjectionError(
        `the tables hold frame ${sequence} with chain ${chain}, ` +
          `the event log holds ${frame?.sequence} with chain ${frame?.chain}: another history`,
      )
    return reader
  } catch (error) {
    reader.close()
    throw error
  }
}

/** A log that cannot be read is not waited for, whatever the file system says about it. */
function readFrame(reader: EventReader): EventFrame | undefined {
  try {
    return reader.next()
  } catch (error) {
    throw new ProjectionError(`the event log cannot be read: ${(error as Error).message}`, {
      cause: error,
    })
  }
}
