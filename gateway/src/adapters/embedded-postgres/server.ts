// One run of the server: started, watched over, ended. It never outlives the process that began it.
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { readFile, rename } from 'node:fs/promises'
import { Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Binaries } from './binaries.js'
import { EmbeddedPostgresError, explainOutput } from './error.js'
import type { Home } from './home.js'
import { programEnvironment } from './programs.js'
import { requestStop } from './stale.js'

export interface Server {
  /** Resolves when the server has ended, for whatever reason, with a word about it. */
  readonly ended: Promise<string>
  stop(): Promise<void>
}

/** Long enough to recover from a crash with the write-ahead log at its largest. */
const readyWithinMs = 300_000
const stopWithinMs = 30_000

/**
 * Starts the server and resolves when it takes connections on 127.0.0.1.
 * @throws EmbeddedPostgresError; PortTakenError where another process listens on the port
 */
export async function startServer(home: Home, binaries: Binaries, port: number): Promise<Server> {
  const logFile = join(home.folder, 'postgres.log')
  await rename(logFile, `${logFile}.1`).catch(() => {})
  const child = spawnServer(home, binaries, port, logFile)
  const ended = endOf(child)
  const watchdog = child.pid === undefined ? undefined : spawnWatchdog(child.pid, home, binaries)
  void ended.then(() => watchdog?.kill('SIGKILL'))

  await untilReady(child, home, ended, logFile)
  return { ended, stop: () => stopServer(child, home, binaries, ended) }
}

export class PortTakenError extends Error {
  override name = 'PortTakenError'
}

function spawnServer(home: Home, binaries: Binaries, port: number, logFile: string): ChildProcess {
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: '50',
    // One server, no standby: the least write-ahead log.
    wal_level: 'minimal',
    max_wal_senders: '0',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Statements that fail are the caller's to report, and they hold personal data.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_checkpoints: 'off',
  }
  const parameters = ['-D', home.cluster]
  for (const [name, value] of Object.entries(settings)) parameters.push('-c', `${name}=${value}`)
  const log = openSync(logFile, 'w', 0o600)
  try {
    const child = spawn(binaries.postgres, parameters, {
      ...home.runAs,
      cwd: home.folder,
      env: programEnvironment(),
      // A Ctrl-C at the terminal is for the exchange, which still needs its database to end well.
      detached: true,
      stdio: ['ignore', log, log],
      windowsHide: true,
    })
    child.unref()
    return child
  } finally {
    closeSync(log)
  }
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`))
  })
}

/**
 * A process that ends the server when we are gone, however we went: its stdin is a pipe from us,
 * and only our end of the pipe keeps it waiting.
 */
function spawnWatchdog(pid: number, home: Home, binaries: Binaries): ChildProcess {
  const [program, parameters] =
    process.platform === 'win32'
      ? [process.execPath, ['-e', windowsWatchdog, binaries.pgCtl, home.cluster]]
      : ['/bin/sh', ['-c', 'read -r line; kill -INT "$0"', String(pid)]]
  const watchdog = spawn(program, parameters, {
    ...home.runAs,
    cwd: home.folder,
    env: programEnvironment(),
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    windowsHide: true,
  })
  // Without one the server is still found and ended at the next start.
  watchdog.once('error', () => {})
  watchdog.unref()
  if (watchdog.stdin instanceof Socket) watchdog.stdin.unref()
  return watchdog
}

const windowsWatchdog = `process.stdin.resume().on('close', () => require('node:child_process')
  .spawnSync(process.argv[1], ['stop', '-D', process.argv[2], '-m', 'fast']))`

/** The server writes its state into line 8 of postmaster.pid; pg_ctl waits in the same way. */
async function untilReady(
  child: ChildProcess,
  home: Home,
  ended: Promise<string>,
  logFile: string,
): Promise<void> {
  let over: string | undefined
  void ended.then((end) => {
    over = end
  })
  for (let waitedMs = 0; waitedMs < readyWithinMs; waitedMs += 10) {
    if (over !== undefined) throw await explainEnd(over, home, logFile)
    const lines = await readFile(join(home.cluster, 'postmaster.pid'), 'utf8')
      .then((text) => text.split('\n'))
      .catch((): string[] => [])
    if (lines[0]?.trim() === String(child.pid) && lines[7]?.trim() === 'ready') return
    await sleep(10)
  }
  child.kill('SIGKILL')
  throw new EmbeddedPostgresError('startFailed', `not ready after ${readyWithinMs / 1000} s`)
}

async function explainEnd(end: string, home: Home, logFile: string): Promise<Error> {
  const output = await readFile(logFile, 'utf8').catch(() => '')
  if (/could not bind IPv4 address/.test(output)) return new PortTakenError()
  return explainOutput('postgres', output.trim() === '' ? end : output, home.folder)
}

/** Fast: open transactions are rolled back. Where that hangs, at once: the next start recovers. */
async function stopServer(
  child: ChildProcess,
  home: Home,
  binaries: Binaries,
  ended: Promise<string>,
): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  requestStop(child.pid, home, binaries)
  const timer = setTimeout(() => child.kill('SIGQUIT'), stopWithinMs)
  await ended
  clearTimeout(timer)
}
