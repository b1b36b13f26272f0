// `npm run bench -- generate`: writes a workload as an order file of the public benchmark's format.
import { UsageError } from '@openbell/gateway/operate/errors.js'
import { parseOptions } from '@openbell/gateway/operate/options.js'
import { orderBytes, orderFileHead } from '@openbell/gateway/operate/order-file.js'
import { workloadOf, workloadOptions } from './orders-option.js'
import { generateOrders } from './workload/generate-orders.js'
import { writeFile } from './write-file.js'

export async function generate(args: string[]): Promise<number> {
  const { values } = parseOptions({
    args,
    options: { ...workloadOptions, out: { type: 'string' } },
  })
  if (values.out === undefined) throw new UsageError('generate takes --out FILE')
  const records = generateOrders(workloadOf(values))
  const messages = records.length / orderBytes
  writeFile(values.out, Buffer.concat([orderFileHead(messages), records]))
  console.log(`${values.out}: ${messages.toLocaleString('en')} messages`)
  return 0
}
