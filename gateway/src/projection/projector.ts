// The projection: event frames become rows of the tables, exactly once, at its own pace.
//
//   event log ──reader──▶ fold: what a batch of frames changes ──one transaction──▶ rows + cursor
//
// The cursor in the database is the only truth of how far it came: after whatever went wrong it is
// read again, and the frames after it are projected again.
import type { EventFrame, EventLog, EventReader, Reporter, Sql, Timers } from '../ports.js'
import { Batch } from './batch.js'
import { type Cursor, claimCursor } from './cursor.js'
import { CursorMovedError, isPassing, ProjectionError } from './faults.js'
import { foldFrame } from './fold.js'
import { Pauses } from './pauses.js'
import { writeBatch } from './write-batch.js'
import { loadCatalogue } from './write-listings.js'

export interface ProjectorOptions {
  readonly sql: Sql
  /** Open and recovered: it reaches as far as the journal. */
  readonly eventLog: EventLog
  readonly timers: Timers
  readonly reporter: Reporter
  /** The projection stands still and somebody must look; it is called at most once. */
  readonly onFatal: (error: Error) => void
  /** A batch, and so a transaction, ends with the frame in which it reaches this many events. */
  readonly batchEventsMax?: number
}

/**
 * `waiting`: the database is away, and asked again and again. `halted`: the stream and the tables
 * do not fit together.
 */
export type ProjectorState = 'starting' | 'running' | 'waiting' | 'halted' | 'stopped'

export interface Projector {
  /** Begins, and resolves when the cursor was found and checked, or it halted or was stopped. */
  start(): Promise<void>
  /** Resolves when nothing is under way any more. */
  stop(): Promise<void>
  /** The last frame whose rows are known to be in the tables. */
  lastSequence(): number
  /** Frames that are published and not yet in the tables. */
  lag(): number
  readonly state: ProjectorState
}

const batchEventsMaxDefault = 1_000
/** Frames without events, which an idle exchange makes, are cheap but not free. */
const batchFramesMax = 1_000
/** Under a steady stream, at most one transaction in this time: each has a price of its own. */
const gatherMs = 25
const retryMsMin = 100
const retryMsMax = 5_000

export const createProjector = (options: ProjectorOptions): Projector => new TableProjector(options)

/** Where the projection stands: what comes next, begun behind the cursor, and where it is read. */
interface Standing {
  batch: Batch
  readonly reader: EventReader
}

class TableProjector implements Projector {
  state: ProjectorState = 'starting'
  readonly #options: ProjectorOptions
  readonly #pauses: Pauses
  #lastSequence = 0
  #running: Promise<void> | undefined
  #whenStanding: () => void = () => {}
  #retryMs = retryMsMin
  /** What the operator was told and is not over yet. */
  #trouble = ''

  constructor(options: ProjectorOptions) {
    this.#options = options
    this.#pauses = new Pauses(options.timers)
  }

  lastSequence(): number {
    return this.#lastSequence
  }

  lag(): number {
    return Math.max(0, this.#options.eventLog.lastSequence() - this.#lastSequence)
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
    const isFull = this.#readBatch(standing)
    const hasFrames = batch.frameCount > 0
    if (hasFrames) {
      await writeBatch(this.#options.sql, batch)
      const { sequence, chain } = batch
      standing.batch = new Batch(batch.catalogue, { sequence, chain })
      this.#lastSequence = sequence
    }
    this.#reportWell()
    if (isFull) return
    if (hasFrames) await this.#pauses.forMs(gatherMs)
    await this.#pauses.untilNotified()
  }

  /** Reads on until the batch is full (true) or the log ends. */
  #readBatch({ batch, reader }: Standing): boolean {
    const { batchEventsMax = batchEventsMaxDefault } = this.#options
    while (batch.eventCount < batchEventsMax && batch.frameCount < batchFramesMax) {
      const frame = readFrame(reader)
      if (!frame) return false
      if (frame.sequence > batch.sequence) foldFrame(batch, frame)
    }
    return true
  }

  async #stand(): Promise<Standing> {
    const { sql, eventLog } = this.#options
    const { cursor, catalogue } = await sql.transaction(async (sql) => ({
      cursor: await claimCursor(sql),
      catalogue: await loadCatalogue(sql),
    }))
    return { batch: new Batch(catalogue, cursor), reader: openReader(eventLog, cursor) }
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
