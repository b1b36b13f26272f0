// The keeper's thread: proves snapshots and writes them while the path goes on.
import { compileEngine, type Engine } from '@openbell/engine'
import { serveKeeper } from '../adapters/keeper-thread.js'
import { nodeFiles } from '../adapters/node-files.js'
import { consoleReporter } from '../adapters/reporter.js'
import { proveSnapshot, snapshotNames } from '../matching/snapshot-file.js'
import type { SnapshotKept } from '../ports.js'
import { snapshotsFolder } from '../recovery.js'
import { keepSnapshot } from './keep-snapshot.js'

/** A snapshot that cannot be kept costs time at the next start, and no more. */
export function runKeeper(): void {
  const engine = compileEngine()
  const attempt = (what: string, work: () => SnapshotKept): SnapshotKept | undefined => {
    try {
      return work()
    } catch (error) {
      consoleReporter.error(`${what} was not kept: ${(error as Error).message}`)
      return undefined
    }
  }
  serveKeeper({
    find: (data) =>
      snapshotNames(nodeFiles, snapshotsFolder(data)).flatMap((name) => {
        const path = `${snapshotsFolder(data)}/${name}`
        const kept = attempt(path, () => keptOf(path, proveSnapshot(nodeFiles, path, engine)))
        return kept ?? []
      }),
    keep: (data, order) =>
      attempt(`snapshot ${order.sequence}`, () => {
        const { path, core } = keepSnapshot(nodeFiles, data, engine, order)
        return keptOf(path, core)
      }),
  })
}

function keptOf(path: string, core: Engine): SnapshotKept {
  const { orders, accounts } = core.usage()
  const file = nodeFiles.open(path, 'read')
  const sizeBytes = file.sizeBytes()
  file.close()
  const { sequence, timestampUs } = core
  const counts = { orderCount: orders.used, accountCount: accounts.used }
  return { sequence, timestampUs, stateHash: core.stateHash(), path, sizeBytes, ...counts }
}
