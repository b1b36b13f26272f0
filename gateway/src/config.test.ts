// Settings: what stands where nothing is set, and one line for each that cannot be used.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { readSettings, SettingsError } from './config.js'

const tokenKey = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'
const masterKey = tokenKey.split('').reverse().join('')
const database = 'postgres://openbell:secret@db.example:5432/openbell'
const production = {
  NODE_ENV: 'production',
  HOST: '0.0.0.0',
  OPENBELL_DATA: '/var/lib/openbell',
  DATABASE_URL: database,
  OPENBELL_TOKEN_KEY: tokenKey,
  OPENBELL_MASTER_KEY: masterKey,
}

const linkKey = new Uint8Array(32).map((_, index) => 100 + index)

function faultsOf(environment: Record<string, string | undefined>): readonly string[] {
  try {
    readSettings(environment)
  } catch (error) {
    if (error instanceof SettingsError) return error.faults
    throw error
  }
  return []
}

test('nothing set: the sandbox on this machine', () => {
  assert.equal(readSettings({ PATH: '/bin' }), {
    port: 8080,
    host: '127.0.0.1',
    folder: './data',
    databaseUrl: undefined,
    redisUrl: undefined,
    isProduction: false,
    monitor: undefined,
    edge: { faucet: true, origins: [], drainMs: 0, operatorToken: undefined },
    limits: {
      requestsPerMinute: 100,
      weightPerMinute: 6000,
      ordersPer10Seconds: 100,
      ordersPerDay: 200_000,
      loginsPerMinute: 20,
      connectsPer5Minutes: 300,
    },
    trustedProxies: [],
    secrets: undefined,
    role: 'all',
    cluster: undefined,
    traces: undefined,
  })
})

test('an empty variable is not set', () => {
  assert.is(readSettings({ PORT: '', DATABASE_URL: '', NATS_URL: '' }).port, 8080)
})

test('everything set', () => {
  const settings = readSettings({
    ...production,
    PORT: '0',
    OPENBELL_METRICS_PORT: '9464',
    OPENBELL_METRICS_HOST: '0.0.0.0',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector.example:4318',
    OTEL_SERVICE_NAME: 'edge-1',
    OPENBELL_ORIGINS: 'https://trade.example, http://localhost:5173',
    OPENBELL_OPERATOR_TOKEN: 'o'.repeat(32),
    REDIS_URL: 'rediss://openbell:secret@cache.example:6380/3',
    OPENBELL_TRUSTED_PROXIES: '10.0.0.0/8, 192.0.2.1,fd00::/8,::1',
    OPENBELL_WEIGHT_PER_MINUTE: '120000',
  })
  assert.is(settings.port, 0)
  assert.is(settings.host, '0.0.0.0')
  assert.is(settings.databaseUrl, database)
  assert.is(settings.isProduction, true)
  assert.equal(settings.monitor, { port: 9464, host: '0.0.0.0' })
  const collector = 'http://collector.example:4318'
  assert.equal(settings.traces, { collector, service: 'edge-1' })
  assert.is(settings.edge.faucet, false)
  assert.ok(settings.edge.drainMs > 0)
  assert.equal(settings.edge.origins, ['https://trade.example', 'http://localhost:5173'])
  assert.is(settings.edge.operatorToken, 'o'.repeat(32))
  assert.is(settings.secrets?.tokenKey[31], 31)
  assert.is(settings.redisUrl, 'rediss://openbell:secret@cache.example:6380/3')
  assert.equal(settings.trustedProxies, ['10.0.0.0/8', '192.0.2.1', 'fd00::/8', '::1'])
  assert.is(settings.limits.weightPerMinute, 120_000)
})

const faulty: readonly [Record<string, string>, RegExp][] = [
  [{ PORT: '65536' }, /^PORT must be a number from 0 to 65535\.$/],
  [{ PORT: '-1' }, /^PORT must be/],
  [{ PORT: '80a' }, /^PORT must be/],
  [{ PORT: '8080.5' }, /^PORT must be/],
  [{ HOST: 'no host' }, /^HOST must be a host name/],
  [{ DATABASE_URL: 'mysql://db.example' }, /^DATABASE_URL must be an address such as postgres:/],
  [{ DATABASE_URL: 'nonsense' }, /^DATABASE_URL must be/],
  [{ NODE_ENV: 'prod' }, /^NODE_ENV must be one of sandbox, development, test, production\.$/],
  [{ REDIS_URL: 'cache.example:6379' }, /^REDIS_URL must be an address such as redis:/],
  [{ REDIS_URL: 'redis://cache.example/limits' }, /^REDIS_URL must be/],
  [{ OPENBELL_TRUSTED_PROXIES: '10.0.0.0/33' }, /^OPENBELL_TRUSTED_PROXIES must be addresses/],
  [{ OPENBELL_TRUSTED_PROXIES: 'proxy.example' }, /^OPENBELL_TRUSTED_PROXIES must be/],
  [{ OPENBELL_WEIGHT_PER_MINUTE: '0' }, /^OPENBELL_WEIGHT_PER_MINUTE must be a whole number/],
  [{ OPENBELL_ORDERS_PER_DAY: '1e9' }, /^OPENBELL_ORDERS_PER_DAY must be/],
  [{ NATS_URL: 'http://bus.example' }, /^NATS_URL must be an address such as nats:/],
  [{ NATS_URL: 'nats://a.example,b' }, /^NATS_URL must be/],
  [{ NATS_MONITOR_URL: 'bus.example:8222' }, /^NATS_MONITOR_URL must be/],
  [
    { NATS_MONITOR_URL: 'http://a.example:8222,http://user:secret@b.example:8222' },
    /^NATS_MONITOR_URL must be .* without a user or a password/,
  ],
  [{ ROLE: 'leader' }, /^ROLE must be one of all, core, edge, projector\.$/],
  [{ OPENBELL_STREAM_PREFIX: 'open.bell' }, /^OPENBELL_STREAM_PREFIX must be/],
  [{ OPENBELL_STREAM_REPLICAS: '2' }, /^OPENBELL_STREAM_REPLICAS must be 1, 3 or 5\.$/],
  [{ OPENBELL_GENERATIONS_KEPT: '0' }, /^OPENBELL_GENERATIONS_KEPT must be how many/],
  [{ OPENBELL_LEASE_MS: '100' }, /^OPENBELL_LEASE_MS must be milliseconds/],
  [{ OPENBELL_EDGE_GRACE_MS: '4999' }, /^OPENBELL_EDGE_GRACE_MS must be milliseconds, from 5000/],
  [{ OPENBELL_LINK_ADDRESS: 'core' }, /^OPENBELL_LINK_ADDRESS must be/],
  [{ OPENBELL_DATE: './data' }, /^OPENBELL_DATE is no setting/],
  [{ OPENBELL_METRICS_PORT: 'x' }, /^OPENBELL_METRICS_PORT must be a number/],
  [{ OPENBELL_METRICS_HOST: ' ' }, /^OPENBELL_METRICS_HOST must be a host name/],
  [
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'host:4318' },
    /^OTEL_EXPORTER_OTLP_ENDPOINT must be the address/,
  ],
  [{ OPENBELL_ORIGINS: '*' }, /^OPENBELL_ORIGINS must be/],
  [{ OPENBELL_ORIGINS: 'https://trade.example/' }, /^OPENBELL_ORIGINS must be/],
  [{ OPENBELL_ORIGINS: 'null' }, /^OPENBELL_ORIGINS must be/],
  [{ OPENBELL_OPERATOR_TOKEN: 'o'.repeat(31) }, /^OPENBELL_OPERATOR_TOKEN must be at least 32/],
  [{ OPENBELL_TOKEN_KEY: 'short' }, /^OPENBELL_TOKEN_KEY must be 64 hexadecimal digits\.$/],
  [{ OPENBELL_TOKEN_KEY: tokenKey }, /must be set together/],
  [{ OPENBELL_TOKEN_KEY: tokenKey, OPENBELL_MASTER_KEY: tokenKey }, /must differ/],
  [{ OPENBELL_LINK_KEY: 'short' }, /^OPENBELL_LINK_KEY must be 64 hexadecimal digits, the same/],
  [{ OPENBELL_LINK_KEY: '0'.repeat(64) }, /^OPENBELL_LINK_KEY must be random/],
  [
    { OPENBELL_TOKEN_KEY: tokenKey, OPENBELL_MASTER_KEY: masterKey, OPENBELL_LINK_KEY: masterKey },
    /^OPENBELL_LINK_KEY must differ/,
  ],
  [{ OPENBELL_TOKEN_KEY: '0'.repeat(64), OPENBELL_MASTER_KEY: masterKey }, /must be random/],
]

for (const [environment, line] of faulty)
  test(`refused: ${Object.keys(environment)} ${Object.values(environment)}`, () => {
    const faults = faultsOf(environment)
    assert.is(faults.length, 1, faults.join('\n'))
    assert.match(faults[0] as string, line)
    assert.not.match(faults[0] as string, /\n|secret/)
  })

test('every fault has its line', () => {
  assert.is(faultsOf({ PORT: 'x', HOST: ' ', NATS_URL: 'n', OPENBELL_X: '1' }).length, 4)
})

test('production decides nothing by default', () => {
  assert.equal(faultsOf(production), [])
  for (const name of ['HOST', 'OPENBELL_DATA', 'DATABASE_URL']) {
    const faults = faultsOf({ ...production, [name]: '' })
    assert.is(faults.length, 1)
    assert.match(faults[0] as string, new RegExp(`^${name} must be set in production`))
  }
  const keys = faultsOf({ ...production, OPENBELL_TOKEN_KEY: '', OPENBELL_MASTER_KEY: '' })
  assert.is(keys.length, 2)
})

const bus = { NATS_URL: 'nats://bus.example' }
const linked = { ...bus, OPENBELL_LINK_KEY: Buffer.from(linkKey).toString('hex') }
const keys = { OPENBELL_TOKEN_KEY: tokenKey, OPENBELL_MASTER_KEY: masterKey }
const stored = { DATABASE_URL: 'postgres://db.example/openbell' }

test('a core says what edges reach it by, where its host does not', () => {
  const core = { ROLE: 'core', ...linked }
  for (const host of ['0.0.0.0', '::', '::1']) {
    const faults = faultsOf({ ...core, OPENBELL_LINK_HOST: host })
    assert.match(faults.join(), `edges cannot reach the core by ${host}.`)
    const named = { OPENBELL_LINK_HOST: host, OPENBELL_LINK_ADDRESS: '[fd00::7]:8090' }
    assert.equal(faultsOf({ ...core, ...named }), [])
  }
  const far = faultsOf({ ...core, OPENBELL_LINK_ADDRESS: 'core:99999' })
  assert.match(far.join(), 'OPENBELL_LINK_ADDRESS must be what edges reach the core by')
})

test('each role refuses to start without what it works with', () => {
  const works: Record<string, Record<string, string>> = {
    all: {},
    core: linked,
    edge: { ...linked, ...stored, ...keys },
    projector: { ...bus, ...stored },
  }
  for (const [ROLE, environment] of Object.entries(works)) {
    assert.equal(faultsOf({ ROLE, ...environment }), [])
    for (const name of Object.keys(environment)) {
      const faults = faultsOf({ ROLE, ...environment, [name]: '' })
      assert.match(faults.join('\n'), new RegExp(`${name} must be set (by ROLE=${ROLE}|together)`))
    }
  }
})

test('in production a bus must say what it is', () => {
  assert.equal(faultsOf({ ...production, ...bus, NATS_MONITOR_URL: 'http://bus.example:8222' }), [])
  assert.match(
    faultsOf({ ...production, ...bus })[0] as string,
    /^NATS_MONITOR_URL must be set in pro/,
  )
})

test.run()
