// `npm run bench -- logs`: the durable path with the journal's file and with a stream of JetStream as the
// log, by turns; and how long the stream bears a rate.
import { parseOptions } from '@openbell/gateway/operate/options.js'
import { frames, steady, waiting } from './logs/loads.js'
import { type Comparison, compareLogs, type Sustained, sustain } from './logs/measure.js'
import { countOption } from './options.js'
import type { Spread } from './statistics.js'
import { tableText } from './table.js'

const loads = [steady(20_000), steady(100_000), frames(256), frames(4_096), waiting(8_192)]

export async function logs(args: string[]): Promise<number> {
  const { values } = parseOptions({
    args,
    options: {
      trials: { type: 'string', default: '5' },
      'trial-seconds': { type: 'string', default: '2' },
      seconds: { type: 'string' },
      rate: { type: 'string', default: '100000' },
      folder: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  const { folder } = values
  if (values.seconds !== undefined) {
    const seconds = countOption('seconds', values.seconds, 86_400)
    const rate = countOption('rate', values.rate, 1_000_000)
    const figures = await sustain(steady(rate), seconds, folder)
    console.log(values.json ? JSON.stringify(figures) : sustainedText(figures))
    return 0
  }
  const trials = countOption('trials', values.trials, 1000)
  const seconds = countOption('trial-seconds', values['trial-seconds'], 60)
  const comparisons = await compareLogs({ loads, trials, seconds, folder })
  console.log(values.json ? JSON.stringify(comparisons) : textOf(comparisons, trials))
  return 0
}

function textOf(comparisons: readonly Comparison[], trials: number): string {
  const titles = [`median of ${trials}`, 'log', 'commands a second', 'p50, ms', 'p99, ms']
  const rows = comparisons.flatMap(({ load, file, stream, ratio }) => [
    [load, 'file', ...cellsOf(file)],
    ['', 'stream', ...cellsOf(stream)],
    ['', 'times', ...[ratio.perSecond, ratio.p50, ratio.p99].map((times) => times.toFixed(2))],
  ])
  return tableText([titles, ...rows], 2)
}

const cellsOf = ({ perSecond, p50Ms, p99Ms }: Comparison['file']): string[] => [
  cellOf(perSecond, (value) => value.toLocaleString('en')),
  ...[p50Ms, p99Ms].map((spread) => cellOf(spread, (value) => value.toFixed(2))),
]

const cellOf = ({ median, min, max }: Spread, text: (value: number) => string): string =>
  `${text(median)} [${text(min)} to ${text(max)}]`

function sustainedText(figures: Sustained): string {
  const { load, seconds, commands, rejected, perSecond, latencyMs, eventsBehindMs } = figures
  const { p50, p99, p999, max } = latencyMs
  const whole = (count: number) => count.toLocaleString('en')
  return [
    `sent          ${load} for ${seconds} s`,
    `durable       ${whole(commands)} commands, ${whole(perSecond)} a second, ${whole(rejected)} rejects among them`,
    `acknowledged  p50 ${p50.toFixed(2)}, p99 ${p99.toFixed(2)}, p99.9 ${p999.toFixed(2)}, at most ${max.toFixed(1)} ms`,
    `events        in their stream ${eventsBehindMs.toFixed(0)} ms after the last outcome`,
  ].join('\n')
}
