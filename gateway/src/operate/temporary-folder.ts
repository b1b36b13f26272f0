// A folder that is gone when the work is done, also where a signal ends it.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const signals = ['SIGINT', 'SIGTERM'] as const

/** Runs `work` with a new folder under `parent` and removes it afterwards. */
export async function withTemporaryFolder<Result>(
  work: (folder: string) => Promise<Result>,
  parent: string = tmpdir(),
): Promise<Result> {
  const folder = mkdtempSync(join(parent, 'openbell-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  const onSignal = (signal: NodeJS.Signals) => {
    remove()
    process.kill(process.pid, signal)
  }
  for (const signal of signals) process.once(signal, onSignal)
  try {
    return await work(folder)
  } finally {
    for (const signal of signals) process.removeListener(signal, onSignal)
    remove()
  }
}
