// A layer of the house as rows of work whose trials take turns, so that noise hits all alike.
import { type Spread, spreadOf } from '../statistics.js'
import type { Scale } from './scale.js'

/** What one trial has found, by the names of the measures; each name ends in its unit. */
export type Figures = Readonly<Record<string, number>>

export interface Row {
  readonly workload: string
  /** Commands a call, or a frame. */
  readonly batch: number
  trial(): Figures
}

export interface Layer {
  readonly name: string
  /** Prepares the rows; `folder` is a temporary one of its own. */
  open(scale: Scale, folder: string): readonly Row[]
}

export interface Result extends Spread {
  readonly layer: string
  readonly workload: string
  readonly batch: number
  readonly measure: string
  readonly trials: number
}

/** After one round that only warms, `trials` rounds of one trial of every row. */
export function measureLayer(layer: Layer, scale: Scale, folder: string): Result[] {
  const rows = layer.open(scale, folder)
  for (const row of rows) row.trial()
  const rounds = Array.from({ length: scale.trials }, () => rows.map((row) => row.trial()))
  return rows.flatMap(({ workload, batch }, index) =>
    Object.keys(rounds[0][index]).map((measure) => ({
      layer: layer.name,
      workload,
      batch,
      measure,
      trials: scale.trials,
      ...spreadOf(rounds.map((round) => round[index][measure])),
    })),
  )
}
