// `npm run drill:postgres`: Postgres is away for a while under steady trading, and catches up.
import { chmodSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { startEmbeddedPostgres } from '@openbell/gateway/adapters/embedded-postgres.js'
import { migrate } from '@openbell/gateway/adapters/migrate.js'
import { nodeFiles } from '@openbell/gateway/adapters/node-files.js'
import { connectDatabase } from '@openbell/gateway/adapters/postgres.js'
import { consoleReporter } from '@openbell/gateway/adapters/reporter.js'
import { systemClock, systemTimers } from '@openbell/gateway/adapters/system.js'
import { OperateError, UsageError } from '@openbell/gateway/operate/errors.js'
import { parseOptions } from '@openbell/gateway/operate/options.js'
import { withTemporaryFolder } from '@openbell/gateway/operate/temporary-folder.js'
import type { EventLog } from '@openbell/gateway/ports.js'
import { createProjector, type Projector } from '@openbell/gateway/projection/projector.js'
import { type Difference, reconcile } from '@openbell/gateway/projection/reconcile.js'
import { openEventReader } from '@openbell/gateway/publish/event-reader.js'
import { eventsFolder } from '@openbell/gateway/recovery.js'
import { countOption } from './options.js'
import { expectedOf } from './outage/expected.js'
import type { Traded, TraderData } from './outage/trader.js'

const help = `npm run drill:postgres [-- --seconds 600] [--rate 1000] [--folder FOLDER] [--json]
  Trades on a real path at a steady rate, takes Postgres away for so many seconds, gives it back, and
  compares the tables with the core. Fails where trading was held up, where the tables differ, or where
  they have caught up slower than ten times as fast as the exchange went on.`

export interface DrillFigures {
  readonly outageSeconds: number
  readonly backlogFrames: number
  readonly catchUpSeconds: number
  /** Seconds of trading that were projected in each second of catching up. */
  readonly catchUpFactor: number
  readonly traded: Traded
  readonly differences: readonly Difference[]
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

export async function drill(
  folder: string,
  outageSeconds: number,
  ordersPerSecond: number,
): Promise<DrillFigures> {
  const dataFolder = `${folder}/postgres`
  let server = await startEmbeddedPostgres({ dataFolder, log: consoleReporter })
  const { url } = server
  await migrate(url)
  const database = await connectDatabase(url, { log: consoleReporter, statementTimeoutMs: 60_000 })
  const trader = startTrader(folder, ordersPerSecond)
  const projector = startProjector(database.sql, trader.eventLog)
  try {
    await projector.start()
    await until(() => trader.eventLog.lastSequence() > 100 && isCaughtUp(projector))

    await server.stop()
    const stoppedMs = performance.now()
    await sleep(1000 * outageSeconds)
    const port = Number(new URL(url).port)
    server = await startEmbeddedPostgres({ dataFolder, port, log: consoleReporter })
    const backMs = performance.now()
    const backlogFrames = projector.lag()
    await until(() => isCaughtUp(projector))
    const catchUpSeconds = (performance.now() - backMs) / 1000

    const traded = await trader.stop()
    await until(() => projector.lag() === 0)
    const expected = expectedOf(folder, trader.eventLog)
    const differences = await reconcile(database.sql, expected)
    const away = (backMs - stoppedMs) / 1000
    const catchUpFactor = (away + catchUpSeconds) / catchUpSeconds
    return {
      outageSeconds: away,
      backlogFrames,
      catchUpSeconds,
      catchUpFactor,
      traded,
      differences,
    }
  } finally {
    await trader.stop()
    await projector.stop()
    await database.close()
    await server.stop()
  }
}

function startTrader(folder: string, ordersPerSecond: number) {
  const sequence = new SharedArrayBuffer(8)
  const end = new SharedArrayBuffer(4)
  const workerData: TraderData = { folder, ordersPerSecond, sequence, end }
  const worker = new Worker(new URL('./outage/trader.js', import.meta.url), { workerData })
  const traded = new Promise<Traded>((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
  const published = new BigInt64Array(sequence)
  const lastSequence = () => Number(Atomics.load(published, 0))
  const options = { files: nodeFiles, folder: eventsFolder(folder), lastSequence }
  const eventLog: EventLog = {
    lastSequence,
    readerAfter: (after) => openEventReader(options, after),
    onPublished: (listener) => {
      const timer = setInterval(listener, 5)
      return () => clearInterval(timer)
    },
  }
  const stop = () => {
    Atomics.store(new Int32Array(end), 0, 1)
    return traded
  }
  return { eventLog, stop }
}

function startProjector(sql: Parameters<typeof reconcile>[0], eventLog: EventLog): Projector {
  return createProjector({
    sql,
    eventLog,
    clock: systemClock,
    timers: systemTimers,
    later: setImmediate,
    reporter: consoleReporter,
    onFatal: (error) => {
      throw error
    },
  })
}

/** What came in the last second is no backlog. */
const isCaughtUp = (projector: Projector): boolean =>
  projector.state === 'running' && projector.lagUs() < 1_000_000

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(10)
}

/** A turn that took longer has held up whoever waited for it. */
const turnMsMax = 1_000
const factorMin = 10

/** Returns the exit code: 0 passed, 1 failed, 2 not understood. */
export async function main(args: string[]): Promise<number> {
  try {
    const { values } = parseOptions({
      args,
      options: {
        seconds: { type: 'string', default: '600' },
        rate: { type: 'string', default: '1000' },
        folder: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
    if (values.help) {
      console.log(help)
      return 0
    }
    const seconds = countOption('seconds', values.seconds, 86_400)
    const rate = countOption('rate', values.rate, 100_000)
    const figures = await withTemporaryFolder(async (folder) => {
      // The server may run as another user, who must get in.
      chmodSync(folder, 0o711)
      return drill(folder, seconds, rate)
    }, values.folder)
    console.log(values.json ? JSON.stringify(figures) : textOf(figures))
    const isHeldUp = figures.traded.turnMs.max > turnMsMax
    return figures.differences.length > 0 || figures.catchUpFactor < factorMin || isHeldUp ? 1 : 0
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof OperateError)) throw error
    console.error(`drill: ${error.message}`)
    return 2
  }
}

function textOf(figures: DrillFigures): string {
  const { outageSeconds, backlogFrames, catchUpSeconds, catchUpFactor, traded, differences } =
    figures
  const { orders, seconds, turnMs } = traded
  return [
    `Postgres away   ${outageSeconds.toFixed(0)} s, ${backlogFrames.toLocaleString('en')} frames behind`,
    `caught up       in ${catchUpSeconds.toFixed(1)} s, ${catchUpFactor.toFixed(1)} times as fast as it came`,
    `trading         ${orders.toLocaleString('en')} orders in ${seconds.toFixed(0)} s, a turn took ` +
      `${turnMs.p50.toFixed(1)} ms, p99 ${turnMs.p99.toFixed(1)}, at most ${turnMs.max.toFixed(1)}`,
    `reconciled      ${differences.length} differences`,
    ...differences
      .slice(0, 20)
      .map(({ what, expected, found }) => `  ${what}: ${expected} | ${found}`),
  ].join('\n')
}
