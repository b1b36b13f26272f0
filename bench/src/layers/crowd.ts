// The full core with a full book, many markets and many accounts.
import { timeFrames } from '../core-run.js'
import { Crowd } from '../exchange/crowd.js'
import type { Chooser } from '../exchange/exchange-writer.js'
import { PointerChase } from '../exchange/pointer-chase.js'
import { stepUs } from '../exchange/venue-core.js'
import type { Layer, Row } from './layer.js'

const batches = [256, 4096]
/** Orders at once where some of the first have ended. */
const spareOrders = 200_000
/** 33 assets make more than a thousand pairs. */
const assets = 33

export const crowd: Layer = {
  name: 'engine, full core, a crowd',
  open({ orders, seed, restingOrders, crowd: { accounts, traders, markets } }) {
    const ordersMax = restingOrders + spareOrders
    const crowd = new Crowd({ assets, markets, accounts, traders, ordersMax }, seed)
    crowd.rest(restingOrders)
    const stateBytes = crowd.core.snapshot().length
    const chase = new PointerChase(stateBytes)
    const trialOrders = Math.ceil(orders / 10)
    const rowsOf = (workload: string, choose: Chooser): Row[] =>
      batches.map((batch) => ({
        workload,
        batch,
        trial() {
          const { frames, commands } = crowd.flow(trialOrders, choose, batch)
          return { 'commands/s': commands / timeFrames(crowd.core, frames, stepUs) }
        },
      }))
    return [
      ...rowsOf(`${traders} of ${accounts} accounts by Zipf`, crowd.byZipf()),
      ...rowsOf(`all ${accounts} accounts alike`, crowd.uniformly()),
      {
        workload: 'a cache miss',
        batch: 1,
        trial: () => ({ 'a step ns': chase.stepNs(chaseSteps) }),
      },
      {
        workload: 'the state',
        batch: 1,
        trial: () => ({
          'resting orders': crowd.core.usage().orders.used,
          'state MB': stateBytes / 1_000_000,
        }),
      },
    ]
  },
}
