// Cores keep their snapshots behind the same frames, and so had the same state there, or one is wrong:
// events alone would tell it only when somebody trades on what differs.
import { errorText } from '../../adapters/nats/errors.js'
import { StateBoard } from '../../adapters/nats/state-board.js'
import type { StreamSettings } from '../../adapters/nats/streams.js'
import { consoleReporter as log } from '../../adapters/reporter.js'
import type { SnapshotKept } from '../../ports.js'
import type { Bus } from './bus.js'

/** Returns what takes each snapshot that is kept here; one that differs from another core's is told. */
export function compareStates(
  { client }: Pick<Bus, 'client'>,
  settings: StreamSettings,
  onDiffer: (error: Error) => void,
): (snapshot: SnapshotKept) => void {
  const board = new StateBoard(client, settings)
  const compare = async ({ sequence, stateHash }: SnapshotKept) => {
    const other = await board.tell(sequence, stateHash)
    if (other === stateHash) return
    const both = `${stateHash} here, ${other} in another core`
    onDiffer(new Error(`after frame ${sequence} two cores differ: state hash ${both}`))
  }
  return (snapshot) => {
    compare(snapshot).catch((error) => {
      log.warn(`the state after frame ${snapshot.sequence} was not compared: ${errorText(error)}`)
    })
  }
}
