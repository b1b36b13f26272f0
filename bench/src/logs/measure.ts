// The two logs by turns, on the same disk, under the same loads; and one of them for a long time.

import { withTemporaryFolder } from '@openbell/gateway/operate/temporary-folder.js'
import { startNats } from '@openbell/gateway/testing/cluster/nats.js'
import type { TestNats } from '@openbell/gateway/testing/nats-server.js'
import { type Spread, spreadOf } from '../statistics.js'
import { type BenchExchange, openExchange } from './exchange.js'
import type { Load } from './loads.js'
import { type Run, Trader } from './trader.js'

export interface LogFigures {
  /** Commands that have their outcome. */
  readonly perSecond: Spread
  /** Acknowledgement, milliseconds. */
  readonly p50Ms: Spread
  readonly p99Ms: Spread
}

export interface Comparison {
  readonly load: string
  readonly file: LogFigures
  readonly stream: LogFigures
  /** Of a stream's median to the file's: above 1 it is slower. */
  readonly ratio: { readonly perSecond: number; readonly p50: number; readonly p99: number }
}

export interface Sustained {
  readonly load: string
  readonly seconds: number
  readonly commands: number
  readonly rejected: number
  readonly perSecond: number
  readonly latencyMs: Readonly<Record<'p50' | 'p99' | 'p999' | 'max', number>>
  /** From the last outcome until the stream of events had its frame. */
  readonly eventsBehindMs: number
}

export interface Plan {
  readonly loads: readonly Load[]
  readonly trials: number
  /** Of a trial. */
  readonly seconds: number
  /** In which everything is written; a temporary one by default. */
  readonly folder?: string | undefined
}

/** Each load on the one log and then on the other, as often as there are trials, after a round that only warms. */
export const compareLogs = ({ loads, trials, seconds, folder }: Plan): Promise<Comparison[]> =>
  withServer(folder, async (parent, nats) => {
    const file = await openExchange({ folder: `${parent}/file`, hasSnapshots: false })
    try {
      const stream = await openExchange({ folder: `${parent}/stream`, nats, hasSnapshots: false })
      try {
        const traders = [await Trader.open(file), await Trader.open(stream)] as const
        const comparisons: Comparison[] = []
        for (const load of loads) {
          const runs: [Run[], Run[]] = [[], []]
          for (let round = 0; round <= trials; round++)
            for (const [log, trader] of traders.entries()) {
              const run = await trader.run(load, seconds)
              if (round > 0) runs[log].push(run)
              if (log === 1) await untilPublished(stream)
            }
          comparisons.push(comparisonOf(load, runs))
        }
        for (const trader of traders) trader.close()
        return comparisons
      } finally {
        await stream.close()
      }
    } finally {
      await file.close()
    }
  })

/** The stream alone, with snapshots as production takes them. */
export const sustain = (load: Load, seconds: number, folder?: string): Promise<Sustained> =>
  withServer(folder, async (parent, nats) => {
    const exchange = await openExchange({ folder: `${parent}/stream`, nats, hasSnapshots: true })
    try {
      const trader = await Trader.open(exchange)
      const run = await trader.run(load, seconds)
      const eventsBehindMs = await untilPublished(exchange)
      trader.close()
      const { commands, rejected, latencies } = run
      const ms = (share: number) => latencies.percentileNs(share) / 1e6
      const latencyMs = { p50: ms(0.5), p99: ms(0.99), p999: ms(0.999), max: ms(1) }
      const perSecond = Math.round(commands / run.seconds)
      return { load: load.name, seconds, commands, rejected, perSecond, latencyMs, eventsBehindMs }
    } finally {
      await exchange.close()
    }
  })

const withServer = <Result>(
  folder: string | undefined,
  work: (parent: string, nats: TestNats) => Promise<Result>,
) =>
  withTemporaryFolder(async (parent) => {
    const nats = await startNats({ parent, gigabytes: 256 })
    try {
      return await work(parent, nats)
    } finally {
      await nats.stop()
    }
  }, folder)

/** Milliseconds until the stream of events has what the log here has. */
async function untilPublished({ unpublished, failed }: BenchExchange): Promise<number> {
  const startedMs = performance.now()
  while (unpublished() > 0)
    await Promise.race([new Promise((resolve) => setTimeout(resolve, 1)), failed])
  return performance.now() - startedMs
}

function comparisonOf(load: Load, [files, streams]: [Run[], Run[]]): Comparison {
  const [file, stream] = [figuresOf(files), figuresOf(streams)]
  const ratio = {
    perSecond: file.perSecond.median / stream.perSecond.median,
    p50: stream.p50Ms.median / file.p50Ms.median,
    p99: stream.p99Ms.median / file.p99Ms.median,
  }
  return { load: load.name, file, stream, ratio }
}

const figuresOf = (runs: readonly Run[]): LogFigures => ({
  perSecond: spreadOf(runs.map(({ commands, seconds }) => Math.round(commands / seconds))),
  p50Ms: spreadOf(runs.map(({ latencies }) => latencies.percentileNs(0.5) / 1e6)),
  p99Ms: spreadOf(runs.map(({ latencies }) => latencies.percentileNs(0.99) / 1e6)),
})
