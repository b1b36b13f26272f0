// Where the public benchmark's files lie, if they are at hand.
import { join } from 'node:path'

/** The folder of the data: what the command says, or the environment, or the usual place. */
export const dataFolder = (option?: string): string =>
  option ?? process.env.OPENBELL_SHARED ?? '../shared/data'

/** The order file of a scenario with so many new orders: 100,000 or 1,000,000. */
export const scenarioFile = (data: string, scenario: string, newOrders: number): string =>
  join(data, 'workload', `orders_${scenario}_s23_n${newOrders}.bin.zst`)
