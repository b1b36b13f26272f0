// Settings, from the environment: checked once, before anything starts.
import { z } from 'zod'

export interface Settings {
  readonly port: number
  readonly host: string
  /** The folder of the journal, snapshots, event log, embedded database and generated secrets. */
  readonly folder: string
  /** Undefined: the embedded database. */
  readonly databaseUrl: string | undefined
  readonly isProduction: boolean
  readonly edge: {
    /** Deposits by API, out of nothing. */
    readonly faucet: boolean
    /** Origins of web pages that may call. */
    readonly origins: readonly string[]
    /** What operators say who they are by; undefined where nobody operates over the network. */
    readonly operatorToken: string | undefined
  }
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

const port = z
  .string()
  .regex(/^[0-9]{1,5}$/)
  .transform(Number)
  .refine((value) => value <= 65_535)
const host = z.string().regex(/^[0-9A-Za-z.:_-]{1,253}$/)
const databaseUrl = z.string().refine((text) => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  return (url?.protocol === 'postgres:' || url?.protocol === 'postgresql:') && url.hostname !== ''
})
const environment = z.enum(['sandbox', 'development', 'test', 'production'])
const key = z
  .string()
  .regex(/^[0-9A-Fa-f]{64}$/)
  .transform((text) => new Uint8Array(Buffer.from(text, 'hex')))
const token = z.string().regex(/^[0-9A-Za-z_-]{32,256}$/)
const origins = z
  .string()
  .transform((text) => text.split(',').map((origin) => origin.trim()))
  .refine((list) => list.every(isOrigin))

/** Exactly what a browser sends: scheme, host and a port where it is not the scheme's own. */
function isOrigin(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined
  return (url?.protocol === 'https:' || url?.protocol === 'http:') && url.origin === text
}

const shape = z.object({
  PORT: port.default(8080),
  HOST: host.default('127.0.0.1'),
  OPENBELL_DATA: z.string().default('./data'),
  DATABASE_URL: databaseUrl.optional(),
  NODE_ENV: environment.default('sandbox'),
  OPENBELL_ORIGINS: origins.default([]),
  OPENBELL_OPERATOR_TOKEN: token.optional(),
  OPENBELL_TOKEN_KEY: key.optional(),
  OPENBELL_MASTER_KEY: key.optional(),
})

type Name = keyof typeof shape.shape
type Read = z.infer<typeof shape>

/** What a setting must be; said when it is not. */
const rules: Readonly<Record<Name, string>> = {
  PORT: 'a number from 0 to 65535',
  HOST: 'a host name or an address',
  OPENBELL_DATA: 'a folder',
  DATABASE_URL: 'an address such as postgres://user:password@host:5432/database',
  NODE_ENV: `one of ${environment.options.join(', ')}`,
  OPENBELL_ORIGINS: 'origins such as https://trade.example, separated by commas',
  OPENBELL_OPERATOR_TOKEN: 'at least 32 letters, digits, _ or -',
  OPENBELL_TOKEN_KEY: '64 hexadecimal digits',
  OPENBELL_MASTER_KEY: '64 hexadecimal digits',
}

/** Settings of later versions: refused, lest somebody believes that they work. */
const notYet: Readonly<Record<string, string>> = {
  NATS_URL: 'NATS_URL is not supported yet: the journal is a local file. Unset it.',
  REDIS_URL: 'REDIS_URL is not supported yet: limits are kept in this process. Unset it.',
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The settings in an environment; a variable that is empty counts as not set.
 * @throws SettingsError with every fault that was found
 */
export function readSettings(environment: Environment): Settings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const faults = [...unsupported(given), ...unknown(given)]
  const parsed = shape.safeParse(given)
  if (!parsed.success) {
    const names = new Set(parsed.error.issues.map(({ path }) => path[0] as Name))
    for (const name of names) faults.push(`${name} must be ${rules[name]}.`)
    throw new SettingsError(faults)
  }
  faults.push(...keyFaults(parsed.data), ...productionFaults(parsed.data, given))
  if (faults.length > 0) throw new SettingsError(faults)
  return settingsOf(parsed.data)
}

function settingsOf(read: Read): Settings {
  const { OPENBELL_TOKEN_KEY: tokenKey, OPENBELL_MASTER_KEY: masterKey } = read
  const isProduction = read.NODE_ENV === 'production'
  return {
    port: read.PORT,
    host: read.HOST,
    folder: read.OPENBELL_DATA,
    databaseUrl: read.DATABASE_URL,
    isProduction,
    edge: {
      faucet: !isProduction,
      origins: read.OPENBELL_ORIGINS,
      operatorToken: read.OPENBELL_OPERATOR_TOKEN,
    },
    secrets: tokenKey && masterKey ? { tokenKey, masterKey } : undefined,
  }
}

const unsupported = (given: Environment): string[] =>
  Object.entries(notYet).flatMap(([name, fault]) => (given[name] === undefined ? [] : [fault]))

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

/** Thirty-two random bytes never have so few different ones. */
const isGuessable = (secret: Uint8Array): boolean => new Set(secret).size < 16

/** In production nothing may stand for what nobody has decided. */
function productionFaults(read: Read, given: Environment): string[] {
  if (read.NODE_ENV !== 'production') return []
  const needed: readonly Name[] = [
    'HOST',
    'OPENBELL_DATA',
    'DATABASE_URL',
    'OPENBELL_TOKEN_KEY',
    'OPENBELL_MASTER_KEY',
  ]
  return needed
    .filter((name) => given[name] === undefined)
    .map((name) => `${name} must be set in production: ${rules[name]}.`)
}
