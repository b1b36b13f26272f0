// Messages a second over what grows, with the range of the trials.
import { countText, linearAxis, logarithmicAxis } from '../plot/axis.js'
import type { Plot } from '../plot/plot.js'
import type { PointFigures } from './measure.js'
import type { Sweep } from './sweeps.js'

const million = 1e6

export function growthPlot({ name, what, besides }: Sweep, points: readonly PointFigures[]): Plot {
  const highest = points.map(({ perSecond }) => perSecond.max / million)
  return {
    title: `Messages a second by ${name}`,
    subtitle: `${besides}; medians, and the range of the trials`,
    x: logarithmicAxis(
      what,
      points.map(({ at }) => at),
      countText,
    ),
    y: linearAxis('million messages a second', highest, String),
    lines: [
      {
        name: 'a cancel and a new order by turns, 256 a call',
        points: points.map(({ at, perSecond: { median, min, max } }) => ({
          x: at,
          y: median / million,
          low: min / million,
          high: max / million,
        })),
      },
    ],
    hasMarks: true,
  }
}
