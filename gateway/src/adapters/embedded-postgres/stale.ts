// Ends a server that has outlived its exchange, and asks servers to end.
import { spawn } from 'node:child_process'
import { readFile, readlink, realpath, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Reporter } from '../../ports.js'
import type { Binaries } from './binaries.js'
import { EmbeddedPostgresError } from './error.js'
import type { Home } from './home.js'
import { programEnvironment, runProgram } from './programs.js'

const endWithinMs = 60_000

/**
 * Ends the server that still runs on this cluster, so that the next one is a child of ours and is
 * watched over like any other. Only the holder of the data folder's lock may call this.
 * @throws EmbeddedPostgresError where it does not end
 */
export async function endStaleServer(home: Home, binaries: Binaries, log: Reporter): Promise<void> {
  const pidFile = join(home.cluster, 'postmaster.pid')
  const text = await readFile(pidFile, 'utf8').catch(() => undefined)
  if (text === undefined) return
  const pid = Number.parseInt(text, 10)
  if (!(pid > 1) || !(await isServerOf(home, pid))) {
    // The number may be another process's by now, and Postgres would wait for that one.
    await rm(pidFile, { force: true })
    return
  }
  log.info(`ending the database server ${pid}, which an earlier process has left`)
  requestStop(pid, home, binaries)
  for (let waitedMs = 0; waitedMs < endWithinMs; waitedMs += 20) {
    if (!(await isServerOf(home, pid))) return
    await sleep(20)
  }
  throw new EmbeddedPostgresError('folderInUse', `server ${pid} on ${home.cluster} does not end`)
}

/** Asks for a fast stop. Windows knows no signals, but Postgres brings a program that has its own. */
export function requestStop(pid: number, home: Home, binaries: Binaries): void {
  if (process.platform !== 'win32') {
    signal(pid, 'SIGINT')
    return
  }
  const parameters = ['stop', '-D', home.cluster, '-m', 'fast', '-W']
  spawn(binaries.pgCtl, parameters, { env: programEnvironment(), stdio: 'ignore' }).unref()
}

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name)
  } catch {
    return false
  }
}

/** A server's working folder is its cluster; a process number alone proves nothing. */
async function isServerOf(home: Home, pid: number): Promise<boolean> {
  if (!signal(pid, 0)) return false
  if (process.platform === 'win32') return true
  if (process.platform === 'linux') {
    const folder = await readlink(`/proc/${pid}/cwd`).catch(() => undefined)
    return folder === (await realpath(home.cluster))
  }
  const end = await runProgram('ps', ['-o', 'args=', '-p', String(pid)], { runAs: {}, cwd: '/' })
  return end.output.includes(`-D ${home.cluster} `)
}
