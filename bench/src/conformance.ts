// `npm run bench -- conformance`: the public benchmark's order files and edge cases against the hashes
// that its other engines agree on.
import { OperateError } from '@openbell/gateway/operate/errors.js'
import { InputFile } from '@openbell/gateway/operate/input-file.js'
import { parseOptions } from '@openbell/gateway/operate/options.js'
import { orderBytes, readOrders } from '@openbell/gateway/operate/order-file.js'
import { type OrderCase, orderCases } from '@openbell/gateway/operate/order-manifest.js'
import { batchesOf, collectReports } from './benchmark-core.js'
import { dataFolder } from './public-data.js'

const batch = 256

/** What is wrong with the reports of a file, if anything. */
async function faultOf({
  path,
  messages: expected,
  sha256,
}: OrderCase): Promise<string | undefined> {
  if (path === undefined) return 'the file is missing'
  const records = await readOrders(new InputFile(path))
  const messages = records.length / orderBytes
  if (messages !== expected) return `${messages} messages, not ${expected}`
  const found = collectReports(batchesOf(records, batch)).sha256()
  return found === sha256 ? undefined : `the reports hash to ${found}, not ${sha256}`
}

export async function conformance(args: string[]): Promise<number> {
  const { values } = parseOptions({ args, options: { data: { type: 'string' } } })
  const data = dataFolder(values.data)
  const cases = orderCases(data)
  if (cases.length === 0)
    throw new OperateError(`no order files in ${data}: bench/README.md says where to get them`)
  let failed = 0
  for (const orderCase of cases) {
    const fault = await faultOf(orderCase)
    console.log(fault ? `FAIL  ${orderCase.name}: ${fault}` : `ok    ${orderCase.name}`)
    if (fault) failed++
  }
  console.log(`${cases.length - failed} ok, ${failed} failed`)
  return failed === 0 ? 0 : 1
}
