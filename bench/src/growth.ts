// `npm run bench -- growth`: messages a second as the book, its prices, the markets and the accounts
// become more, each by itself.
import { join } from 'node:path'
import { UsageError } from '@openbell/gateway/operate/errors.js'
import { parseOptions } from '@openbell/gateway/operate/options.js'
import { growthPlot } from './growth/growth-plot.js'
import { type GrowthPlan, measurePoints, type PointFigures } from './growth/measure.js'
import { pointsOf, type Sweep, sweeps } from './growth/sweeps.js'
import { countOption } from './options.js'
import { countText } from './plot/axis.js'
import { writePlot } from './plot/plot.js'
import { spreadText } from './statistics.js'
import { tableText } from './table.js'

export interface SweepFigures {
  readonly sweep: Sweep['name']
  readonly points: readonly PointFigures[]
  /** The most by which a point is slower than the one before; null where there is one point. */
  readonly factorMax: number | null
}

/** One sweep: its cores are there together, and gone when it is done. */
export function measureSweep(sweep: Sweep, atMost: number, plan: GrowthPlan): SweepFigures {
  const points = measurePoints(pointsOf(sweep, atMost).map(sweep.open), plan)
  const factors = points.flatMap(({ factor }) => (factor === null ? [] : [factor]))
  const factorMax = factors.length === 0 ? null : Math.max(...factors)
  return { sweep: sweep.name, points, factorMax }
}

export async function growth(args: string[]): Promise<number> {
  const { values } = parseOptions({
    args,
    options: {
      only: { type: 'string' },
      max: { type: 'string', default: '10000000' },
      messages: { type: 'string', default: '200000' },
      trials: { type: 'string', default: '5' },
      svg: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  const plan = {
    messages: countOption('messages', values.messages, 100_000_000),
    trials: countOption('trials', values.trials, 1000),
  }
  const atMost = countOption('max', values.max, 10_000_000)
  const figures = chosen(values.only).map((sweep) => {
    const measured = measureSweep(sweep, atMost, plan)
    if (values.svg !== undefined)
      writePlot(join(values.svg, `growth-${sweep.name}.svg`), growthPlot(sweep, measured.points))
    if (!values.json) console.log(textOf(sweep, measured))
    return measured
  })
  console.log(values.json ? JSON.stringify(figures) : `Medians of ${plan.trials}, 256 a call.`)
  return 0
}

function chosen(only: string | undefined): readonly Sweep[] {
  const found = only === undefined ? sweeps : sweeps.filter(({ name }) => name === only)
  if (found.length > 0) return found
  throw new UsageError(`--only is one of ${sweeps.map(({ name }) => name).join(', ')}`)
}

function textOf({ name, what, besides }: Sweep, { points, factorMax }: SweepFigures): string {
  const rows = points.map(({ at, perSecond, factor }) => [
    countText(at),
    spreadText(perSecond),
    factor === null ? '' : `${factor.toFixed(2)}x`,
  ])
  const most = factorMax === null ? 'one point' : `at most ${factorMax.toFixed(2)}x slower a step`
  return [
    `${name}: ${what}; ${besides}`,
    tableText([[name, 'messages a second', 'slower'], ...rows], 0),
    `${most}\n`,
  ].join('\n')
}
