// Makes the cluster: initdb, and one login that is no superuser. Nobody else can log in.
import { randomBytes } from 'node:crypto'
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Reporter } from '../../ports.js'
import type { Binaries } from './binaries.js'
import { EmbeddedPostgresError, explainOutput } from './error.js'
import type { Home } from './home.js'
import { runProgram } from './programs.js'

/** The login and the database that the exchange uses. */
export const roleName = 'openbell'

const versionMajor = '18'

/** Only this login, only from this machine, only with its password. */
const hostRules = `host all ${roleName} 127.0.0.1/32 scram-sha-256\n`

/**
 * Makes the cluster where there is none, and returns the login's password, which is kept in the
 * data folder for its owner alone.
 * @throws EmbeddedPostgresError
 */
export async function provideCluster(
  home: Home,
  binaries: Binaries,
  dataFolder: string,
  log: Reporter,
): Promise<string> {
  const passwordFile = join(dataFolder, 'password')
  const known = (await readFile(passwordFile, 'utf8').catch(() => '')).trim()
  const version = await versionOf(home)
  if (version !== undefined && version !== versionMajor) {
    throw new EmbeddedPostgresError(
      'versionDiffers',
      `${home.cluster} was made by Postgres ${version}, this is ${versionMajor}`,
    )
  }
  if (version !== undefined && known !== '') return known

  const password = randomBytes(24).toString('hex')
  if (version === undefined) {
    log.info(`making the database in ${home.cluster}`)
    await makeCluster(home, binaries, password)
  } else {
    await alone(home.cluster, home, binaries, `ALTER ROLE ${roleName} PASSWORD '${password}'`)
  }
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 })
  return password
}

async function versionOf(home: Home): Promise<string | undefined> {
  try {
    return (await readFile(join(home.cluster, 'PG_VERSION'), 'utf8')).trim()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** Under another name until it is complete, so that a crash leaves no half of a cluster. */
async function makeCluster(home: Home, binaries: Binaries, password: string): Promise<void> {
  const unfinished = `${home.cluster}.new`
  await rm(unfinished, { recursive: true, force: true })
  try {
    await initialise(unfinished, home, binaries)
    await writeFile(join(unfinished, 'pg_hba.conf'), hostRules)
    await alone(unfinished, home, binaries, `DO $$ BEGIN ${roles(password)} END $$`)
    await alone(unfinished, home, binaries, `CREATE DATABASE ${roleName} OWNER ${roleName}`)
    await rename(unfinished, home.cluster)
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true })
    throw error
  }
}

/** The login may make no roles, so the groups of migrations/018 are made for it. */
const roles = (password: string): string =>
  [
    `CREATE ROLE ${roleName} LOGIN CREATEDB PASSWORD '${password}';`,
    ...['projector', 'identity', 'reader'].map(
      (group) => `CREATE ROLE ${roleName}_${group} NOLOGIN ADMIN ${roleName};`,
    ),
  ].join(' ')

async function initialise(folder: string, home: Home, binaries: Binaries): Promise<void> {
  const { uid, gid } = home.runAs
  await mkdir(folder, { mode: 0o700 })
  if (uid !== undefined && gid !== undefined) await chown(folder, uid, gid)
  const parameters = ['-D', folder, '-U', 'postgres', '--auth=reject', '--encoding=UTF8']
  // Postgres's own C.UTF-8 folds and sorts alike on every system.
  parameters.push('--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8')
  const options = { runAs: home.runAs, cwd: home.folder }
  const end = await runProgram(binaries.initdb, parameters, options)
  if (end.code !== 0) throw explainOutput('initdb', end.output, home.folder)
}

/** Runs one statement as the superuser on a cluster that is not running: nobody logs in for it. */
async function alone(
  cluster: string,
  home: Home,
  binaries: Binaries,
  statement: string,
): Promise<void> {
  const parameters = ['--single', '-D', cluster, '-c', 'exit_on_error=on', 'postgres']
  const options = { runAs: home.runAs, cwd: home.folder, input: `${statement}\n` }
  const end = await runProgram(binaries.postgres, parameters, options)
  if (end.code !== 0 || /ERROR|FATAL|PANIC/.test(end.output)) {
    throw explainOutput('postgres --single', end.output, home.folder)
  }
}
