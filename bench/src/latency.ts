// `npm run bench -- latency`: how long a message waits for its reports when messages arrive by a
// schedule that waits for nobody, at several rates.
import { UsageError } from '@openbell/gateway/operate/errors.js'
import { parseOptions } from '@openbell/gateway/operate/options.js'
import { orderBytes } from '@openbell/gateway/operate/order-file.js'
import { batchMax, freshCore } from './benchmark-core.js'
import { collectGarbage } from './collect-garbage.js'
import { ignore } from './core-run.js'
import { arrivalsNs, type Schedule, schedules } from './latency/arrivals.js'
import { Histogram } from './latency/histogram.js'
import { latencyPlot } from './latency/latency-plot.js'
import { clockCostNs, runOpenLoop } from './latency/open-loop.js'
import { countOption } from './options.js'
import { ordersOf, workloadOptions } from './orders-option.js'
import { durationText } from './plot/axis.js'
import { type Plot, writePlot } from './plot/plot.js'
import { type Spread, spreadOf } from './statistics.js'
import { tableText } from './table.js'

export interface LatencyPlan {
  /** Messages a second, of each row. */
  readonly rates: readonly number[]
  /** A trial ends earlier where the records do. */
  readonly seconds: number
  readonly trials: number
  /** The most messages of one call. */
  readonly batch: number
  readonly schedule: Schedule
}

/** Nanoseconds. */
export interface RateFigures {
  /** Messages a second. */
  readonly rate: number
  /** Of a trial. */
  readonly messages: number
  /** On average. */
  readonly messagesPerCall: number
  readonly p50: Spread
  readonly p99: Spread
  readonly p999: Spread
  readonly max: Spread
}

export interface MeasuredRate {
  readonly figures: RateFigures
  /** Of all trials. */
  readonly latencies: Histogram
}

/** What happened in one trial. */
interface Trial {
  readonly latencies: Histogram
  readonly calls: number
}

/** The trials of the rates go by turns, each with a fresh core, after a round that only warms. */
export function measureLatency(records: Uint8Array, plan: LatencyPlan): MeasuredRate[] {
  const messagesMax = records.length / orderBytes
  const runs = plan.rates.map((rate) => ({
    rate,
    messages: Math.min(messagesMax, Math.ceil(plan.seconds * rate)),
    trials: [] as Trial[],
  }))
  for (const { rate, messages } of runs) runTrial(records, messages, rate, plan, 0)
  for (let seed = 1; seed <= plan.trials; seed++)
    for (const { rate, messages, trials } of runs)
      trials.push(runTrial(records, messages, rate, plan, seed))
  return runs.map(({ rate, messages, trials }) => {
    const latencies = new Histogram()
    for (const trial of trials) latencies.add(trial.latencies)
    const calls = trials.reduce((sum, trial) => sum + trial.calls, 0)
    const spreadAt = (share: number) =>
      spreadOf(trials.map((trial) => trial.latencies.percentileNs(share)))
    const figures = {
      rate,
      messages,
      messagesPerCall: latencies.count / calls,
      p50: spreadAt(0.5),
      p99: spreadAt(0.99),
      p999: spreadAt(0.999),
      max: spreadAt(1),
    }
    return { figures, latencies }
  })
}

function runTrial(
  records: Uint8Array,
  messages: number,
  rate: number,
  { batch, schedule }: LatencyPlan,
  seed: number,
): Trial {
  const arrivals = arrivalsNs(messages, rate, schedule, seed)
  const latencies = new Histogram()
  const core = freshCore()
  let sequence = core.sequence
  const decide = (from: number, to: number) =>
    core.apply(++sequence, 0, records.subarray(from * orderBytes, to * orderBytes), ignore)
  collectGarbage()
  return { latencies, calls: runOpenLoop(arrivals, batch, decide, latencies) }
}

export async function latency(args: string[]): Promise<number> {
  const { values } = parseOptions({
    args,
    options: {
      ...workloadOptions,
      rates: { type: 'string', default: '0.5,1,2,5' },
      seconds: { type: 'string', default: '2' },
      trials: { type: 'string', default: '5' },
      batch: { type: 'string', default: '256' },
      arrivals: { type: 'string', default: 'exponential' },
      svg: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  const schedule = schedules.find((each) => each === values.arrivals)
  if (!schedule) throw new UsageError(`--arrivals is ${schedules.join(' or ')}`)
  const plan = {
    rates: ratesOption(values.rates),
    seconds: countOption('seconds', values.seconds, 3600),
    trials: countOption('trials', values.trials, 1000),
    batch: countOption('batch', values.batch, batchMax),
    schedule,
  }
  const records = await ordersOf(values, 'normal')
  const clockNs = clockCostNs()
  const rates = measureLatency(records, plan)
  if (values.svg !== undefined) writePlot(values.svg, plotOf(rates, plan))
  const figures = rates.map((rate) => rate.figures)
  console.log(values.json ? JSON.stringify({ clockNs, figures }) : textOf(figures, plan, clockNs))
  return 0
}

/** Messages a second, from millions divided by commas. */
function ratesOption(words: string): number[] {
  const rates = words.split(',').map((word) => (/^\d+(\.\d+)?$/.test(word) ? Number(word) : 0))
  if (rates.some((rate) => rate <= 0 || rate > 1000))
    throw new UsageError(`--rates is millions a second such as 0.5,1,2, not '${words}'`)
  return rates.map((rate) => rate * 1e6)
}

const rateText = (rate: number): string => `${rate / 1e6} M/s`

function plotOf(rates: readonly MeasuredRate[], { schedule, batch, trials }: LatencyPlan): Plot {
  const subtitle = `${schedule} arrivals, at most ${batch} messages a call, ${trials} trials a rate`
  return latencyPlot(
    subtitle,
    rates.map(({ figures, latencies }) => ({ name: rateText(figures.rate), latencies })),
  )
}

function textOf(figures: readonly RateFigures[], plan: LatencyPlan, clockNs: number): string {
  const spread = ({ median, min, max }: Spread) =>
    `${durationText(median)} [${durationText(min)} to ${durationText(max)}]`
  const titles = ['rate', 'messages', 'a call', 'p50', 'p99', 'p99.9', 'max']
  const rows = figures.map(({ rate, messages, messagesPerCall, p50, p99, p999, max }) => [
    rateText(rate),
    messages.toLocaleString('en'),
    messagesPerCall.toFixed(1),
    ...[p50, p99, p999, max].map(spread),
  ])
  return [
    tableText([titles, ...rows]),
    `Medians of ${plan.trials}; a look at the clock costs ${durationText(clockNs)}.`,
  ].join('\n')
}
