// Where the public benchmark's files lie, if they are at hand, and what stands in for them.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ordersOfFile } from './orders-option.js'
import { generateOrders } from './workload/generate-orders.js'
import type { Scenario } from './workload/scenarios.js'

/** The folder of the data: what the command says, or the environment, or the usual place. */
export const dataFolder = (option?: string): string =>
  option ?? process.env.OPENBELL_SHARED ?? '../shared/data'

const seed = 23

/**
 * The records of a scenario with so many new orders, 100,000 or 1,000,000: those of the public file in
 * the folder that the command says, else where they may be, and generated ones where they are not.
 * @throws OperateError where the folder that the command says has not the file
 */
export async function scenarioOrders(
  scenario: Scenario,
  orders: number,
  option?: string,
): Promise<{ records: Uint8Array; isGenerated: boolean }> {
  const name = `orders_${scenario}_s${seed}_n${orders}.bin.zst`
  const file = join(dataFolder(option), 'workload', name)
  return option !== undefined || existsSync(file)
    ? { records: await ordersOfFile(file), isGenerated: false }
    : { records: generateOrders({ scenario, orders, seed }), isGenerated: true }
}
