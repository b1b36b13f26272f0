// The orders that layers are measured on: files that were named, else the scenarios by their seed.
import { orderBytes } from '@openbell/gateway/operate/order-file.js'
import { generateOrders } from '../workload/generate-orders.js'
import { scenarios } from '../workload/scenarios.js'
import { arrivalsOf } from '../workload/shape.js'
import type { Scale } from './scale.js'

export interface Flow {
  readonly workload: string
  /** Of an order file. */
  records(): Uint8Array
}

/** @param parts each flow has so much less than it could have; of a file the first orders */
export function flowsOf({ files, orders, seed }: Scale, parts = 1): Flow[] {
  if (files.length > 0)
    return files.map(({ name, records }) => ({
      workload: name,
      records: () =>
        records.subarray(0, Math.ceil(records.length / orderBytes / parts) * orderBytes),
    }))
  return scenarios.map((scenario) => ({
    workload: scenario,
    records: () => generateOrders({ scenario, orders: Math.ceil(orders / parts), seed }),
  }))
}

/** The highest price of the files, which a venue must list; 0 where there are none. */
export const filesMaxTicks = ({ files }: Scale): number =>
  Math.max(0, ...files.map(({ records }) => arrivalsOf(records).priceMaxTicks))
