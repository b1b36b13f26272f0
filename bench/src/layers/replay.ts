// Recovery from a journal alone, as the exchange starts where no snapshot is.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { OperateError } from '@openbell/gateway/operate/errors.js'
import { type ReplayWorkload, recoverJournal, replayFlows, writeJournal } from '../replay.js'
import type { Layer, Row } from './layer.js'

const workloads: readonly (readonly [ReplayWorkload, batch: number])[] = [
  ['plain', 256],
  ['plain', 4096],
  ['client ids', 256],
]

export const replay: Layer = {
  name: 'replay',
  open: ({ commands }, parent) =>
    workloads.map(([workload, batch]): Row => {
      const folder = join(parent, `${workload} ${batch}`)
      mkdirSync(folder)
      const liveHash = writeJournal(folder, replayFlows[workload](batch), commands)
      const trial = () => {
        const { milliseconds, stateHash, ...found } = recoverJournal(folder)
        if (stateHash !== liveHash)
          throw new OperateError(`replay ends at ${stateHash}, not ${liveHash}`)
        return { 'commands/s': (1000 * found.commands) / milliseconds }
      }
      return { workload, batch, trial }
    }),
}
