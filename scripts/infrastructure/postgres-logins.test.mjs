// infrastructure/postgres/logins.sql, run by psql as the image does: what each login of the containers may do.
import { spawnSync } from 'node:child_process'
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { startEmbeddedPostgres } from '../../gateway/dist/adapters/embedded-postgres.js'
import { migrate } from '../../gateway/dist/adapters/migrate.js'
import { connectDatabase } from '../../gateway/dist/adapters/postgres.js'
import {
  makeTemporaryFolder,
  quietLog,
  removeDatabaseFolder,
} from '../../gateway/dist/testing/database.js'
import { interpolate, readCompose } from '../testing/compose.mjs'

const root = fileURLToPath(new URL('../../', import.meta.url))
const { services } = readCompose(`${root}docker-compose.yml`)
const hasPsql = spawnSync('psql', ['--version']).error === undefined
const test = suite('the logins of Postgres in containers')
const testWithPsql = hasPsql ? test : test.skip

const variables = Object.keys(services.postgres.environment).filter((name) =>
  name.endsWith('_PASSWORD'),
)
const passwords = Object.fromEntries(variables.map((name) => [name, `${name.toLowerCase()}'\\"`]))
const inUrls = Object.fromEntries(
  Object.entries(passwords).map(([name, password]) => [name, encodeURIComponent(password)]),
)

let folder
let server
let port

/** An empty server that the superuser may enter, as the image's is when it runs the script. */
async function startServer() {
  folder = await makeTemporaryFolder()
  const options = { dataFolder: folder, log: quietLog }
  await (await startEmbeddedPostgres(options)).stop()
  const moved = `${folder}/moved-to`
  const home = existsSync(moved) ? readFileSync(moved, 'utf8').trim() : folder
  appendFileSync(
    `${home}/cluster/pg_hba.conf`,
    'host all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n',
  )
  server = await startEmbeddedPostgres(options)
  port = new URL(server.url).port
  const groups = 'openbell_projector, openbell_identity, openbell_reader'
  psql('postgres', '-c', `DROP ROLE ${groups}`, '-c', 'ALTER ROLE openbell RENAME TO embedded')
  psql('postgres', '-c', 'ALTER DATABASE openbell RENAME TO embedded')
  psql('postgres', '-c', 'CREATE DATABASE openbell')
}

function psql(database, ...args) {
  const place = ['--host=127.0.0.1', `--port=${port}`, '--username=postgres', database]
  const { status, stderr } = spawnSync(
    'psql',
    ['--no-psqlrc', '--no-password', '--quiet', '--set=ON_ERROR_STOP=1', ...place, ...args],
    { env: { PATH: process.env.PATH, ...passwords }, encoding: 'utf8' },
  )
  assert.is(status, 0, stderr)
}

/** The URL that a service is given, at the server of this test. */
function urlOf(name) {
  const url = new URL(interpolate(services[name].environment.DATABASE_URL, inUrls))
  url.host = `127.0.0.1:${port}`
  return url.href
}

async function as(name, work) {
  const database = await connectDatabase(urlOf(name), { log: quietLog })
  try {
    return await work(database.sql)
  } finally {
    await database.close()
  }
}

async function refusal(sql, statement) {
  try {
    await sql.query(statement)
  } catch (error) {
    return error.message
  }
  throw new Error(`it may: ${statement}`)
}

test.before(async () => {
  if (!hasPsql) return
  await startServer()
  psql('openbell', `--file=${root}infrastructure/postgres/logins.sql`)
  await migrate(urlOf('migrate'))
})

test.after(async () => {
  if (!folder) return
  await server?.stop()
  await removeDatabaseFolder(folder)
})

testWithPsql(
  'the owner owns the tables, and nobody who logs in is a superuser or may make roles',
  async () => {
    await as('migrate', async (sql) => {
      const owners = await sql.query(
        `SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'`,
      )
      assert.equal(owners, [{ tableowner: 'openbell' }])
      const logins = await sql.query(
        `SELECT rolname, rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls AS may
       FROM pg_roles WHERE rolcanlogin AND rolname NOT IN ('postgres', 'embedded') ORDER BY 1`,
      )
      const names = ['exchange_edge', 'exchange_projector', 'openbell']
      assert.equal(
        logins,
        names.map((rolname) => ({ rolname, may: false })),
      )
    })
  },
)

testWithPsql(
  'an edge keeps users and reads tables, and a projector fills these and sees no user',
  async () => {
    for (const name of ['edge-1', 'edge-2'])
      await as(name, async (sql) => {
        await sql.query('SELECT FROM users, trades')
        assert.match(await refusal(sql, 'DELETE FROM users'), 'permission denied')
        assert.match(await refusal(sql, 'INSERT INTO trades DEFAULT VALUES'), 'permission denied')
      })
    for (const name of ['projector', 'core', 'standby'])
      await as(name, async (sql) => {
        await sql.query(`SELECT ensure_partitions('2026-03-01')`)
        await sql.query('SELECT FROM projection_cursor FOR UPDATE')
        assert.match(await refusal(sql, 'SELECT FROM users'), 'permission denied')
        assert.match(await refusal(sql, 'DROP TABLE trades'), 'must be owner')
      })
  },
)

test.run()
