// Results as a table for people: a row a workload, batch and measure.
import type { Result } from './layers/layer.js'

const titles = ['workload', 'batch', 'measure', 'median', 'min', 'max']

export function tableOf(results: readonly Result[]): string {
  const rows = results.map(({ workload, batch, measure, median, min, max }) => [
    workload,
    batch.toLocaleString('en'),
    measure,
    ...[median, min, max].map(figureText),
  ])
  const widths = titles.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column].length)),
  )
  return [titles, ...rows]
    .map((row) =>
      row
        .map((cell, column) =>
          isText(column) ? cell.padEnd(widths[column]) : cell.padStart(widths[column]),
        )
        .join('  '),
    )
    .join('\n')
}

const isText = (column: number): boolean =>
  titles[column] === 'workload' || titles[column] === 'measure'

/** Whole where it is large, with two digits behind the point where it is small. */
const figureText = (figure: number): string =>
  figure.toLocaleString('en', { maximumFractionDigits: figure < 100 ? 2 : 0 })
