// A whole exchange on a simulated disk: the real path with a simulated link, clock and keeper.
import { type Capacities, compileEngine, type EngineModule } from '@openbell/engine'
import { Path, type PathSettings } from '@openbell/gateway/exchange.js'
import type { TakeOver } from '@openbell/gateway/matching/take-over.js'
import {
  type EventFrame,
  type EventReader,
  type Log,
  PathMeter,
  type Reporter,
} from '@openbell/gateway/ports.js'
import { openEventReader } from '@openbell/gateway/publish/event-reader.js'
import { eventsFolder } from '@openbell/gateway/recovery.js'
import { scribeOf } from '@openbell/gateway/roles/threads/scribe.js'
import type { Chance } from './chance.js'
import type { SimClock } from './clock.js'
import type { SimFiles } from './files.js'
import { SimKeeper } from './keeper.js'
import { SimLink } from './link.js'

export const dataFolder = 'data'

export interface ExchangeParts {
  readonly files: SimFiles
  readonly clock: SimClock
  readonly chance: Chance
  readonly reporter: Reporter
  readonly capacities: Partial<Capacities>
  readonly genesis: () => Uint8Array
  readonly settings: PathSettings
  readonly batchCommandsMax?: number
  readonly engine?: EngineModule
  /** Between modules; by the canonical export where it is not given. */
  readonly takeOver?: TakeOver
  /** Of the replicated log; undefined where the file is the log. */
  readonly stream?: Log
  /** Called after each frame; what it throws ends the path there. */
  readonly onPublished?: (sequence: number) => void
}

/** Silent. */
export const noReporter: Reporter = { info: () => {}, warn: () => {}, error: () => {} }

/** One life of an exchange, from its start to its end or crash. */
export class SimExchange {
  readonly link: SimLink
  readonly keeper: SimKeeper
  readonly path: Path
  private publishedSequence = 0

  /** @throws whatever ends a recovery */
  constructor(private readonly parts: ExchangeParts) {
    const { files, clock, chance, engine = compileEngine() } = parts
    this.link = new SimLink(clock, parts.batchCommandsMax)
    this.keeper = new SimKeeper(files, dataFolder, engine)
    this.path = new Path({
      files,
      folder: dataFolder,
      clock,
      random: { bytes: (length) => chance.bytes(length) },
      reporter: parts.reporter,
      link: this.link,
      keeper: this.keeper,
      scribe: scribeOf(files),
      engine,
      capacities: parts.capacities,
      genesis: parts.genesis,
      ...(parts.takeOver ? { takeOver: parts.takeOver } : {}),
      ...(parts.stream ? { stream: parts.stream } : {}),
      meter: new PathMeter(),
      published: (sequence) => {
        this.publishedSequence = sequence
        parts.onPublished?.(sequence)
      },
      settings: parts.settings,
    })
  }

  /** What was published last. */
  get sequence(): number {
    return this.publishedSequence
  }

  /** Of this life, as its last frame says. */
  get epoch(): number {
    const reader = this.readerAfter(this.publishedSequence - 1)
    const frame = reader.next()
    reader.close()
    return frame?.epoch ?? 0
  }

  /** A reader of the events after a sequence, of what was published and no more. */
  readerAfter(sequence: number): EventReader {
    return openEventReader(
      {
        files: this.parts.files,
        folder: eventsFolder(dataFolder),
        lastSequence: () => this.publishedSequence,
      },
      sequence,
    )
  }

  /** All event frames after a sequence. */
  framesAfter(sequence: number): EventFrame[] {
    const frames: EventFrame[] = []
    const reader = this.readerAfter(sequence)
    for (let frame = reader.next(); frame; frame = reader.next())
      frames.push({ ...frame, parts: frame.parts.map((part) => part.slice()) })
    return frames
  }
}
