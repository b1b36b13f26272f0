// Settings, from the environment: checked once, before anything starts.
import { z } from 'zod'
import { limitRules, limitShape, limitsOf } from './config-limits.js'
import { missingSettings, type RoleName, roleNames } from './config-roles.js'
import {
  address,
  databaseUrl,
  environment,
  generations,
  gibibytes,
  host,
  httpAddress,
  key,
  milliseconds,
  monitorUrls,
  name,
  natsUrls,
  origins,
  port,
  prefix,
  replicas,
  token,
} from './config-values.js'
import type { LimitSettings, TraceSettings } from './ports.js'

/** What several processes share. */
export interface ClusterSettings {
  /** Of this process, among those that may lead. */
  readonly name: string | undefined
  readonly natsUrl: string
  /** Where the servers tell their version and settings; undefined: they are not asked. */
  readonly natsMonitorUrls: string | undefined
  readonly streams: {
    readonly prefix: string
    readonly shard: number
    readonly replicas: number
    readonly journalBytesMax: number
    readonly eventsBytesMax: number
  }
  /** So many of the newest generations of each stream always stay. */
  readonly generationsKept: number
  /** A leader that is not heard of for so long is gone. */
  readonly leaseMs: number
  /** After a leader's sudden end orders are refused for so long. */
  readonly cancelOnlyMs: number
  readonly link: {
    readonly host: string
    readonly port: number
    /** What edges are told; undefined: where it listens. */
    readonly address: string | undefined
    /** 32 bytes that core and edges know. */
    readonly key: Uint8Array | undefined
    /** Of an edge that is gone for so long the session ends, and its connections with it. */
    readonly graceMs: number
  }
}

export interface Settings {
  readonly role: RoleName
  /** Undefined: one process, whose journal is a local file. */
  readonly cluster: ClusterSettings | undefined
  readonly port: number
  readonly host: string
  /** The folder of the journal, snapshots, event log, embedded database and generated secrets. */
  readonly folder: string
  /** Undefined: the embedded database. */
  readonly databaseUrl: string | undefined
  /** Undefined: this is the only edge, and its limits are kept in memory. */
  readonly redisUrl: string | undefined
  readonly isProduction: boolean
  /** Where figures are told, and health and readiness besides; undefined: at the API's port. */
  readonly monitor: { readonly port: number; readonly host: string } | undefined
  /** Undefined: nobody collects traces. */
  readonly traces: TraceSettings | undefined
  readonly edge: {
    /** Deposits by API, out of nothing. */
    readonly faucet: boolean
    /** Origins of web pages that may call. */
    readonly origins: readonly string[]
    /** At the end it says that it is not ready for so long, before it takes nothing new. */
    readonly drainMs: number
    /** What operators say who they are by; undefined where nobody operates over the network. */
    readonly operatorToken: string | undefined
  }
  readonly limits: LimitSettings
  /** Addresses and networks of proxies that may say for whom they ask. */
  readonly trustedProxies: readonly string[]
  /** Undefined: generated in the data folder. */
  readonly secrets: Secrets | undefined
}

/** 32 bytes each. */
export interface Secrets {
  readonly tokenKey: Uint8Array
  readonly masterKey: Uint8Array
}

/** Settings that cannot be used; one line a fault. */
export class SettingsError extends Error {
  override name = 'SettingsError'
  constructor(readonly faults: readonly string[]) {
    super(faults.join('\n'))
  }
}

const shape = z.object({
  ROLE: z.enum(roleNames).default('all'),
  PORT: port.default(8080),
  HOST: host.default('127.0.0.1'),
  OPENBELL_DATA: z.string().default('./data'),
  DATABASE_URL: databaseUrl.optional(),
  NODE_ENV: environment.default('sandbox'),
  OPENBELL_METRICS_PORT: port.optional(),
  OPENBELL_METRICS_HOST: host.default('127.0.0.1'),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpAddress.optional(),
  OTEL_SERVICE_NAME: z.string().default('openbell'),
  OPENBELL_ORIGINS: origins.default([]),
  OPENBELL_OPERATOR_TOKEN: token.optional(),
  OPENBELL_TOKEN_KEY: key.optional(),
  OPENBELL_MASTER_KEY: key.optional(),
  ...limitShape,
  NATS_URL: natsUrls.optional(),
  NATS_MONITOR_URL: monitorUrls.optional(),
  OPENBELL_NAME: name.optional(),
  OPENBELL_STREAM_PREFIX: prefix.default('openbell'),
  OPENBELL_STREAM_REPLICAS: replicas.default(1),
  OPENBELL_JOURNAL_GIB: gibibytes.default(8 * 1024 ** 3),
  OPENBELL_EVENTS_GIB: gibibytes.default(32 * 1024 ** 3),
  OPENBELL_GENERATIONS_KEPT: generations.default(2),
  OPENBELL_LEASE_MS: milliseconds.refine((value) => value >= 500).default(1_500),
  OPENBELL_CANCEL_ONLY_MS: milliseconds.default(0),
  OPENBELL_LINK_HOST: host.default('127.0.0.1'),
  OPENBELL_LINK_PORT: port.default(8090),
  OPENBELL_LINK_ADDRESS: address.optional(),
  OPENBELL_LINK_KEY: key.optional(),
  OPENBELL_EDGE_GRACE_MS: milliseconds.refine((value) => value >= 5_000).default(10_000),
})

type Name = keyof typeof shape.shape
type Read = z.infer<typeof shape>

/** A balancer that asks every second or two has noticed by then. */
const productionDrainMs = 5_000

/** What a setting must be; said when it is not. */
const rules: Readonly<Record<Name, string>> = {
  ROLE: `one of ${roleNames.join(', ')}`,
  PORT: 'a number from 0 to 65535',
  HOST: 'a host name or an address',
  OPENBELL_DATA: 'a folder',
  DATABASE_URL: 'an address such as postgres://user:password@host:5432/database',
  NODE_ENV: `one of ${environment.options.join(', ')}`,
  OPENBELL_METRICS_PORT: 'a number from 0 to 65535',
  OPENBELL_METRICS_HOST: 'a host name or an address',
  OTEL_EXPORTER_OTLP_ENDPOINT: 'the address of a collector such as http://host:4318',
  OTEL_SERVICE_NAME: 'a name',
  OPENBELL_ORIGINS: 'origins such as https://trade.example, separated by commas',
  OPENBELL_OPERATOR_TOKEN: 'at least 32 letters, digits, _ or -',
  OPENBELL_TOKEN_KEY: '64 hexadecimal digits',
  OPENBELL_MASTER_KEY: '64 hexadecimal digits',
  ...limitRules,
  NATS_URL: 'an address such as nats://user:password@host:4222, or several, separated by commas',
  NATS_MONITOR_URL:
    'an address such as http://host:8222, without a user or a password, or several, separated by commas',
  OPENBELL_NAME: 'at most 64 letters, digits, ., _ or -',
  OPENBELL_STREAM_PREFIX: 'at most 32 letters, digits or _',
  OPENBELL_STREAM_REPLICAS: '1, 3 or 5',
  OPENBELL_JOURNAL_GIB: 'the size of a generation of the journal’s stream, a number from 1 to 9999',
  OPENBELL_EVENTS_GIB: 'the size of a generation of the events’ stream, a number from 1 to 9999',
  OPENBELL_GENERATIONS_KEPT:
    'how many generations of each stream always stay, a number from 1 to 999',
  OPENBELL_LEASE_MS: 'milliseconds, from 500 to 999999',
  OPENBELL_CANCEL_ONLY_MS: 'milliseconds, from 0 to 999999',
  OPENBELL_LINK_HOST: 'a host name or an address',
  OPENBELL_LINK_PORT: 'a number from 0 to 65535',
  OPENBELL_LINK_ADDRESS: 'what edges reach the core by, such as 10.0.0.7:8090',
  OPENBELL_LINK_KEY: '64 hexadecimal digits, the same for every edge and core of the venue',
  OPENBELL_EDGE_GRACE_MS: 'milliseconds, from 5000 to 999999',
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The settings in an environment; a variable that is empty counts as not set.
 * @throws SettingsError with every fault that was found
 */
export function readSettings(environment: Environment): Settings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const faults = unknown(given)
  const parsed = shape.safeParse(given)
  if (!parsed.success) {
    const names = new Set(parsed.error.issues.map(({ path }) => path[0] as Name))
    for (const name of names) faults.push(`${name} must be ${rules[name]}.`)
    throw new SettingsError(faults)
  }
  faults.push(...keyFaults(parsed.data), ...linkKeyFaults(parsed.data))
  faults.push(...linkAddressFaults(parsed.data))
  faults.push(...missingFaults(parsed.data, given))
  if (faults.length > 0) throw new SettingsError(faults)
  return settingsOf(parsed.data)
}

function settingsOf(read: Read): Settings {
  const { OPENBELL_TOKEN_KEY: tokenKey, OPENBELL_MASTER_KEY: masterKey } = read
  const { OPENBELL_METRICS_PORT: monitorPort, OPENBELL_METRICS_HOST: monitorHost } = read
  const isProduction = read.NODE_ENV === 'production'
  return {
    role: read.ROLE,
    cluster: clusterOf(read),
    port: read.PORT,
    host: read.HOST,
    folder: read.OPENBELL_DATA,
    databaseUrl: read.DATABASE_URL,
    redisUrl: read.REDIS_URL,
    isProduction,
    monitor: monitorPort === undefined ? undefined : { port: monitorPort, host: monitorHost },
    traces: tracesOf(read),
    edge: {
      faucet: !isProduction,
      origins: read.OPENBELL_ORIGINS,
      drainMs: isProduction ? productionDrainMs : 0,
      operatorToken: read.OPENBELL_OPERATOR_TOKEN,
    },
    limits: limitsOf(read),
    trustedProxies: read.OPENBELL_TRUSTED_PROXIES,
    secrets: tokenKey && masterKey ? { tokenKey, masterKey } : undefined,
  }
}

const tracesOf = ({ OTEL_EXPORTER_OTLP_ENDPOINT: collector, OTEL_SERVICE_NAME: service }: Read) =>
  collector === undefined ? undefined : { collector, service }

function clusterOf(read: Read): ClusterSettings | undefined {
  if (read.NATS_URL === undefined) return undefined
  return {
    name: read.OPENBELL_NAME,
    natsUrl: read.NATS_URL,
    natsMonitorUrls: read.NATS_MONITOR_URL,
    streams: {
      prefix: read.OPENBELL_STREAM_PREFIX,
      shard: 0,
      replicas: read.OPENBELL_STREAM_REPLICAS,
      journalBytesMax: read.OPENBELL_JOURNAL_GIB,
      eventsBytesMax: read.OPENBELL_EVENTS_GIB,
    },
    generationsKept: read.OPENBELL_GENERATIONS_KEPT,
    leaseMs: read.OPENBELL_LEASE_MS,
    cancelOnlyMs: read.OPENBELL_CANCEL_ONLY_MS,
    link: {
      host: read.OPENBELL_LINK_HOST,
      port: read.OPENBELL_LINK_PORT,
      address: read.OPENBELL_LINK_ADDRESS,
      key: read.OPENBELL_LINK_KEY,
      graceMs: read.OPENBELL_EDGE_GRACE_MS,
    },
  }
}

const unknown = (given: Environment): string[] =>
  Object.keys(given)
    .filter((name) => name.startsWith('OPENBELL_') && !Object.hasOwn(shape.shape, name))
    .map((name) => `${name} is no setting of Openbell.`)

function keyFaults({ OPENBELL_TOKEN_KEY: token, OPENBELL_MASTER_KEY: master }: Read): string[] {
  if (!token && !master) return []
  if (!token || !master)
    return ['OPENBELL_TOKEN_KEY and OPENBELL_MASTER_KEY must be set together or not at all.']
  if (Buffer.compare(token, master) === 0)
    return ['OPENBELL_TOKEN_KEY and OPENBELL_MASTER_KEY must differ.']
  return [token, master].some(isGuessable)
    ? ['OPENBELL_TOKEN_KEY and OPENBELL_MASTER_KEY must be random.']
    : []
}

function linkKeyFaults(read: Read): string[] {
  const { OPENBELL_LINK_KEY: link, OPENBELL_TOKEN_KEY: token, OPENBELL_MASTER_KEY: master } = read
  if (!link) return []
  if ([token, master].some((other) => other && Buffer.compare(link, other) === 0))
    return ['OPENBELL_LINK_KEY must differ from the other keys.']
  return isGuessable(link) ? ['OPENBELL_LINK_KEY must be random.'] : []
}

/** Edges dial what a core says, as `host:port`. */
function linkAddressFaults(read: Read): string[] {
  const { ROLE: role, OPENBELL_LINK_HOST: host, OPENBELL_LINK_ADDRESS: address } = read
  const isDialled = host !== '0.0.0.0' && !host.includes(':')
  if (role !== 'core' || address !== undefined || isDialled) return []
  return [`OPENBELL_LINK_ADDRESS must be set: edges cannot reach the core by ${host}.`]
}

/** Thirty-two random bytes never have so few different ones. */
const isGuessable = (secret: Uint8Array): boolean => new Set(secret).size < 16

const missingFaults = (read: Read, given: Environment): string[] =>
  missingSettings(
    read.ROLE,
    read.NODE_ENV === 'production',
    (name) => given[name] !== undefined,
  ).map(({ name, why }) => `${name} must be set ${why}: ${rules[name as Name]}.`)
