// The default process: every role in one. It starts the parts in the order in which they need each
// other, and ends them the other way round.
import { OpenAccount, OutcomeStatus, rejectNames } from '@openbell/protocol'
import { type CoreThread, startCoreThread } from '../adapters/core-thread.js'
import { startEmbeddedPostgres } from '../adapters/embedded-postgres.js'
import { lockFile } from '../adapters/file-lock.js'
import { startKeeperThread } from '../adapters/keeper-thread.js'
import { migrate } from '../adapters/migrate.js'
import { nodeFiles } from '../adapters/node-files.js'
import { connectDatabase } from '../adapters/postgres.js'
import { consoleReporter as reporter } from '../adapters/reporter.js'
import {
  systemClock as clock,
  systemRandom as random,
  systemTimers as timers,
} from '../adapters/system.js'
import { viewStore } from '../adapters/view-store.js'
import { LinkCommands } from '../edge/commands.js'
import { Connections } from '../edge/connections.js'
import type { EdgeSettings } from '../edge/dependencies.js'
import { createEdge } from '../edge/edge.js'
import { createSockets } from '../edge/sockets/index.js'
import type { PathSettings } from '../exchange.js'
import { createIdentity, type IdentitySecrets } from '../identity/identity.js'
import type { Commands, EventFrame, EventLog, SnapshotKept, Sql, ViewChanges } from '../ports.js'
import { createHistory } from '../projection/history.js'
import { createProjector, type Projector, type ProjectorOptions } from '../projection/projector.js'
import { indexSnapshot } from '../projection/snapshot-index.js'
import { startEventPump } from '../publish/event-pump.js'
import { openEventReader } from '../publish/event-reader.js'
import { eventsFolder } from '../recovery.js'
import { createViews, type FoldedViews, restoreViews, ViewSnapshotError } from '../views/index.js'
import type { CoreSettings } from './core.js'

export interface AllSettings {
  readonly folder: string
  readonly host: string
  readonly port: number
  /** Undefined: the embedded one. */
  readonly databaseUrl: string | undefined
  readonly secrets: IdentitySecrets
  readonly edge: EdgeSettings
  readonly genesis: unknown
  readonly path: PathSettings
}

export interface Running {
  readonly address: string
  /** Ends everything in good order. */
  stop(): Promise<void>
}

/** Commands after which the views are saved again. */
const viewsSavedCommands = 1_000_000

/** How the process and the venue in it tell each other that it is over. */
export interface Process {
  /** The module that the threads run. */
  readonly entry: URL
  /** Told once when the process must end. */
  readonly onFailed: (error: Error) => void
  /** Ends the waiting for a database at the start. */
  readonly ending: AbortSignal
}

/**
 * Resolves when orders are taken.
 * @throws what the part that could not start throws, after the others were ended
 */
export async function runAll(settings: AllSettings, process: Process): Promise<Running> {
  const venue = new Venue(settings, process)
  try {
    return { address: await venue.start(), stop: () => venue.stop() }
  } catch (error) {
    await venue.stop()
    throw error
  }
}

/** The parts, each started once, and what ends those that are running. */
class Venue {
  private readonly ends: (() => unknown)[] = []

  constructor(
    private readonly settings: AllSettings,
    private readonly process: Process,
  ) {}

  async start(): Promise<string> {
    this.lockFolder()
    const [core, sql] = await both(this.startCore(), this.startDatabase())
    this.startKeeper(core.keeperPort, sql)
    const parts = { clock, timers, random, reporter, sql, eventLog: core.eventLog }
    const views = this.restoreViews(core.eventLog.lastSequence())
    const commands = new LinkCommands({ link: core.link, clock, timers, edge: random.bytes(16) })
    this.ends.push(() => commands.close())
    const feeds = new Set<(changes: ViewChanges) => void>()
    this.startPump(core.eventLog, views, (frame, changes) => {
      for (const feed of feeds) feed(changes)
      commands.onFrame(frame)
    })
    await commands.open({ isOnly: true })
    const projector = await this.startProjector(parts)
    const { secrets } = this.settings
    const openAccount = (uuid: string) => accountOf(commands, uuid)
    const identity = await createIdentity({ ...parts, secrets, openAccount })
    this.ends.push(() => identity.close())
    const { origins } = this.settings.edge
    const limits = origins.length > 0 ? { origins } : {}
    const connections = new Connections({ commands, clock, timers, reporter })
    this.ends.push(() => connections.close())
    const sockets = createSockets({ ...parts, views, identity, connections, limits })
    feeds.add(sockets.onFrame)
    const history = createHistory({ ...parts, sequence: () => views.sequence() })
    const readiness = () => ({ isReady: true, parts: { projection: projector.state } })
    const { statistics } = commands
    const { edge: settings } = this.settings
    const shown = { views, history, commands, statistics, connections, identity, readiness }
    const edge = createEdge({ ...parts, ...shown, settings }, sockets)
    const server = await edge.listen(this.settings.port, this.settings.host)
    this.ends.push(() => server.close())
    return server.address
  }

  async stop(): Promise<void> {
    for (const end of this.ends.splice(0).reverse()) await end()
  }

  private lockFolder(): void {
    const { folder } = this.settings
    nodeFiles.makeFolder(folder)
    const unlock = lockFile(`${folder}/lock`)
    if (!unlock) throw new Error(`the data folder ${folder} is in use by another process`)
    this.ends.push(unlock)
  }

  private async startCore() {
    const { folder, genesis, path } = this.settings
    const core = startCoreThread({
      entry: this.process.entry,
      settings: { folder, genesis, path } satisfies CoreSettings,
      reporter,
      onFailed: this.process.onFailed,
    })
    this.ends.push(() => core.stop())
    const { frames, commands, milliseconds } = await core.ready
    if (frames > 0) reporter.info(`recovered ${commands} commands in ${milliseconds} ms`)
    const options = {
      files: nodeFiles,
      folder: eventsFolder(folder),
      lastSequence: core.lastSequence,
    }
    const eventLog: EventLog = {
      readerAfter: (sequence) => openEventReader(options, sequence),
      lastSequence: core.lastSequence,
      onPublished: core.onPublished,
    }
    return { link: core.link, keeperPort: core.keeperPort, eventLog }
  }

  /** What cannot be projected refuses a start; later it is an alarm, and trading goes on. */
  private async startProjector(parts: Omit<ProjectorOptions, 'onFatal'>): Promise<Projector> {
    let fault: Error | undefined
    let isStarting = true
    const onFatal = (error: Error) => {
      if (isStarting) fault = error
      else reporter.error(`the projection stands still: ${error.message}`)
    }
    const projector = createProjector({ ...parts, onFatal })
    this.ends.push(() => projector.stop())
    await projector.start()
    isStarting = false
    if (fault) throw fault
    return projector
  }

  /** Snapshots that the core orders before this wait in the channel. */
  private startKeeper(orders: CoreThread['keeperPort'], sql: Sql): void {
    const { folder } = this.settings
    const onKept = (snapshot: SnapshotKept) => {
      indexSnapshot(sql, reporter, snapshot).catch((error: Error) => {
        reporter.error(`snapshot ${snapshot.sequence} is not in the index: ${error.message}`)
      })
    }
    startKeeperThread({ entry: this.process.entry, folder, orders, onKept })
  }

  private async startDatabase(): Promise<Sql> {
    const url = this.settings.databaseUrl ?? (await this.startEmbedded())
    const database = await connectDatabase(url, { log: reporter, signal: this.process.ending })
    this.ends.push(() => database.close())
    await migrate(url)
    return database.sql
  }

  private async startEmbedded(): Promise<string> {
    const dataFolder = `${this.settings.folder}/postgres`
    const embedded = await startEmbeddedPostgres({ dataFolder, log: reporter })
    this.ends.push(() => embedded.stop())
    return embedded.url
  }

  /** The newest saved views that can be used, or new ones, which fold everything again. */
  private restoreViews(sequenceMax: number): FoldedViews {
    const store = viewStore(viewsFolder(this.settings.folder))
    for (const { path, bytes } of store.saved())
      try {
        const views = restoreViews(bytes)
        if (views.sequence() <= sequenceMax) return views
        reporter.warn(`${path} is passed over: it is ahead of the event log`)
      } catch (error) {
        if (!(error instanceof ViewSnapshotError)) throw error
        reporter.warn(`${path} is passed over: ${error.message}`)
      }
    return createViews()
  }

  /** Folds what there is, and from then on every frame as it comes. */
  private startPump(
    eventLog: EventLog,
    views: FoldedViews,
    onFolded: (frame: EventFrame, changes: ViewChanges) => void,
  ): void {
    const store = viewStore(viewsFolder(this.settings.folder))
    let unsavedCommands = 0
    const save = () => {
      store.save(views.sequence(), views.snapshot())
      unsavedCommands = 0
    }
    const onFrame = (frame: EventFrame) => {
      onFolded(frame, views.fold(frame))
      unsavedCommands += frame.commandCount
      if (unsavedCommands >= viewsSavedCommands) save()
    }
    const pump = startEventPump(
      eventLog,
      views.sequence(),
      onFrame,
      setImmediate,
      this.process.onFailed,
    )
    this.ends.push(() => {
      pump.close()
      if (unsavedCommands > 0) save()
    })
    pump.drain()
  }
}

const viewsFolder = (folder: string): string => `${folder}/views`

/** Waits for both, so that what was started can be ended, and then throws the first fault. */
async function both<A, B>(a: Promise<A>, b: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([a, b])
  return [await a, await b]
}

/** The core's number of the account with this uuid, which it opens where there is none. */
async function accountOf(commands: Commands, uuid: string): Promise<number> {
  const bytes = Buffer.from(uuid.replaceAll('-', ''), 'hex')
  const head = { account: 0, market: 0, deadlineMs: 0 }
  const { outcome } = await commands.send(OpenAccount, head, { uuid: bytes })
  if (outcome.status === OutcomeStatus.rejected)
    throw new Error(`the core opens no account: ${rejectNames[outcome.reject]}`)
  return outcome.result
}
