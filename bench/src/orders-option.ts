// The options by which a benchmark is told its orders: a file, or a workload that is made here.
import { OperateError, UsageError } from '@openbell/gateway/operate/errors.js'
import { InputFile } from '@openbell/gateway/operate/input-file.js'
import { readOrders } from '@openbell/gateway/operate/order-file.js'
import { countOption } from './options.js'
import { generateOrders, type Workload } from './workload/generate-orders.js'
import { type Scenario, scenarios } from './workload/scenarios.js'

const ordersMax = 10_000_000
export const seedMax = 999_999_999

export const workloadOptions = {
  scenario: { type: 'string' },
  orders: { type: 'string' },
  seed: { type: 'string', default: '23' },
} as const

interface WorkloadValues {
  readonly scenario?: string
  readonly orders?: string
  readonly seed: string
}

/** `--scenario NAME [--orders 1000000] [--seed 23]`. @throws UsageError naming what is wrong */
export function workloadOf({ scenario, orders = '1000000', seed }: WorkloadValues): Workload {
  if (!scenarios.includes(scenario as Scenario))
    throw new UsageError(`--scenario is one of ${scenarios.join(', ')}`)
  return {
    scenario: scenario as Scenario,
    orders: countOption('orders', orders, ordersMax),
    seed: countOption('seed', seed, seedMax),
  }
}

/**
 * The records that are meant by `--orders FILE`, or else by the options of a workload.
 * @param fallback the scenario where neither is given
 * @throws UsageError, OperateError where the file is none or holds nothing
 */
export async function ordersOf(values: WorkloadValues, fallback?: Scenario): Promise<Uint8Array> {
  const { orders } = values
  const scenario = values.scenario ?? (orders === undefined ? fallback : undefined)
  if (scenario !== undefined) return generateOrders(workloadOf({ ...values, scenario }))
  if (orders === undefined)
    throw new UsageError('either --orders FILE or --scenario NAME is needed')
  return ordersOfFile(orders)
}

/** @throws OperateError where the file is none or holds nothing */
export async function ordersOfFile(path: string): Promise<Uint8Array> {
  const records = await readOrders(new InputFile(path))
  if (records.length === 0) throw new OperateError(`${path} holds no orders`)
  return records
}
