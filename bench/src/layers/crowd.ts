// The full core with a full book, many markets and many accounts.
import { timeFrames } from '../core-run.js'
import { allAlike, byZipf, Crowd, type Draw } from '../exchange/crowd.js'
import type { Venue } from '../exchange/venue.js'
import { stepUs } from '../exchange/venue-core.js'
import { PointerChase } from '../pointer-chase.js'
import type { Layer } from './layer.js'

const batches = [256, 4096]
const chaseSteps = 1_000_000
/** More than rest at first: how many do varies a little. */
const spareOrders = 100_000
/** 33 assets make more than a thousand pairs. */
const assets = 33

export const crowdByZipf: Layer = crowdLayer('full core, few of many', byZipf)
export const crowdAllAlike: Layer = crowdLayer('full core, all of many', allAlike)

/** Beside the commands: what a cache miss costs in a piece of memory as large as the core's state. */
function crowdLayer(name: string, drawOf: (venue: Venue) => Draw): Layer {
  return {
    name,
    open({ orders, seed, restingOrders, crowd: { accounts, traders, markets } }) {
      const ordersMax = restingOrders + spareOrders
      const venue = { assets, markets, accounts, traders, ordersMax }
      const crowd = new Crowd(venue, seed, drawOf(venue))
      crowd.fill(restingOrders)
      const stateBytes = crowd.core.snapshot().length
      const chase = new PointerChase(stateBytes)
      const commands = Math.ceil(orders / 5)
      const workload = `${markets} markets, ${accounts} accounts`
      return [
        ...batches.map((batch) => ({
          workload,
          batch,
          trial() {
            const frames = crowd.flow(commands, batch)
            return { 'commands/s': commands / timeFrames(crowd.core, frames, stepUs) }
          },
        })),
        { workload: 'cache misses', batch: 1, trial: () => ({ ns: chase.stepNs(chaseSteps) }) },
        {
          workload: 'the book and the state',
          batch: 1,
          trial: () => ({
            'resting orders': crowd.core.usage().orders.used,
            MB: stateBytes / 1_000_000,
          }),
        },
      ]
    },
  }
}
