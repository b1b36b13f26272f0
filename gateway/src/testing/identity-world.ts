// The account store with its world in the test's hand: clock, core, and a database that can go away.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { findBrokenAudit } from '../identity/audit.js'
import { createIdentity, type IdentityParts, type IdentityStore } from '../identity/identity.js'
import { DatabaseDownError, IdentityError, type Sql } from '../ports.js'
import { openTestDatabase, type TestDatabase } from './database.js'
import { TestClock, TestRandom, TestTimers } from './world.js'

export const origin = { address: '192.0.2.1', agent: 'test' }
export const ada = { email: 'Ada@example.com', username: 'Ada', password: 'correct horse' }

/** The core, as far as it opens accounts. */
class Accounts {
  readonly numbers = new Map<string, number>()
  isDown = false

  open = async (uuid: string): Promise<number> => {
    if (this.isDown) throw new Error('the core is away')
    const number = this.numbers.get(uuid) ?? 16 + this.numbers.size
    this.numbers.set(uuid, number)
    return number
  }
}

export interface IdentityWorld {
  database: TestDatabase
  clock: TestClock
  timers: TestTimers
  accounts: Accounts
  warnings: string[]
  isDatabaseDown: boolean
  open(change?: Partial<IdentityParts>): Promise<IdentityStore>
}

/** A suite whose every test has a world of its own. */
export function identitySuite() {
  const test = suite<IdentityWorld>()
  let worlds = 0
  /** Keeps the server running from one test to the next. */
  let server: TestDatabase

  test.before(async () => {
    server = await openTestDatabase({ migrated: false })
  })

  test.after(async () => {
    await server.stop()
  })

  test.before.each(async (world) => {
    const number = ++worlds
    world.database = await openTestDatabase()
    world.clock = new TestClock()
    world.timers = new TestTimers()
    world.accounts = new Accounts()
    world.warnings = []
    world.isDatabaseDown = false
    const random = new TestRandom(`world ${number}`)
    const refuse = () => Promise.reject(new DatabaseDownError('away'))
    const sql: Sql = {
      query: (text, parameters) =>
        world.isDatabaseDown ? refuse() : world.database.sql.query(text, parameters),
      transaction: (work) =>
        world.isDatabaseDown ? refuse() : world.database.sql.transaction(work),
    }
    const say = (message: string) => world.warnings.push(message)
    const parts: IdentityParts = {
      sql,
      clock: world.clock,
      timers: world.timers,
      random,
      reporter: { info: () => {}, warn: say, error: say },
      secrets: { tokenKey: random.bytes(32), masterKey: random.bytes(32) },
      openAccount: world.accounts.open,
      passwords: { cost: 4, atOnceMax: 2, queueMax: 32 },
    }
    world.open = (change = {}) => createIdentity({ ...parts, ...change })
  })

  test.after.each(async (world) => {
    await world.database.stop()
  })

  return test
}

/** How the work was refused: an identity's fault, another error's message, or `none`. */
export async function faultOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'none'
  } catch (error) {
    return error instanceof IdentityError ? error.fault : (error as Error).message
  }
}

/** What the audit log holds, in order; its chain must be whole. */
export const actionsOf = async ({ database }: IdentityWorld) => {
  const rows = await database.sql.query<{ action: string }>(
    'SELECT action FROM audit_logs ORDER BY id',
  )
  assert.is(await findBrokenAudit(database.sql), undefined)
  return rows.map(({ action }) => action)
}
