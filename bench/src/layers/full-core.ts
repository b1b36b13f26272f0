// The full core: accounts, reservation, fees, ledger and every check, on the flows of the matching layer.
import * as protocol from '@openbell/protocol'
import { timeFrames } from '../core-run.js'
import type { Venue } from '../exchange/venue.js'
import { stepUs, venueMaker } from '../exchange/venue-core.js'
import { workloadCommands } from '../exchange/workload-commands.js'
import { generateOrders } from '../workload/generate-orders.js'
import { type Scenario, scenarios } from '../workload/scenarios.js'
import type { Layer, Row } from './layer.js'

const batches = [256, 4096]
/** The flow in which orders have client order ids too. */
const namedScenario: Scenario = 'normal'

export const fullCore: Layer = {
  name: 'full core',
  open({ orders, seed, accounts }) {
    const venue: Venue = {
      assets: 2,
      markets: 1,
      accounts,
      traders: accounts,
      ordersMax: 1_048_576,
    }
    const makeCore = venueMaker(venue)
    const rowsOf = (scenario: Scenario, clientOrderIds: boolean): Row[] => {
      const variant = { clientOrderIds, marketOrders: false }
      const records = generateOrders({ scenario, orders, seed })
      const commands = workloadCommands(protocol, venue, records, variant)
      return batches.map((batch) => {
        const frames = commands.batches(batch)
        const trial = () => ({
          'commands/s': commands.count / timeFrames(makeCore(), frames, stepUs),
        })
        return { workload: clientOrderIds ? `${scenario}, client ids` : scenario, batch, trial }
      })
    }
    return [
      ...scenarios.flatMap((scenario) => rowsOf(scenario, false)),
      ...rowsOf(namedScenario, true),
    ]
  },
}
