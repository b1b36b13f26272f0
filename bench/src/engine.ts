// `npm run bench -- engine`: messages a second of the engine alone, and the hash of what it reports.
// Timed is nothing but `apply`: copying a batch into the core's memory, deciding it, and seeing its
// reports there. Reading the file, making the core and hashing the reports are not.
import { OperateError } from '@openbell/gateway/operate/errors.js'
import { parseOptions } from '@openbell/gateway/operate/options.js'
import { orderBytes } from '@openbell/gateway/operate/order-file.js'
import { batchesOf, batchMax, collectReports, timeBatches } from './benchmark-core.js'
import { countOption } from './options.js'
import { ordersOf, workloadOptions } from './orders-option.js'
import { ratesOf, type Spread, spreadText } from './statistics.js'

export interface EngineFigures {
  readonly messages: number
  readonly reports: number
  /** Of the canonical report stream. */
  readonly sha256: string
  /** Messages. */
  readonly perSecond: Spread
}

/** A fresh core each trial, after one that only warms the machine code. */
export function measureEngine(records: Uint8Array, batch: number, trials: number): EngineFigures {
  const batches = batchesOf(records, batch)
  const messages = records.length / orderBytes
  const reports = collectReports(batches)
  timeBatches(batches)
  const seconds = Array.from({ length: trials }, () => timeBatches(batches))
  const perSecond = ratesOf(messages, seconds)
  return { messages, reports: reports.count, sha256: reports.sha256(), perSecond }
}

export async function engine(args: string[]): Promise<number> {
  const { values } = parseOptions({
    args,
    options: {
      ...workloadOptions,
      batch: { type: 'string', default: '256' },
      trials: { type: 'string', default: '5' },
      expect: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  const batch = countOption('batch', values.batch, batchMax)
  const trials = countOption('trials', values.trials, 1000)
  const records = await ordersOf(values)
  const figures = measureEngine(records, batch, trials)
  console.log(values.json ? JSON.stringify(figures) : textOf(figures, batch, trials))
  if (values.expect === undefined || values.expect === figures.sha256) return 0
  throw new OperateError(`the reports hash to ${figures.sha256}, not ${values.expect}`)
}

function textOf(figures: EngineFigures, batch: number, trials: number): string {
  const whole = (count: number) => count.toLocaleString('en')
  return [
    `messages      ${whole(figures.messages)}, ${batch} a call`,
    `reports       ${whole(figures.reports)}`,
    `sha256        ${figures.sha256}`,
    `per second    ${spreadText(figures.perSecond)}, median of ${trials}`,
  ].join('\n')
}
