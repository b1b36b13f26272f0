// `npm run cluster`: the venue of docker-compose.yml on this machine, one process a role: two cores of which
// one leads, two edges, a projector; NATS, Postgres, Redis and Prometheus, as far as they are installed.
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '../../adapters/embedded-postgres.js'
import { consoleReporter } from '../../adapters/reporter.js'
import { UsageError } from '../../operate/errors.js'
import { countOf, parseOptions } from '../../operate/options.js'
import { OwnRedis } from '../own-redis.js'
import { makeKeys } from './keys.js'
import { startNatsServers } from './nats.js'
import { RoleProcess } from './processes.js'
import { startPrometheus } from './prometheus.js'

const usage = `npm run cluster -- [--port 8080] [--nats 1|3]
  two cores, two edges (at the port and the next one; at any for --port 0) and a projector, until Ctrl-C;
  whatever is killed is started again. NATS from OPENBELL_NATS_SERVER or the path, one server or three;
  Postgres from DATABASE_URL or embedded; Redis from REDIS_URL or the path; Prometheus from the path`

export async function main(args: string[]): Promise<number> {
  const { values } = parseOptions({
    args,
    options: {
      port: { type: 'string', default: '8080' },
      nats: { type: 'string', default: '1' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) {
    say(usage)
    return 0
  }
  if (!['1', '3'].includes(values.nats)) throw new UsageError('--nats is 1 or 3')
  const folder = mkdtempSync(join(tmpdir(), 'openbell-cluster-'))
  // The database runs as another user, who must get in.
  chmodSync(folder, 0o755)
  const ends: Ends = []
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
  try {
    const servers = await startServers(folder, Number(values.nats), ends)
    await startRoles(folder, countOf(values.port, '--port'), servers, ends)
    say('Grafana is left out, since no Debian has it: infrastructure/grafana is for containers')
    say(`the venue is open: NATS_URL=${servers.NATS_URL}, data and logs in ${folder} until it ends`)
    await stopped
    return 0
  } finally {
    for (const end of ends.reverse()) await end()
    rmSync(folder, { recursive: true, force: true })
  }
}

type Ends = (() => Promise<unknown>)[]

/** Starts what the roles work with, and returns their settings for it. */
async function startServers(folder: string, natsCount: number, ends: Ends) {
  const nats = await startNatsServers(natsCount, { gigabytes: 12 })
  ends.push(...nats.map((server) => () => server.stop()))
  return {
    NATS_URL: nats.map(({ url }) => url).join(','),
    NATS_MONITOR_URL: nats.map(({ monitorUrl }) => monitorUrl).join(','),
    OPENBELL_STREAM_REPLICAS: String(natsCount),
    DATABASE_URL: process.env.DATABASE_URL ?? (await embedded(folder, ends)),
    ...(await redisSettings(ends)),
  }
}

async function redisSettings(ends: Ends): Promise<Readonly<Record<string, string>>> {
  if (process.env.REDIS_URL) return { REDIS_URL: process.env.REDIS_URL }
  if (!isInstalled('redis-server')) {
    say('Redis is left out: redis-server is not installed, so each edge counts requests by itself')
    return {}
  }
  const redis = await OwnRedis.start()
  ends.push(() => redis.end())
  return { REDIS_URL: redis.url }
}

async function startRoles(
  folder: string,
  port: number,
  servers: Readonly<Record<string, string>>,
  ends: Ends,
): Promise<void> {
  const env = {
    ...makeKeys(),
    ...servers,
    OPENBELL_LINK_PORT: '0',
    OPENBELL_JOURNAL_GIB: '1',
    OPENBELL_EVENTS_GIB: '2',
  }
  const monitored: Record<string, number> = {}
  const start = async (name: string, more: Readonly<Record<string, string>>) => {
    const own: Record<string, string> = { ...env, ...more, OPENBELL_METRICS_PORT: '0' }
    const part = new RoleProcess({ name, folder, env: own, onLine: sayer(name), isKept: true })
    ends.push(() => part.end())
    await part.start()
    // Where it is started again Prometheus still finds it.
    own.OPENBELL_METRICS_PORT = await part.until(/figures are told at http:.*:(\d+)$/)
    monitored[name] = Number(own.OPENBELL_METRICS_PORT)
  }
  for (const name of ['core', 'standby']) await start(name, { ROLE: 'core', OPENBELL_NAME: name })
  const edges = [0, 1].map((n) =>
    start(`edge-${n + 1}`, { ROLE: 'edge', PORT: String(port === 0 ? 0 : port + n) }),
  )
  await Promise.all([start('projector', { ROLE: 'projector' }), ...edges])
  await watch(folder, monitored, ends)
}

async function watch(folder: string, ports: Readonly<Record<string, number>>, ends: Ends) {
  if (!isInstalled('prometheus')) {
    say('Prometheus is left out: it is not installed, so nobody watches the alarms')
    return
  }
  const prometheus = await startPrometheus(folder, ports)
  ends.push(() => prometheus.stop())
  say(`Prometheus is at ${prometheus.url}`)
}

const isInstalled = (program: string): boolean =>
  spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

const sayer = (name: string) => (line: string) => say(`${name.padEnd(10)}${line}`)

async function embedded(folder: string, ends: Ends): Promise<string> {
  const database = await startEmbeddedPostgres({
    dataFolder: `${folder}/postgres`,
    log: consoleReporter,
  })
  ends.push(() => database.stop())
  return database.url
}
