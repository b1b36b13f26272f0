// `npm run bench -- conformance`: the public benchmark's order files and edge cases against the hashes
// that its other engines agree on.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { InputFile } from '@openbell/gateway/operate/input-file.js'
import { parseOptions } from '@openbell/gateway/operate/options.js'
import { orderBytes, readOrders } from '@openbell/gateway/operate/order-file.js'
import { batchesOf, collectReports } from './benchmark-core.js'

const folders = ['edge-cases', 'workload']
const batch = 256

/** What a manifest says of a file: its keys are the files' names, with or without `.bin`. */
interface Expected {
  readonly messages: number
  readonly sha256?: string
  readonly canonical_sha256?: string
}

/** The case's file as it is stored, or undefined where it is not there. */
const fileOf = (folder: string, name: string): string | undefined =>
  [`${name}.bin`, name, `${name}.zst`].map((file) => join(folder, file)).find(existsSync)

/** What is wrong with the reports of a file, if anything. */
async function faultOf(path: string, expected: Expected): Promise<string | undefined> {
  const records = await readOrders(new InputFile(path))
  const messages = records.length / orderBytes
  if (messages !== expected.messages) return `${messages} messages, not ${expected.messages}`
  const found = collectReports(batchesOf(records, batch)).sha256()
  const hash = expected.sha256 ?? expected.canonical_sha256
  return found === hash ? undefined : `the reports hash to ${found}, not ${hash}`
}

export async function conformance(args: string[]): Promise<number> {
  const { values } = parseOptions({ args, options: { data: { type: 'string' } } })
  const data = values.data ?? process.env.OPENBELL_SHARED ?? '../shared/data'
  let checked = 0
  let failed = 0
  for (const folder of folders.map((name) => join(data, name))) {
    const manifest = join(folder, 'manifest.json')
    if (!existsSync(manifest)) continue
    const cases = JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, Expected>
    for (const [name, expected] of Object.entries(cases)) {
      const path = fileOf(folder, name)
      const fault = path ? await faultOf(path, expected) : 'the file is missing'
      console.log(fault ? `FAIL  ${name}: ${fault}` : `ok    ${name}`)
      checked++
      if (fault) failed++
    }
  }
  console.log(
    checked === 0 ? `no order files in ${data}` : `${checked - failed} ok, ${failed} failed`,
  )
  return failed === 0 ? 0 : 1
}
