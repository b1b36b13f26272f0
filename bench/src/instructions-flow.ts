// The public workload as frames for the native core: as it is, and as orders of funded accounts.
import { orderBytes } from '@openbell/gateway/operate/order-file.js'
import { Rules } from '@openbell/protocol'
import { batchesOf } from './benchmark-core.js'
import { CommandList } from './exchange/command-list.js'
import {
  configurationOf,
  houseHead,
  type Records,
  type Venue,
  venueGenesis,
} from './exchange/venue.js'
import { workloadCommands } from './exchange/workload-commands.js'

/** One frame of commands; only measured ones are counted. */
export interface Frame {
  readonly commands: Uint8Array
  readonly isMeasured: boolean
}

/** Frames in order, and how many commands the measured ones have. */
export interface Flow {
  readonly frames: readonly Frame[]
  readonly messages: number
}

const batch = 256
const venue: Venue = {
  assets: 2,
  markets: 1,
  accounts: 4096,
  traders: 4096,
  ordersMax: 1_048_576,
}

const framesOf = (batches: readonly Uint8Array[], isMeasured: boolean): Frame[] =>
  batches.map((commands) => ({ commands, isMeasured }))

/** The workload's records by the public benchmark's rules. */
export function benchmarkFlow(records: Records, orders: Uint8Array): Flow {
  const genesis = new CommandList()
  genesis.add(records.Configure, {
    ...houseHead,
    ...configurationOf(venue),
    rules: Rules.benchmark,
  })
  return {
    frames: [
      ...framesOf(genesis.batches(batch), false),
      ...framesOf(batchesOf(orders, batch), true),
    ],
    messages: orders.length / orderBytes,
  }
}

/** The workload as commands of the exchange, of every kind that plain orders have. */
export function exchangeFlow(records: Records, orders: Uint8Array): Flow {
  const variant = { clientOrderIds: true, marketOrders: true }
  const commands = workloadCommands(records, venue, orders, variant)
  return {
    frames: [
      ...framesOf(venueGenesis(records, venue).batches(batch), false),
      ...framesOf(commands.batches(batch), true),
    ],
    messages: commands.count,
  }
}

/** The time of a frame, in microseconds. */
export const timestampOf = (index: number): number => index * 1000

/** The file that the driver reads. */
export function frameFile({ frames }: Flow): Uint8Array {
  const parts = frames.flatMap(({ commands, isMeasured }, index) => {
    const start = new DataView(new ArrayBuffer(16))
    start.setUint32(0, commands.length, true)
    start.setUint32(4, isMeasured ? 1 : 0, true)
    start.setBigUint64(8, BigInt(timestampOf(index)), true)
    return [new Uint8Array(start.buffer), commands]
  })
  return Buffer.concat(parts)
}
