// A NATS server of a test's own, from OPENBELL_NATS_SERVER: durable, on free ports, and easy to hurt.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../adapters/free-port.js'
import { isBelow, safeVersion } from '../adapters/nats/server-probe.js'
import { pauseProcesses } from './signals.js'

export interface TestNatsOptions {
  /** Debian 12's server does not know `sync_interval`. */
  readonly isDurable?: boolean
  /** More lines of its configuration. */
  readonly configuration?: string
  /** Another binary than OPENBELL_NATS_SERVER. */
  readonly program?: string
  /** Where its own folder is made, on what disk; that of temporary files unless it is given. */
  readonly parent?: string
  /** That its streams may have, 4 unless it is given. */
  readonly gigabytes?: number
}

/** The binary that the tests run; undefined where none is given: then they are left out. */
export const natsProgram: string | undefined = process.env.OPENBELL_NATS_SERVER || undefined

/** Of the binary, such as 2.10.27; undefined where it cannot be run. */
export function natsVersion(program: string): string | undefined {
  const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' })
  return /v(\d+\.\d+\.\d+)/.exec(stdout ?? '')?.[1]
}

/**
 * The same binary where it is new enough for a cluster: three of 2.10.27 that start at once may never
 * all get to know one another.
 */
export function natsClusterProgram(): string | undefined {
  const version = natsProgram && natsVersion(natsProgram)
  return version && !isBelow(version, safeVersion(3)) ? natsProgram : undefined
}

/** A test that ends before it stops its servers must not leave them running. */
const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

export class TestNats {
  private child: ChildProcess | undefined

  private constructor(
    private readonly program: string,
    /** Holds its configuration and its store. */
    readonly folder: string,
    readonly port: number,
    readonly monitorPort: number,
  ) {}

  static async start(options: TestNatsOptions = {}): Promise<TestNats> {
    const program = options.program ?? natsProgram
    if (!program) throw new Error('OPENBELL_NATS_SERVER is not set')
    const folder = await mkdtemp(join(options.parent ?? tmpdir(), 'openbell-nats-'))
    const [port, monitorPort] = [await freePort(), await freePort()]
    const sync = options.isDurable === false ? '' : 'sync_interval: always'
    await writeFile(
      join(folder, 'nats.conf'),
      `listen: 127.0.0.1:${port}
       http: 127.0.0.1:${monitorPort}
       jetstream { store_dir: "${folder}/store", max_file_store: ${options.gigabytes ?? 4}GB, ${sync} }
       ${options.configuration ?? ''}`,
    )
    const server = new TestNats(program, folder, port, monitorPort)
    await server.run()
    return server
  }

  /** Servers that keep streams together, each with a store of its own. */
  static async startCluster(size: number, options: TestNatsOptions = {}): Promise<TestNats[]> {
    const ports = await Promise.all(Array.from({ length: size }, freePort))
    const routes = ports.map((port) => `"nats://127.0.0.1:${port}"`).join(', ')
    const start = (port: number) => {
      const cluster = `cluster { name: test, listen: "127.0.0.1:${port}", routes: [${routes}] }`
      const configuration = `server_name: "test-${port}"\n${cluster}`
      return TestNats.start({ ...options, configuration })
    }
    return Promise.all(ports.map(start))
  }

  get url(): string {
    return `nats://127.0.0.1:${this.port}`
  }

  get monitorUrl(): string {
    return `http://127.0.0.1:${this.monitorPort}`
  }

  /** Runs it on the same store and ports; resolves when JetStream answers. */
  async run(): Promise<void> {
    const child = spawn(this.program, ['-c', join(this.folder, 'nats.conf')], { stdio: 'ignore' })
    this.child = child
    running.add(child)
    child.once('exit', () => running.delete(child))
    for (let tries = 0; tries < 600; tries++) {
      if (child.exitCode !== null) throw new Error(`nats-server ended with ${child.exitCode}`)
      const health = await fetch(`${this.monitorUrl}/healthz`).catch(() => undefined)
      if (health?.ok) return
      await sleep(50)
    }
    throw new Error('nats-server did not start within 30 s')
  }

  /** At once, as the operating system would. */
  kill(): Promise<void> {
    return this.end('SIGKILL')
  }

  /** Ends it in good order, and keeps its store. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const { child } = this
    this.child = undefined
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
  }

  /** It stands still, with its connections open, until the returned function is called. */
  pause(): Promise<() => void> {
    if (!this.child?.pid) throw new Error('nats-server does not run')
    return pauseProcesses(this.child.pid)
  }

  async stop(): Promise<void> {
    await this.kill()
    await rm(this.folder, { recursive: true, force: true })
  }
}
