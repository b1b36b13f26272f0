// The registry of a process, and how something that is counted elsewhere becomes a figure in it: what
// is counted is taken over when somebody looks.
import { Counter, Gauge, type Metric, Registry } from 'prom-client'
import type { Distribution, Figures } from '../ports.js'

export type { Registry } from 'prom-client'

export const createRegistry = (): Registry => new Registry()

/** What Prometheus is answered. */
export const figuresOf = (registry: Registry): Figures => ({
  contentType: registry.contentType,
  text: () => registry.metrics(),
})

export type Labels = Readonly<Record<string, string>>

/** One series: its labels, and its value now. */
export type Series = readonly [labels: Labels, value: number]

export interface FigureShape {
  readonly name: string
  readonly help: string
  readonly labels?: readonly string[]
}

/** A value that goes up and down. */
export function addGauge(
  registry: Registry,
  { name, help, labels = [] }: FigureShape,
  read: () => number | Iterable<Series>,
): void {
  new Gauge({
    name,
    help,
    labelNames: [...labels],
    registers: [registry],
    collect() {
      this.reset()
      for (const [labels, value] of seriesOf(read())) this.set(labels, value)
    },
  })
}

/** A count that only goes up; `_total` ends its name. */
export function addCounter(
  registry: Registry,
  { name, help, labels = [] }: FigureShape,
  read: () => number | Iterable<Series>,
): void {
  new Counter({
    name,
    help,
    labelNames: [...labels],
    registers: [registry],
    collect() {
      this.reset()
      for (const [labels, value] of seriesOf(read())) this.inc(labels, value)
    },
  })
}

/** One series a state: 1 for the one that is now, 0 for the others. */
export function addStates(
  registry: Registry,
  shape: FigureShape,
  read: () => Iterable<readonly [labels: Labels, states: readonly string[], now: string]>,
): void {
  addGauge(registry, shape, () =>
    Array.from(read()).flatMap(([labels, states, now]) =>
      states.map((state): Series => [{ ...labels, state }, state === now ? 1 : 0]),
    ),
  )
}

/** A histogram whose values are counted elsewhere, so that counting costs nearly nothing. */
export function addHistogram(
  registry: Registry,
  { name, help }: FigureShape,
  distribution: Distribution,
): void {
  const get = async () => ({ name, help, type: 'histogram', aggregator: 'sum', values: values() })
  const values = () => {
    const { bounds, count, sum } = distribution
    const below = distribution.cumulative()
    const bucket = (le: string, value: number) => ({
      metricName: `${name}_bucket`,
      labels: { le },
      value,
    })
    return [
      ...bounds.map((bound, index) => bucket(String(bound), below[index])),
      bucket('+Inf', count),
      { metricName: `${name}_sum`, labels: {}, value: sum },
      { metricName: `${name}_count`, labels: {}, value: count },
    ]
  }
  // The library asks no more of a metric than this.
  registry.registerMetric({ name, get } as unknown as Metric)
}

const seriesOf = (read: number | Iterable<Series>): Iterable<Series> =>
  typeof read === 'number' ? [[{}, read]] : read
