// Durable commands: the turn of the path's loop, by the size of a batch.
import { durableRate } from '../path.js'
import type { Layer } from './layer.js'

const batches = [1, 16, 256, 4096]
/** A small batch waits for the disk's sync, so there are fewer of its commands. */
const framesMax = 2_000

export const journal: Layer = {
  name: 'journal',
  open: ({ commands }, folder) =>
    batches.map((batch) => {
      const count = Math.min(commands, framesMax * batch)
      const trial = () => ({ 'durable commands/s': durableRate(folder, batch, count) })
      return { workload: 'order flow', batch, trial }
    }),
}
