// Figures of the projection: how far the tables are behind the events, and what is written.
import { Distribution } from '../ports.js'
import { addCounter, addGauge, addHistogram, type Registry } from './registry.js'

export interface ProjectionProgress {
  /** The last frame whose rows are in the tables. */
  lastSequence(): number
  /** Frames that are published and not yet in the tables. */
  lag(): number
  lagUs(): number
}

/** Seconds: a transaction of a thousand events takes about 30 ms. */
const writeBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]

/** The transactions of a projector. */
export class WriteCounts {
  rows = 0
  readonly seconds = new Distribution(writeBounds)

  readonly note = ({ rows, milliseconds }: { rows: number; milliseconds: number }): void => {
    this.rows += rows
    this.seconds.add(milliseconds / 1000)
  }
}

export function addProjectionFigures(
  registry: Registry,
  progress: ProjectionProgress,
  writes: WriteCounts,
): void {
  addGauge(
    registry,
    { name: 'openbell_projection_sequence', help: 'The last frame that is in the tables' },
    () => progress.lastSequence(),
  )
  addGauge(
    registry,
    { name: 'openbell_projection_lag_frames', help: 'Frames that are not yet in the tables' },
    () => progress.lag(),
  )
  addGauge(
    registry,
    {
      name: 'openbell_projection_lag_seconds',
      help: 'How long the oldest frame that is not yet in the tables has waited',
    },
    () => progress.lagUs() / 1_000_000,
  )
  addCounter(
    registry,
    { name: 'openbell_projection_rows_total', help: 'Rows that were written, about' },
    () => writes.rows,
  )
  addHistogram(
    registry,
    { name: 'openbell_projection_write_seconds', help: 'Of a transaction of the projection' },
    writes.seconds,
  )
}
