// The full core: accounts, reservation, fees, ledger and every check, on the flows of the matching layer.
import * as protocol from '@openbell/protocol'
import { timeFrames } from '../core-run.js'
import type { Venue } from '../exchange/venue.js'
import { stepUs, venueMaker } from '../exchange/venue-core.js'
import { workloadCommands } from '../exchange/workload-commands.js'
import type { Scenario } from '../workload/scenarios.js'
import { type Flow, filesMaxTicks, flowsOf } from './flows.js'
import type { Layer, Row } from './layer.js'

const batches = [256, 4096]
/** The flow in which orders have client order ids too; of files the first one. */
const namedScenario: Scenario = 'normal'

export const fullCore: Layer = {
  name: 'full core',
  open(scale) {
    const { accounts } = scale
    const venue: Venue = {
      assets: 2,
      markets: 1,
      accounts,
      traders: accounts,
      ordersMax: 1_048_576,
      tradedMaxTicks: filesMaxTicks(scale),
    }
    const makeCore = venueMaker(venue)
    const rowsOf = (flow: Flow, clientOrderIds: boolean): Row[] => {
      const variant = { clientOrderIds, marketOrders: false }
      const commands = workloadCommands(protocol, venue, flow.records(), variant)
      const workload = clientOrderIds ? `${flow.workload}, client ids` : flow.workload
      return batches.map((batch) => {
        const frames = commands.batches(batch)
        const trial = () => ({
          'commands/s': commands.count / timeFrames(makeCore(), frames, stepUs),
        })
        return { workload, batch, trial }
      })
    }
    const flows = flowsOf(scale)
    const named = flows.find(({ workload }) => workload === namedScenario) ?? flows[0]
    return [...flows.flatMap((flow) => rowsOf(flow, false)), ...rowsOf(named, true)]
  },
}
