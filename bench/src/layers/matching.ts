// The matching engine alone, by the public benchmark's rules.
import { orderBytes } from '@openbell/gateway/operate/order-file.js'
import { batchesOf, timeBatches } from '../benchmark-core.js'
import { flowsOf } from './flows.js'
import type { Layer, Row } from './layer.js'
import { clockTimes, singleCallRate, singleCallTimes } from './single-calls.js'

const batches = [256, 4096]

export const matching: Layer = {
  name: 'matching only',
  open(scale) {
    const rows = flowsOf(scale).flatMap(({ workload, ...flow }) => {
      const records = flow.records()
      return [
        ...batches.map((batch) => batchRow(workload, records, batch)),
        ...singleRows(workload, records),
      ]
    })
    const trial = () => clockTimes(2 * scale.orders)
    const clock = { workload: 'the clock alone', batch: 1, trial }
    return [...rows, clock]
  },
}

function batchRow(workload: string, records: Uint8Array, batch: number): Row {
  const messages = records.length / orderBytes
  const views = batchesOf(records, batch)
  return { workload, batch, trial: () => ({ 'messages/s': messages / timeBatches(views) }) }
}

/** Two passes: reading the clock round every call would be a part of the rate. */
const singleRows = (workload: string, records: Uint8Array): Row[] => [
  { workload, batch: 1, trial: () => ({ 'messages/s': singleCallRate(records) }) },
  { workload, batch: 1, trial: () => singleCallTimes(records) },
]
