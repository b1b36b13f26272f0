// A few sessions behind the Sql port: statements take turns, a transaction has its session alone.
import { DatabaseDownError, type Sql } from '../ports.js'
import { Session, type SessionOptions } from './postgres-session.js'

const idleMsMax = 10_000

export class Pool implements Sql {
  readonly #url: string
  readonly #options: SessionOptions & { connectionsMax: number }
  /** Those that nobody uses, the last used one last, each with its farewell. */
  readonly #idle: { session: Session; timer: NodeJS.Timeout }[] = []
  readonly #waiting: { resolve(session: Session): void; reject(error: Error): void }[] = []
  readonly #used = new Set<Session>()
  #drained: (() => void) | undefined
  #isClosed = false

  constructor(url: string, options: SessionOptions & { connectionsMax: number }) {
    this.#url = url
    this.#options = options
  }

  query<Row>(text: string, parameters?: readonly unknown[]): Promise<Row[]> {
    return this.#use(async (session) => {
      const rows = await session.query<Row>(text, parameters)
      // The client's own kind of array carries the statement and its state.
      return rows.slice()
    })
  }

  transaction<Result>(work: (sql: Sql) => Promise<Result>): Promise<Result> {
    return this.#use((session) => runTransaction(session, work))
  }

  /** Refuses new work, waits at most so long for the work under way, and cuts what is left. */
  async close(timeoutMs: number): Promise<void> {
    this.#isClosed = true
    for (const { reject } of this.#waiting.splice(0)) reject(closedError())
    for (const { session, timer } of this.#idle.splice(0)) {
      clearTimeout(timer)
      await session.close()
    }
    if (this.#used.size > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, timeoutMs)
        this.#drained = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
    await Promise.all([...this.#used].map((session) => session.close()))
  }

  async #use<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    if (this.#isClosed) throw closedError()
    const session = await this.#acquire()
    try {
      return await work(session)
    } finally {
      await this.#release(session)
    }
  }

  async #acquire(): Promise<Session> {
    for (let last = this.#idle.pop(); last !== undefined; last = this.#idle.pop()) {
      clearTimeout(last.timer)
      if (!last.session.isLost) {
        this.#used.add(last.session)
        return last.session
      }
      await last.session.close()
    }
    if (this.#used.size < this.#options.connectionsMax) return this.#open()
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }))
  }

  #open(): Session {
    const session = new Session(this.#url, this.#options)
    this.#used.add(session)
    return session
  }

  async #release(session: Session): Promise<void> {
    this.#used.delete(session)
    if (session.isLost || this.#isClosed) await session.close()
    const next = this.#waiting.shift()
    if (next !== undefined) {
      if (!session.isLost) this.#used.add(session)
      next.resolve(session.isLost ? this.#open() : session)
    } else if (!session.isLost) {
      this.#keep(session)
    }
    if (this.#used.size === 0) this.#drained?.()
  }

  #keep(session: Session): void {
    const timer = setTimeout(() => {
      const index = this.#idle.findIndex((idle) => idle.session === session)
      if (index >= 0) this.#idle.splice(index, 1)
      void session.close()
    }, idleMsMax)
    timer.unref()
    this.#idle.push({ session, timer })
  }
}

const closedError = () => new DatabaseDownError('the connections to the database are closed')

async function runTransaction<Result>(
  session: Session,
  work: (sql: Sql) => Promise<Result>,
): Promise<Result> {
  await session.query('BEGIN')
  const result = await runScope(session, work, { depth: 0, undo: 'ROLLBACK' })
  const end = await session.query('COMMIT')
  // Where a statement had failed, and the work went on all the same, nothing was committed.
  if (end.command === 'ROLLBACK') throw new Error('a statement of the transaction had failed')
  return result
}

async function runScope<Result>(
  session: Session,
  work: (sql: Sql) => Promise<Result>,
  { depth, undo }: { depth: number; undo: string },
): Promise<Result> {
  let isOver = false
  const scope: Sql = {
    query: async <Row>(text: string, parameters?: readonly unknown[]): Promise<Row[]> => {
      if (isOver) throw new Error('the transaction is over')
      const rows = await session.query<Row>(text, parameters)
      return rows.slice()
    },
    transaction: async (inner) => {
      if (isOver) throw new Error('the transaction is over')
      const name = `scope_${depth + 1}`
      await session.query(`SAVEPOINT ${name}`)
      const undoInner = `ROLLBACK TO SAVEPOINT ${name}`
      const result = await runScope(session, inner, { depth: depth + 1, undo: undoInner })
      await session.query(`RELEASE SAVEPOINT ${name}`)
      return result
    },
  }
  try {
    return await work(scope)
  } catch (error) {
    // A lost session has rolled back by itself; the reason to report is the first one.
    await session.query(undo).catch(() => {})
    throw error
  } finally {
    isOver = true
  }
}
