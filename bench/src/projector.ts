// `npm run bench -- projector`: how fast event frames become rows of Postgres, and how far the tables
// are behind a steady stream.
import { parseOptions } from '@openbell/gateway/operate/options.js'
import { clearProjection } from '@openbell/gateway/projection/rebuild.js'
import { countOption } from './options.js'
import { withDatabase } from './projector/database.js'
import { crowdFlow, fillFlow } from './projector/flows.js'
import {
  type Delays,
  measureSpeed,
  measureStream,
  type StreamFigures,
} from './projector/measure.js'
import { ratesOf, type Spread, spreadOf, spreadText } from './statistics.js'

export interface ProjectorPlan {
  readonly trials: number
  /** Of each trial. */
  readonly fills: number
  /** Of a crowd, each trial. */
  readonly orders: number
  /** Orders and cancels a second of the stream. */
  readonly rate: number
  readonly seconds: number
}

export interface ProjectorFigures {
  readonly fillsPerSecond: Spread
  /** Orders and cancels of a crowd. */
  readonly ordersPerSecond: Spread
  /** Seconds of 1,000 orders each that are caught up in one. */
  readonly catchUpFactor: Spread
  readonly stream: StreamFigures & { readonly rate: number; readonly seconds: number }
}

/** At this rate the catching up is compared with what the exchange did meanwhile. */
const outageRate = 1_000

const measure = (plan: ProjectorPlan) =>
  withDatabase(async (sql): Promise<ProjectorFigures> => {
    const fills = await measureSpeed(sql, fillFlow(plan.fills), plan.trials)
    await clearProjection(sql)
    const crowd = await measureSpeed(sql, crowdFlow(plan.orders), plan.trials)
    await clearProjection(sql)
    const { rate, seconds } = plan
    const stream = await measureStream(sql, rate, seconds)
    const rates = crowd.map(({ commands, seconds }) => commands / seconds)
    return {
      fillsPerSecond: ratesOf(
        1,
        fills.map(({ trades, seconds }) => seconds / trades),
      ),
      ordersPerSecond: spreadOf(rates.map(Math.round)),
      catchUpFactor: spreadOf(rates.map((rate) => Math.round((10 * rate) / outageRate) / 10)),
      stream: { ...stream, rate, seconds },
    }
  })

export async function projector(args: string[]): Promise<number> {
  const { values } = parseOptions({
    args,
    options: {
      trials: { type: 'string', default: '5' },
      fills: { type: 'string', default: '20000' },
      orders: { type: 'string', default: '40000' },
      rate: { type: 'string', default: '10000' },
      seconds: { type: 'string', default: '10' },
      json: { type: 'boolean', default: false },
    },
  })
  const measured = await measure({
    trials: countOption('trials', values.trials, 100),
    fills: countOption('fills', values.fills, 100_000),
    orders: countOption('orders', values.orders, 1_000_000),
    rate: countOption('rate', values.rate, 100_000),
    seconds: countOption('seconds', values.seconds, 600),
  })
  console.log(values.json ? JSON.stringify(measured) : textOf(measured))
  return 0
}

function textOf({ server, figures }: Awaited<ReturnType<typeof measure>>): string {
  const { fillsPerSecond, ordersPerSecond, catchUpFactor, stream } = figures
  const text = ({ p50, p99, max }: Delays) =>
    `p50 ${p50.toFixed(1)}, p99 ${p99.toFixed(1)}, at most ${max.toFixed(1)} ms`
  return [
    server,
    `fills a second   ${spreadText(fillsPerSecond)}`,
    `orders a second  ${spreadText(ordersPerSecond)}, of a crowd that cancels, too`,
    `catching up      ${spreadText(catchUpFactor)} times as fast as ${outageRate} orders a second`,
    `at ${stream.rate} orders a second for ${stream.seconds} s:`,
    `  lag            ${text(stream.lagMs)}`,
    `  transactions   ${text(stream.writeMs)}, ${stream.transactions} of them`,
  ].join('\n')
}
