// The public benchmark's order files by their manifests: what each holds and must come out as.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const allFolders = ['edge-cases', 'workload'] as const

export interface OrderCase {
  readonly name: string
  /** As it is stored, or undefined where it is missing. */
  readonly path: string | undefined
  readonly messages: number
  /** Of the canonical report stream. */
  readonly sha256: string
}

/** What a manifest says of a file: its keys are the files' names, with or without `.bin`. */
interface Expected {
  readonly messages: number
  readonly sha256?: string
  readonly canonical_sha256?: string
}

const pathOf = (folder: string, name: string): string | undefined =>
  [`${name}.bin`, name, `${name}.zst`].map((file) => join(folder, file)).find(existsSync)

/** The edge cases and workloads of a data folder, or those of some; none without a manifest. */
export function orderCases(
  data: string,
  folders: readonly (typeof allFolders)[number][] = allFolders,
): OrderCase[] {
  return folders.flatMap((name) => {
    const folder = join(data, name)
    const manifest = join(folder, 'manifest.json')
    if (!existsSync(manifest)) return []
    const cases = JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, Expected>
    return Object.entries(cases).map(([file, { messages, sha256, canonical_sha256 }]) => ({
      name: file,
      path: pathOf(folder, file),
      messages,
      sha256: sha256 ?? (canonical_sha256 as string),
    }))
  })
}
