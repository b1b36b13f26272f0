// Results as rows of a table: one a workload, measure and batch.
import type { Result } from './layer.js'

/** For `tableText`, with two columns of words. */
export const resultRows = (results: readonly Result[]): string[][] => [
  ['workload', 'measure', 'batch', 'median', 'min', 'max'],
  ...results.map(({ workload, measure, batch, median, min, max }) => [
    workload,
    measure,
    batch.toLocaleString('en'),
    ...[median, min, max].map(figureText),
  ]),
]

/** Whole where it is large, with two digits behind the point where it is small. */
const figureText = (figure: number): string =>
  figure.toLocaleString('en', { maximumFractionDigits: figure < 100 ? 2 : 0 })
