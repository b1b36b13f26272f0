// A Redis server of a test's own on a free port, to be stopped, killed and started again.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { freePort } from '../adapters/free-port.js'
import { pauseProcesses } from './signals.js'

/** Holds nothing on disk: one that is started again is empty. */
export class OwnRedis {
  #process: ChildProcess | undefined
  readonly url: string

  private constructor(
    readonly port: number,
    private readonly folder: string,
  ) {
    this.url = `redis://127.0.0.1:${port}/2`
  }

  static async start(): Promise<OwnRedis> {
    const folder = await mkdtemp(join(tmpdir(), 'openbell-redis-'))
    const server = new OwnRedis(await freePort(), folder)
    await server.start()
    return server
  }

  async start(...more: string[]): Promise<void> {
    const { port, folder } = this
    const plain = ['--port', String(port), '--save', '', '--dir', folder, '--bind', '127.0.0.1']
    this.#process = spawn('redis-server', [...plain, ...more], { stdio: 'ignore' })
    await once(this.#process, 'spawn')
    await until('redis-server listens', () => isListening(port))
  }

  /** It stands still, with its connections open, until the returned function is called. */
  pause(): Promise<() => void> {
    if (!this.#process?.pid) throw new Error('redis-server does not run')
    return pauseProcesses(this.#process.pid)
  }

  async kill(): Promise<void> {
    const process = this.#process
    this.#process = undefined
    if (!process) return
    process.kill('SIGKILL')
    if (process.exitCode === null && process.signalCode === null) await once(process, 'exit')
  }

  /** One command by a client of its own. */
  async command(name: string, ...values: (string | number)[]): Promise<unknown> {
    const client = new Redis(this.url, { lazyConnect: true })
    await client.connect()
    try {
      return await client.call(name, ...values)
    } finally {
      client.disconnect()
    }
  }

  async end(): Promise<void> {
    await this.kill()
    await rm(this.folder, { recursive: true, force: true })
  }
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

/** Waits, far longer than it should take. */
export async function until(what: string, isSo: () => unknown, secondsMax = 30): Promise<void> {
  for (let tries = 0; tries < secondsMax * 50; tries++) {
    if (await isSo()) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`not in time: ${what}`)
}
