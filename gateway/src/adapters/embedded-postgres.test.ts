// The embedded Postgres: starts, restarts, deaths of the parent and of the server, and refusals.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Reporter } from '../ports.js'
import { makeTemporaryFolder, quietLog, removeDatabaseFolder } from '../testing/database.js'
import { copyBinaries, installedPackage, linkLibraries } from './embedded-postgres/binaries.js'
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.js'
import { connectDatabase, DatabaseRefusedError } from './postgres.js'

const test = suite<{ folder: string }>()

test.before.each(async (context) => {
  context.folder = await makeTemporaryFolder()
})

test.after.each(async ({ folder }) => {
  await removeDatabaseFolder(folder)
})

const start = (dataFolder: string, log: Reporter = quietLog) =>
  startEmbeddedPostgres({ dataFolder, log })

async function ask<Row>(url: string, text: string): Promise<Row[]> {
  const { sql, close } = await connectDatabase(url, { log: { ...quietLog, warn: () => {} } })
  try {
    return await sql.query<Row>(text)
  } finally {
    await close()
  }
}

async function faultOf(starting: Promise<EmbeddedPostgres>): Promise<string> {
  try {
    await (await starting).stop()
  } catch (error) {
    assert.not.match((error as Error).message, '\n')
    return String((error as { fault?: unknown }).fault)
  }
  return 'none'
}

const serverPid = async (folder: string): Promise<number> =>
  Number.parseInt(await readFile(join(folder, 'cluster/postmaster.pid'), 'utf8'), 10)

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let waitedMs = 0; waitedMs < 30_000; waitedMs += 20) {
    if (await condition()) return
    await sleep(20)
  }
  assert.unreachable(`never: ${what}`)
}

/** Another process that runs the embedded Postgres of the folder. */
async function startChild(folder: string): Promise<{ child: ChildProcess; url: string }> {
  const program = fileURLToPath(new URL('../testing/embedded-postgres-child.js', import.meta.url))
  const child = spawn(process.execPath, [program, folder], { stdio: ['pipe', 'pipe', 'inherit'] })
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()))
    child.once('exit', (code) => reject(new Error(`the child ended with ${code}`)))
  })
  return { child, url }
}

test('what was written is there after a restart, with the same password', async ({ folder }) => {
  const first = await start(folder)
  await ask(first.url, 'CREATE TABLE facts AS SELECT 42 AS answer')
  await first.stop()
  await first.stop()
  const second = await start(folder)
  assert.equal(await ask(second.url, 'SELECT answer FROM facts'), [{ answer: 42 }])
  assert.is(new URL(second.url).password, new URL(first.url).password)
  await second.stop()
  assert.is((await stat(join(folder, 'password'))).mode & 0o777, 0o600)
})

test('only the one login is let in, and it is no superuser', async ({ folder }) => {
  const server = await start(folder)
  const roles = await ask(
    server.url,
    'SELECT rolname, rolsuper FROM pg_roles WHERE rolname = current_user',
  )
  assert.equal(roles, [{ rolname: 'openbell', rolsuper: false }])
  for (const [user, password] of [
    ['openbell', 'wrong'],
    ['openbell', ''],
    ['postgres', ''],
    ['postgres', new URL(server.url).password],
  ] as const) {
    const url = Object.assign(new URL(server.url), { username: user, password })
    try {
      await ask(url.href, 'SELECT 1')
      assert.unreachable(`${user} was let in`)
    } catch (error) {
      assert.instance(error, DatabaseRefusedError)
    }
  }
  await server.stop()
})

test('a lost password is replaced', async ({ folder }) => {
  const first = await start(folder)
  await first.stop()
  await writeFile(join(folder, 'password'), '')
  const { url, stop } = await start(folder)
  assert.not.equal(new URL(url).password, new URL(first.url).password)
  assert.equal(await ask(url, 'SELECT 1 AS one'), [{ one: 1 }])
  await stop()
})

test('two processes cannot use one folder', async ({ folder }) => {
  const { child } = await startChild(folder)
  assert.is(await faultOf(start(folder)), 'folderInUse')
  child.kill('SIGKILL')
  await until('the folder is free', async () => (await faultOf(start(folder))) === 'none')
})

for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
  test(`no server outlives its parent (${signal})`, async ({ folder }) => {
    const { child } = await startChild(folder)
    const pid = await serverPid(folder)
    assert.ok(isAlive(pid))
    child.kill(signal)
    await until('the server has ended', () => !isAlive(pid))
  })
}

if (process.platform === 'linux') {
  test('a server that outlived its parent all the same is ended', async ({ folder }) => {
    const { child, url } = await startChild(folder)
    await ask(url, 'CREATE TABLE facts AS SELECT 42 AS answer')
    const pid = await serverPid(folder)
    const children = await readFile(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8')
    for (const one of children.trim().split(' ').map(Number)) {
      if (one !== pid) process.kill(one, 'SIGKILL')
    }
    child.kill('SIGKILL')
    await until('the parent is gone', () => child.signalCode !== null)
    assert.ok(isAlive(pid))
    const server = await start(folder)
    await until('the old server has ended', () => !isAlive(pid))
    assert.equal(await ask(server.url, 'SELECT answer FROM facts'), [{ answer: 42 }])
    await server.stop()
  })
}

test('another process that has the number of an old server is left alone', async ({ folder }) => {
  await (await start(folder)).stop()
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  const pidFile = join(folder, 'cluster/postmaster.pid')
  await writeFile(pidFile, `${other.pid}\n${folder}/cluster\n`)
  await (await start(folder)).stop()
  assert.is(other.exitCode ?? other.signalCode, null)
  other.kill('SIGKILL')
})

test('a server that dies is started again, on the same port', async ({ folder }) => {
  const errors: string[] = []
  const log = { ...quietLog, error: (message: string) => errors.push(message) }
  const server = await start(folder, log)
  const pid = await serverPid(folder)
  process.kill(pid, 'SIGKILL')
  await until('a new server is there', async () => {
    const next = await serverPid(folder).catch(() => pid)
    return next !== pid && isAlive(next)
  })
  assert.equal(await ask(server.url, 'SELECT 1 AS one'), [{ one: 1 }])
  assert.match(errors[0] ?? '', /has ended \(SIGKILL\)/)
  await server.stop()
})

test('what cannot work is said in one line', async ({ folder }) => {
  const file = join(folder, 'file')
  await writeFile(file, '')
  assert.is(await faultOf(start(file)), 'folderUnwritable')
  assert.is(await faultOf(start(join(file, 'inside'))), 'folderUnwritable')

  const server = await start(join(folder, 'taken'))
  const port = Number(new URL(server.url).port)
  const wanted = { dataFolder: join(folder, 'other'), port, log: quietLog }
  assert.is(await faultOf(startEmbeddedPostgres(wanted)), 'startFailed')
  await server.stop()

  await mkdir(join(folder, 'old/cluster'), { recursive: true })
  await writeFile(join(folder, 'old/cluster/PG_VERSION'), '11\n')
  assert.is(await faultOf(start(join(folder, 'old'))), 'versionDiffers')
})

test('the binaries run from a copy, with their libraries linked by our own hand', async ({
  folder,
}) => {
  const { native } = await installedPackage()
  const copy = join(folder, 'copy')
  await copyBinaries(native, copy)
  const versionsOf = () =>
    ['postgres', 'initdb'].map((program) => {
      const end = spawnSync(join(copy, 'bin', program), ['--version'], { encoding: 'utf8' })
      return `${end.stdout}${end.stderr}`
    })
  for (const version of versionsOf()) assert.match(version, /PostgreSQL\) 18/)

  const libraries = await readdir(join(copy, 'lib'), { withFileTypes: true })
  for (const link of libraries.filter((entry) => entry.isSymbolicLink())) {
    await rm(join(copy, 'lib', link.name))
  }
  if (process.platform === 'linux') assert.not.match(versionsOf().join(), 'PostgreSQL')
  await linkLibraries(copy)
  await linkLibraries(copy)
  for (const version of versionsOf()) assert.match(version, /PostgreSQL\) 18/)
})

if (process.getuid?.() === 0) {
  test('root may keep its data where others may not go', async ({ folder }) => {
    const data = join(folder, 'shut/data')
    await mkdir(data, { recursive: true })
    await chmod(dirname(data), 0o700)
    try {
      const first = await start(data)
      await ask(first.url, 'CREATE TABLE facts AS SELECT 42 AS answer')
      await first.stop()
      const home = (await readFile(join(data, 'moved-to'), 'utf8')).trim()
      assert.not.ok(home.startsWith(folder))
      assert.is((await stat(join(home, 'cluster'))).mode & 0o777, 0o700)

      const second = await start(data)
      assert.equal(await ask(second.url, 'SELECT answer FROM facts'), [{ answer: 42 }])
      await second.stop()

      const copy = join(folder, 'copy')
      await mkdir(copy)
      await writeFile(join(copy, 'moved-to'), home)
      assert.is(await faultOf(start(copy)), 'folderInUse')
    } finally {
      await removeDatabaseFolder(data)
    }
  })
}

test.run()
