// A core with a venue in it, of just the capacities that the venue needs.
import { type Capacities, compileEngine, type Engine, loadEngine } from '@openbell/engine'
import * as protocol from '@openbell/protocol'
import { applyFrames } from '../core-run.js'
import { configurationOf, type Venue, venueGenesis } from './venue.js'

/** Between two frames of a flow. */
export const stepUs = 1_000
/** The keys of the first deposits are forgotten after a minute: more of them do not fit. */
const genesisStepUs = 1_000_000

export function capacitiesOf(venue: Venue): Capacities {
  const limits = configurationOf(venue)
  return {
    sessions: limits.sessionsMax,
    assets: limits.assetsMax,
    markets: limits.marketsMax,
    accounts: limits.accountsMax,
    orders: limits.ordersMax,
    clientIds: limits.clientIdsMax,
    priceDirectoryEntries: limits.priceDirectoryEntriesMax,
    tiers: limits.tiersMax,
    specialOrders: limits.specialOrdersMax,
    orderLists: limits.orderListsMax,
    withdrawals: limits.withdrawalsMax,
    outputBytes: protocol.limits.eventPartBytesMax,
  }
}

/** Makes cores of a venue, whose first commands are encoded only once. */
export function venueMaker(venue: Venue): () => Engine {
  const genesis = venueGenesis(protocol, venue).batches(256)
  return () => {
    const core = loadEngine(compileEngine(), capacitiesOf(venue))
    applyFrames(core, genesis, genesisStepUs)
    return core
  }
}
