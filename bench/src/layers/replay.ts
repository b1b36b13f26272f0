// Recovery from a journal alone, as the exchange starts where no snapshot is.
import { OperateError } from '@openbell/gateway/operate/errors.js'
import { recoverJournal, writeJournal } from '../replay.js'
import type { Layer } from './layer.js'

export const replay: Layer = {
  name: 'replay',
  open({ commands }, folder) {
    const liveHash = writeJournal(folder, commands)
    const trial = () => {
      const { milliseconds, stateHash } = recoverJournal(folder)
      if (stateHash !== liveHash)
        throw new OperateError(`replay ends at ${stateHash}, not ${liveHash}`)
      return { 'commands/s': (1000 * commands) / milliseconds }
    }
    return [{ workload: 'order flow', batch: 256, trial }]
  },
}
