// Snapshots of the views as files: the newest whole one is taken up, the rest makes room.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'

/** Files that are kept, so that a damaged newest one costs only time. */
const keptCount = 2

export interface ViewStore {
  /** What was saved, newest first; each is read only when it is asked for. */
  saved(): Generator<{ readonly path: string; readonly bytes: Uint8Array }>
  save(sequence: number, bytes: Uint8Array): void
}

export function viewStore(folder: string): ViewStore {
  const names = () =>
    (existsSync(folder) ? readdirSync(folder) : [])
      .filter((name) => /^\d{16}\.views$/.test(name))
      .sort()
  return {
    *saved() {
      for (const name of names().reverse()) {
        const path = `${folder}/${name}`
        yield { path, bytes: readFileSync(path) }
      }
    },
    save: (sequence, bytes) => {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      const path = `${folder}/${String(sequence).padStart(16, '0')}.views`
      writeFileSync(`${path}.writing`, bytes, { mode: 0o600, flush: true })
      renameSync(`${path}.writing`, path)
      for (const old of names().slice(0, -keptCount)) rmSync(`${folder}/${old}`)
    },
  }
}
