// The keeper's thread: writes snapshots and proves them while the path goes on.
import { compileEngine } from '@openbell/engine'
import { serveKeeper } from '../adapters/keeper-thread.js'
import { nodeFiles } from '../adapters/node-files.js'
import { consoleReporter } from '../adapters/reporter.js'
import { writeSnapshot } from '../matching/snapshot-file.js'
import { snapshotsFolder } from '../recovery.js'

/** A snapshot that cannot be kept costs time at the next start, and no more. */
export function runKeeper(): void {
  const engine = compileEngine()
  serveKeeper((folder, { body, ...identity }) => {
    try {
      writeSnapshot(nodeFiles, snapshotsFolder(folder), engine, identity, body)
    } catch (error) {
      const { message } = error as Error
      consoleReporter.error(`snapshot ${identity.sequence} was not kept: ${message}`)
    }
  })
}
