// The digest of events where there is no core at hand: a core that decides nothing works it out.
import { compileEngine, loadEngine } from '@openbell/engine'
import type { EventsDigest } from '../../ports.js'

const capacities = {
  sessions: 2,
  assets: 2,
  markets: 2,
  accounts: 64,
  orders: 16,
  clientIds: 16,
  tiers: 4,
  specialOrders: 16,
  orderLists: 16,
  withdrawals: 16,
}

export const makeEventsDigest = (): EventsDigest => loadEngine(compileEngine(), capacities)
