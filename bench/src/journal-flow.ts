// The commands that the benchmarks of durability journal: plain ones, and those with client order ids.
import * as protocol from '@openbell/protocol'
import { EndlessCommands } from './exchange/endless-commands.js'
import { type Venue, venueGenesis } from './exchange/venue.js'
import { workloadCommands } from './exchange/workload-commands.js'
import { flowGenesis, OrderFlow } from './order-flow.js'
import { generateOrders } from './workload/generate-orders.js'

/** The most orders that a frame takes. */
export const batchMax = Math.floor(
  protocol.limits.framePayloadBytesMax / protocol.PlaceOrder.sizeBytes,
)

export interface JournalFlow {
  /** By which the exchange begins, a frame each. */
  readonly genesis: readonly Uint8Array[]
  /** At most so many commands, valid until the next call. */
  next(): { readonly bytes: Uint8Array; readonly count: number }
}

const venue: Venue = {
  assets: 2,
  markets: 1,
  accounts: 10_000,
  traders: 10_000,
  ordersMax: 1_048_576,
}
const workload = { scenario: 'normal', orders: 200_000, seed: 23 } as const
const genesisBatch = 256

/** The full core's workload `normal` again and again: 10,000 accounts, no client order ids. */
export function plainFlow(batch: number): JournalFlow {
  const variant = { clientOrderIds: false, marketOrders: false }
  const list = workloadCommands(protocol, venue, generateOrders(workload), variant)
  const endless = new EndlessCommands(list, batch)
  return {
    genesis: venueGenesis(protocol, venue).batches(genesisBatch),
    next: () => endless.next(),
  }
}

/** Orders and cancels that name each other by client order ids. */
export function namedFlow(batch: number): JournalFlow {
  const flow = new OrderFlow(1)
  return {
    genesis: [flowGenesis()],
    next: () => ({ bytes: flow.batch(batch), count: batch }),
  }
}
