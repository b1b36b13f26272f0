// Connects to Postgres, and waits for one that is away. The client is behind the Sql port.
import { setTimeout as sleep } from 'node:timers/promises'
import { DatabaseDownError, type Reporter, type ServerState, type Sql } from '../ports.js'
import { oneLine } from './postgres-errors.js'
import { Pool } from './postgres-pool.js'

export interface Database {
  readonly sql: Sql
  /** As it was when it was last asked, which is every few seconds. */
  state(): ServerState
  /** Waits for work under way, for at most five seconds. */
  close(): Promise<void>
}

export interface ConnectOptions {
  readonly log: Reporter
  /** Ends the waiting for a database that cannot be reached. */
  readonly signal?: AbortSignal
  /** A longer statement is cancelled; 0 = never. */
  readonly statementTimeoutMs?: number
  /** How often it is asked whether it is there. */
  readonly pulseMs?: number
}

/** The database answers, but not to us, or not as needed: waiting would not help. */
export class DatabaseRefusedError extends Error {
  override name = 'DatabaseRefusedError'
}

const versionMin = 14
const connectionsMax = 4
const retryMsMin = 250
const retryMsMax = 5_000
const reportEveryMs = 10_000
const pulseMsDefault = 5_000

/**
 * Connects, and waits for a database that cannot be reached, saying so now and then.
 * @param url postgres://user:password@host:port/database
 * @throws DatabaseRefusedError where it refuses the login, does not exist or is too old;
 *   AbortError where the signal ended the waiting
 */
export async function connectDatabase(url: string, options: ConnectOptions): Promise<Database> {
  const name = nameOf(url)
  const { statementTimeoutMs = 15_000 } = options
  const pool = new Pool(url, { statementTimeoutMs, connectionsMax })
  try {
    await untilAnswered(pool, name, options)
  } catch (error) {
    await pool.close(0)
    throw error
  }
  const pulse = new Pulse(pool, options.pulseMs ?? pulseMsDefault)
  return {
    sql: pool,
    state: () => pulse.state,
    close: () => {
      pulse.end()
      return pool.close(5_000)
    },
  }
}

/** Asks now and then, so that it is known before somebody needs it. */
class Pulse {
  state: ServerState = 'up'
  private readonly timer: NodeJS.Timeout
  private isAsking = false

  constructor(
    private readonly sql: Sql,
    everyMs: number,
  ) {
    this.timer = setInterval(() => void this.ask(), everyMs).unref()
  }

  end(): void {
    clearInterval(this.timer)
  }

  /** A statement has its timeout, and one is under way at a time. */
  private async ask(): Promise<void> {
    if (this.isAsking) return
    this.isAsking = true
    const answered = this.sql.query('SELECT 1')
    this.state = await answered.then(
      () => 'up',
      () => 'down',
    )
    this.isAsking = false
  }
}

async function untilAnswered(sql: Sql, name: string, options: ConnectOptions): Promise<void> {
  let retryMs = retryMsMin
  let silentMs = reportEveryMs
  for (;;) {
    options.signal?.throwIfAborted()
    try {
      await refuseOldServer(sql, name)
      return
    } catch (error) {
      if (error instanceof DatabaseRefusedError) throw error
      if (!(error instanceof DatabaseDownError)) {
        throw new DatabaseRefusedError(`database ${name}: ${oneLine(error)}`)
      }
      if (silentMs >= reportEveryMs) {
        options.log.warn(`waiting for the database ${name}: ${oneLine(error)}`)
        silentMs = 0
      }
    }
    await sleep(retryMs, undefined, options.signal === undefined ? {} : { signal: options.signal })
    silentMs += retryMs
    retryMs = Math.min(retryMs * 2, retryMsMax)
  }
}

async function refuseOldServer(sql: Sql, name: string): Promise<void> {
  const rows = await sql.query<{ version: string }>(
    "SELECT current_setting('server_version_num') AS version",
  )
  const version = Math.floor(Number(rows[0]?.version) / 10_000)
  if (version < versionMin) {
    throw new DatabaseRefusedError(
      `database ${name}: Postgres ${versionMin} or newer is needed, this is ${version}`,
    )
  }
}

/**
 * For messages: without the password.
 * @throws DatabaseRefusedError where the URL is not one of Postgres
 */
function nameOf(url: string): string {
  try {
    const { protocol, host, pathname } = new URL(url)
    if (protocol === 'postgres:' || protocol === 'postgresql:') return `${host}${pathname}`
  } catch {
    // Said below, without the URL, which may hold a password.
  }
  throw new DatabaseRefusedError('the database URL must be postgres://user:password@host/database')
}
