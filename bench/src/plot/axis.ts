// Axes: where a value lies between two ends, and which values are named.

export interface Tick {
  readonly value: number
  readonly text: string
}

export interface Axis {
  /** What is measured, and its unit. */
  readonly label: string
  readonly scale: 'linear' | 'logarithmic'
  readonly min: number
  readonly max: number
  readonly ticks: readonly Tick[]
}

/** From 0 at the axis' least value to 1 at its greatest. */
export function shareOf({ scale, min, max }: Axis, value: number): number {
  const place = scale === 'linear' ? (at: number) => at : Math.log10
  return (place(value) - place(min)) / (place(max) - place(min))
}

/** Whole decades round all values, which are above 0; a tick at each power of ten. */
export function logarithmicAxis(
  label: string,
  values: readonly number[],
  textOf: (value: number) => string,
): Axis {
  const first = Math.floor(Math.log10(Math.min(...values)))
  const last = Math.max(first + 1, Math.ceil(Math.log10(Math.max(...values))))
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => {
    const value = 10 ** (first + index)
    return { value, text: textOf(value) }
  })
  return { label, scale: 'logarithmic', min: 10 ** first, max: 10 ** last, ticks }
}

/** From 0 to a round number above all values, with about five ticks. */
export function linearAxis(
  label: string,
  values: readonly number[],
  textOf: (value: number) => string,
): Axis {
  const max = Math.max(...values)
  const decade = 10 ** Math.floor(Math.log10(max / 5))
  const step = [1, 2, 5, 10].map((factor) => factor * decade).find((each) => 5 * each >= max)
  const last = Math.ceil(max / (step as number))
  const ticks = Array.from({ length: last + 1 }, (_, index) => {
    const value = index * (step as number)
    return { value, text: textOf(value) }
  })
  return { label, scale: 'linear', min: 0, max: ticks[last].value, ticks }
}

const units = [
  { value: 1e9, text: 's' },
  { value: 1e6, text: 'ms' },
  { value: 1e3, text: 'µs' },
  { value: 1, text: 'ns' },
]

/** `250 ns`, `1.5 µs`: at most three digits. */
export function durationText(ns: number): string {
  const unit = units.find(({ value }) => ns >= value) ?? units[units.length - 1]
  return `${Number((ns / unit.value).toPrecision(3))} ${unit.text}`
}

/** `1`, `100`, `10 K`, `1 M` */
export function countText(count: number): string {
  if (count >= 1e6) return `${count / 1e6} M`
  return count >= 1e3 ? `${count / 1e3} K` : `${count}`
}
