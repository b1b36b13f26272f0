// `npm run bench -- conformance`: the public benchmark's order files and edge cases against the hashes
// that its other engines agree on.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { InputFile } from '@openbell/gateway/operate/input-file.js'
import { parseOptions } from '@openbell/gateway/operate/options.js'
import { orderBytes, readOrders } from '@openbell/gateway/operate/order-file.js'
import { batchesOf, collectReports } from './benchmark-core.js'
import { dataFolder } from './public-data.js'

const folders = ['edge-cases', 'workload']
const batch = 256

/** What a manifest says of a file: its keys are the files' names, with or without `.bin`. */
interface Expected {
  readonly messages: number
  readonly sha256?: string
  readonly canonical_sha256?: string
}

/** A file of the public benchmark and what it must give. */
export interface PublicCase {
  readonly name: string
  /** Undefined where the file is not there. */
  readonly path: string | undefined
  readonly messages: number
  /** Of the canonical report stream. */
  readonly sha256: string | undefined
}

/** The cases of a folder's manifest; none where there is no manifest. */
export function casesOf(folder: string): PublicCase[] {
  const manifest = join(folder, 'manifest.json')
  if (!existsSync(manifest)) return []
  const cases = JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, Expected>
  return Object.entries(cases).map(([name, { messages, sha256, canonical_sha256 }]) => ({
    name,
    path: [`${name}.bin`, name, `${name}.zst`].map((file) => join(folder, file)).find(existsSync),
    messages,
    sha256: sha256 ?? canonical_sha256,
  }))
}

/** What is wrong with the reports of a file, if anything. */
async function faultOf({ path, messages, sha256 }: PublicCase): Promise<string | undefined> {
  if (!path) return 'the file is missing'
  const records = await readOrders(new InputFile(path))
  const count = records.length / orderBytes
  if (count !== messages) return `${count} messages, not ${messages}`
  const found = collectReports(batchesOf(records, batch)).sha256()
  return found === sha256 ? undefined : `the reports hash to ${found}, not ${sha256}`
}

export async function conformance(args: string[]): Promise<number> {
  const { values } = parseOptions({ args, options: { data: { type: 'string' } } })
  const data = dataFolder(values.data)
  let checked = 0
  let failed = 0
  for (const publicCase of folders.flatMap((name) => casesOf(join(data, name)))) {
    const fault = await faultOf(publicCase)
    console.log(fault ? `FAIL  ${publicCase.name}: ${fault}` : `ok    ${publicCase.name}`)
    checked++
    if (fault) failed++
  }
  console.log(
    checked === 0 ? `no order files in ${data}` : `${checked - failed} ok, ${failed} failed`,
  )
  return failed === 0 ? 0 : 1
}
