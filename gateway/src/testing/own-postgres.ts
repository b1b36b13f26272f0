// A Postgres of a test's own, which it may stop, kill and pause: an embedded one.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../adapters/embedded-postgres.js'
import { migrate } from '../adapters/migrate.js'
import type { Reporter } from '../ports.js'
import { makeTemporaryFolder, removeDatabaseFolder } from './database.js'
import { killProcess, pauseProcesses } from './signals.js'

/** It is the tests that end it. */
const silent: Reporter = { info: () => {}, warn: () => {}, error: () => {} }

export class OwnPostgres {
  private constructor(
    readonly url: string,
    private readonly folder: string,
    private server: EmbeddedPostgres | undefined,
  ) {}

  /** With a migrated database. */
  static async start(): Promise<OwnPostgres> {
    const folder = await makeTemporaryFolder()
    try {
      const server = await startEmbeddedPostgres({ dataFolder: folder, log: silent })
      await migrate(server.url)
      return new OwnPostgres(server.url, folder, server)
    } catch (error) {
      await removeDatabaseFolder(folder)
      throw error
    }
  }

  /** Ends it in good order. */
  async stop(): Promise<void> {
    await this.server?.stop()
    this.server = undefined
  }

  /** Starts it where it was. */
  async restart(): Promise<void> {
    const port = Number(new URL(this.url).port)
    this.server = await startEmbeddedPostgres({ dataFolder: this.folder, port, log: silent })
  }

  /** Kills it without a word; it recovers, and comes back by itself. */
  async kill(): Promise<void> {
    await killProcess(await this.#pid())
  }

  /** Everything of it stands still, with its connections open, until the returned function is called. */
  async pause(backends: readonly number[]): Promise<() => void> {
    return pauseProcesses(await this.#pid(), ...backends)
  }

  async remove(): Promise<void> {
    await this.stop()
    await removeDatabaseFolder(this.folder)
  }

  async #pid(): Promise<number> {
    const moved = await readFile(join(this.folder, 'moved-to'), 'utf8').catch(() => undefined)
    const file = join(moved?.trim() ?? this.folder, 'cluster', 'postmaster.pid')
    return Number.parseInt(await readFile(file, 'utf8'), 10)
  }
}
