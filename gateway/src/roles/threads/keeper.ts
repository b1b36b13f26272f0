// The keeper's thread: proves snapshots and writes them while the path goes on.
import { compileEngine, type Engine, EngineInvariantError } from '@openbell/engine'
import { serveKeeper } from '../../adapters/keeper-thread.js'
import { nodeFiles } from '../../adapters/node-files.js'
import { consoleReporter } from '../../adapters/reporter.js'
import { engineOf, enginesIn } from '../../matching/engines.js'
import { proveSnapshot, snapshotNames } from '../../matching/snapshot-file.js'
import type { SnapshotKept } from '../../ports.js'
import { enginesFolder, snapshotsFolder } from '../../recovery.js'
import { keepExport, keepSnapshot } from './keep-snapshot.js'

/** A snapshot that cannot be kept costs time at the next start, and no more. */
export function runKeeper(): void {
  const current = compileEngine()
  const enginesOf = (data: string) => enginesIn(nodeFiles, enginesFolder(data), current)
  const attempt = <Kept>(what: string, work: () => Kept): Kept | Error => {
    try {
      return work()
    } catch (error) {
      consoleReporter.error(`${what} was not kept: ${(error as Error).message}`)
      return error as Error
    }
  }
  serveKeeper({
    find: (data) =>
      snapshotNames(nodeFiles, snapshotsFolder(data)).flatMap((name) => {
        const path = `${snapshotsFolder(data)}/${name}`
        const prove = () => proveSnapshot(nodeFiles, path, enginesOf(data))
        const kept = attempt(path, () => keptOf(path, prove()))
        return kept instanceof Error ? [] : kept
      }),
    keep: (data, order) => {
      const { sequence } = order
      const kept = attempt(`snapshot ${sequence}`, () => {
        // One that follows may still have the module of the leader before an upgrade.
        const engine = engineOf(enginesOf(data), order.body)
        return { ...keepSnapshot(nodeFiles, data, engine, order), engine }
      })
      if (kept instanceof Error)
        return { sequence, isInvariantBroken: kept instanceof EngineInvariantError }
      const { path, core, engine } = kept
      attempt(`the export of snapshot ${sequence}`, () =>
        keepExport(nodeFiles, data, engine, order, core),
      )
      const found = attempt(`what snapshot ${sequence} holds`, () => keptOf(path, core))
      return found instanceof Error ? { sequence, isInvariantBroken: false } : found
    },
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
