// One connection to Postgres. When it is lost it stays lost; the pool opens another.
//
// The client would connect again by itself, and then run what is left of a transaction outside of
// it, or write to a socket that is gone, which ends the process (its issues 1155 and 1208). So each
// session is a client of one connection that connects once, and is asked nothing after its loss.
import { connect, type Socket } from 'node:net'
import postgres from 'postgres'
import { DatabaseDownError } from '../ports.js'
import { isCancelled, isDown, oneLine } from './postgres-errors.js'
import { encodeValue, valueTypes } from './postgres-values.js'

export interface SessionOptions {
  /** A longer statement is cancelled; 0 = never. */
  readonly statementTimeoutMs: number
  /** Told what the server warns of. */
  readonly onWarning?: (message: string) => void
}

/** Of statements that the server has not read yet: more than a batch of the projection has. */
const pendingBytesMax = 16 * 1024 * 1024

export type Result<Row> = postgres.RowList<Row[] & postgres.Row[]>

export class Session {
  readonly #client: postgres.Sql
  readonly #statementTimeoutMs: number
  #socket: Socket | undefined
  #isLost = false

  /** Connects when it is first asked something. */
  constructor(url: string, { statementTimeoutMs, onWarning }: SessionOptions) {
    this.#statementTimeoutMs = statementTimeoutMs
    const settings = {
      max: 1,
      connect_timeout: 5,
      // A client that retires its connection by itself might do so inside a transaction.
      idle_timeout: 0,
      max_lifetime: null,
      connection: {
        application_name: 'openbell',
        statement_timeout: statementTimeoutMs,
        TimeZone: 'UTC',
        // Over many partitions Postgres would compile for seconds what runs for milliseconds.
        jit: 'off',
      },
      onnotice: ({ severity, message }: postgres.Notice) => {
        if (severity === 'WARNING') onWarning?.(String(message))
      },
      onclose: () => {
        this.#isLost = true
      },
      types: valueTypes,
      socket: (place: SocketPlace) => this.#openSocket(place),
    }
    this.#client = postgres(url, settings)
  }

  get isLost(): boolean {
    return this.#isLost
  }

  /** @throws DatabaseDownError; PostgresError with the server's words where it refuses */
  async query<Row>(text: string, parameters: readonly unknown[] = []): Promise<Result<Row>> {
    if (this.#isLost) throw new DatabaseDownError('the connection to the database is lost')
    // Type 0: the server finds out by itself what each parameter is.
    const given = parameters.map((value) => this.#client.typed(encodeValue(value), 0))
    const deadline = this.#startDeadline()
    try {
      return await this.#client.unsafe<Row[] & postgres.Row[]>(text, given, { prepare: true })
    } catch (error) {
      if (!isDown(error)) throw error
      // Before anyone asks more of it: the client would not answer any more.
      if (!isCancelled(error)) this.#isLost = true
      throw new DatabaseDownError(oneLine(error), { cause: error })
    } finally {
      clearTimeout(deadline)
    }
  }

  /** Runs several statements at once, without parameters. */
  async script(text: string): Promise<void> {
    await this.#client.unsafe(text).simple()
  }

  /** Cuts what is under way. */
  async close(): Promise<void> {
    await this.#client.end({ timeout: 0 })
    this.#isLost = true
    this.#socket?.destroy()
  }

  /** A server that vanished without a word must not hold its callers for ever. */
  #startDeadline(): NodeJS.Timeout | undefined {
    if (this.#statementTimeoutMs === 0) return undefined
    const silence = failure('ETIMEDOUT', 'no answer from the database')
    return setTimeout(() => this.#socket?.destroy(silence), this.#statementTimeoutMs + 5_000)
  }

  /**
   * The client's own sockets wait to coalesce small packets: 40 ms for every COPY, measured. And where
   * one says that it is full, the client sends the next statement when all before it are answered.
   */
  #openSocket(place: SocketPlace): Socket {
    if (this.#socket !== undefined) throw failure('CONNECTION_CLOSED', 'the connection was lost')
    const host = place.host[0]
    const port = place.port[0]
    const limit = { writableHighWaterMark: pendingBytesMax }
    const socket = place.path
      ? connect({ path: place.path, ...limit })
      : connect({ host, port, noDelay: true, ...limit })
    this.#socket = socket
    // The client reads these when it checks the server's certificate.
    return Object.assign(socket, { host, port })
  }
}

interface SocketPlace {
  readonly host: readonly string[]
  readonly port: readonly number[]
  readonly path: string | false
}

const failure = (code: string, message: string) => Object.assign(new Error(message), { code })
