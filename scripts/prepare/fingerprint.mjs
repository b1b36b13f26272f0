// Digests of the files that a build step reads, kept among the packages, tell what is current.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Digest of the names and contents of files; a folder counts with everything in it. */
export function fingerprint(root, paths) {
  const hash = createHash('sha256')
  for (const file of paths.flatMap((path) => filesUnder(root, path)).sort()) {
    const bytes = readFileSync(join(root, file))
    hash.update(`${file} ${bytes.length}\n`).update(bytes)
  }
  return hash.digest('hex')
}

/** Paths (from the root, with slashes) of all files in a folder, or of the file itself, or none. */
export function filesUnder(root, path) {
  const full = join(root, path)
  if (!existsSync(full)) return []
  if (statSync(full).isFile()) return [path]
  return readdirSync(full, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesUnder(root, `${path}/${entry.name}`) : [`${path}/${entry.name}`],
  )
}

/** The digest of what each finished step had read. An install removes them with the packages. */
export class Stamps {
  #path
  #digests

  constructor(root) {
    this.#path = join(root, 'node_modules', '.openbell-build.json')
    this.#digests = existsSync(this.#path) ? JSON.parse(readFileSync(this.#path, 'utf8')) : {}
  }

  has(step, digest) {
    return this.#digests[step] === digest
  }

  set(step, digest) {
    this.#digests[step] = digest
    const next = `${this.#path}.${process.pid}`
    writeFileSync(next, `${JSON.stringify(this.#digests, null, 2)}\n`)
    renameSync(next, this.#path)
  }
}
