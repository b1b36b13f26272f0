// A database client that fails at one point: before a statement, before a commit or after one.
import type { Sql } from '../../ports.js'

export class FaultySql implements Sql {
  /** Points that were passed. */
  passed = 0
  /** The point that fails, from 1; 0 = none. */
  failsAt = 0

  constructor(
    private readonly inner: Sql,
    private readonly fault: () => Error,
  ) {}

  query<Row>(text: string, parameters?: readonly unknown[]): Promise<Row[]> {
    return this.#query(this.inner, text, parameters)
  }

  async transaction<Result>(work: (sql: Sql) => Promise<Result>): Promise<Result> {
    const result = await this.inner.transaction(async (sql) => {
      const inside: Sql = {
        query: (text, parameters) => this.#query(sql, text, parameters),
        transaction: (work) => sql.transaction(work),
      }
      const done = await work(inside)
      this.#pass() // the statements are done, the commit was not sent
      return done
    })
    this.#pass() // committed, and the answer is lost
    return result
  }

  #query<Row>(sql: Sql, text: string, parameters?: readonly unknown[]): Promise<Row[]> {
    this.#pass()
    return sql.query(text, parameters)
  }

  #pass(): void {
    this.passed++
    if (this.passed === this.failsAt) throw this.fault()
  }
}
