// The embedded Postgres that another process has started: how to reach it.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { roleName } from './cluster.js'

/** The line of a server's pid file that holds its port. */
const portLine = 3

/** The URL of the server that runs on this data folder's cluster; undefined where none does. */
export async function findRunningPostgres(dataFolder: string): Promise<string | undefined> {
  const home = (await read(join(dataFolder, 'moved-to'))) ?? dataFolder
  const server = await read(join(home, 'cluster', 'postmaster.pid'))
  const password = await read(join(dataFolder, 'password'))
  const port = Number(server?.split('\n')[portLine])
  if (password === undefined || !(port > 0)) return undefined
  return `postgres://${roleName}:${password}@127.0.0.1:${port}/${roleName}`
}

const read = async (path: string): Promise<string | undefined> =>
  (await readFile(path, 'utf8').catch(() => undefined))?.trim() || undefined
