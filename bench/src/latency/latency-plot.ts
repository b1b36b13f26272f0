// The latency of each rate as a curve over the percentiles, whose axis gives every nine more its room.
import { type Axis, durationText, logarithmicAxis } from '../plot/axis.js'
import type { Line, Plot } from '../plot/plot.js'
import type { Histogram } from './histogram.js'

/** A place on the axis: one message of so many is slower. */
const ticks = [
  { value: 2, text: '50 %' },
  { value: 10, text: '90 %' },
  { value: 100, text: '99 %' },
  { value: 1e3, text: '99.9 %' },
  { value: 1e4, text: '99.99 %' },
  { value: 1e5, text: '99.999 %' },
  { value: 1e6, text: '99.9999 %' },
]
const placesPerDecade = 24

/** Of every histogram up to its slowest message; the first has one message at least. */
export function latencyPlot(
  subtitle: string,
  rates: readonly { readonly name: string; readonly latencies: Histogram }[],
): Plot {
  const counts = rates.map(({ latencies }) => latencies.count)
  const max = Math.max(10, ...counts)
  const lines = rates.map(({ name, latencies }) => ({ name, points: curve(latencies) }))
  const x: Axis = {
    label: 'percentile of the messages',
    scale: 'logarithmic',
    min: 1,
    max,
    ticks: ticks.filter(({ value }) => value <= max),
  }
  const values = lines.flatMap(({ points }) => points.map(({ y }) => y))
  return {
    title: 'From the intended arrival of a message to its reports',
    subtitle,
    x,
    y: logarithmicAxis('latency', values, durationText),
    lines,
    hasMarks: false,
  }
}

function curve(latencies: Histogram): Line['points'] {
  const places = Math.floor(placesPerDecade * Math.log10(latencies.count))
  const outOf = Array.from({ length: places + 1 }, (_, index) => 10 ** (index / placesPerDecade))
  // A duration of nothing has no place on a logarithmic axis.
  const yOf = (share: number) => Math.max(1, latencies.percentileNs(share))
  return [...outOf.map((x) => ({ x, y: yOf(1 - 1 / x) })), { x: latencies.count, y: yOf(1) }]
}
