// A full book copied, sealed and restored: what the core's thread loses, what the keeper does, and what
// an order takes.
import { compileEngine, Engine } from '@openbell/engine'
import { allAlike, Crowd } from '../exchange/crowd.js'
import type { Layer, Row } from './layer.js'

export const snapshot: Layer = {
  name: 'snapshot',
  open({ seed, accounts, restingOrders }) {
    const ordersMax = restingOrders + 2
    const venue = { assets: 2, markets: 1, accounts, traders: accounts, ordersMax }
    const crowd = new Crowd(venue, seed, allAlike(venue))
    const emptyBytes = crowd.core.snapshot().length
    crowd.fill(restingOrders)
    const { core } = crowd
    const copy = core.snapshot()
    const orderBytes = (copy.length - emptyBytes) / core.usage().orders.used
    const room = new Uint8Array(copy.length)
    const engine = compileEngine()
    const row = (workload: string, trial: Row['trial']) => ({ workload, batch: 1, trial })
    const timed = (workload: string, work: () => unknown) =>
      row(workload, () => ({ ms: millisecondsOf(work) }))
    return [
      timed('copy, the core’s pause', () => core.copyState(room)),
      timed('copy into new memory', () => core.copyState(new Uint8Array(copy.length))),
      row('seal, the keeper’s part', () => {
        const unsealed = core.copyState(room)
        return { ms: millisecondsOf(() => Engine.seal(engine, unsealed)) }
      }),
      timed('all in one thread', () => core.snapshot()),
      timed('state hash', () => core.stateHash()),
      timed('invariants', () => core.checkInvariants()),
      timed('restore, verified', () => Engine.restore(engine, copy)),
      row('size', () => ({
        'resting orders': core.usage().orders.used,
        MB: copy.length / 1e6,
        'bytes an order': orderBytes,
      })),
    ]
  },
}

function millisecondsOf(work: () => unknown): number {
  const startedMs = performance.now()
  work()
  return performance.now() - startedMs
}
