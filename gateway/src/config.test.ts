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
    isProduction: false,
    edge: { faucet: true, origins: [], operatorToken: undefined },
    secrets: undefined,
  })
})

test('an empty variable is not set', () => {
  assert.is(readSettings({ PORT: '', DATABASE_URL: '', NATS_URL: '' }).port, 8080)
})

test('everything set', () => {
  const settings = readSettings({
    ...production,
    PORT: '0',
    OPENBELL_ORIGINS: 'https://trade.example, http://localhost:5173',
    OPENBELL_OPERATOR_TOKEN: 'o'.repeat(32),
  })
  assert.is(settings.port, 0)
  assert.is(settings.host, '0.0.0.0')
  assert.is(settings.databaseUrl, database)
  assert.is(settings.isProduction, true)
  assert.is(settings.edge.faucet, false)
  assert.equal(settings.edge.origins, ['https://trade.example', 'http://localhost:5173'])
  assert.is(settings.edge.operatorToken, 'o'.repeat(32))
  assert.is(settings.secrets?.tokenKey[31], 31)
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
  [{ NATS_URL: 'nats://bus.example' }, /^NATS_URL is not supported yet/],
  [{ REDIS_URL: 'redis://cache.example' }, /^REDIS_URL is not supported yet/],
  [{ OPENBELL_DATE: './data' }, /^OPENBELL_DATE is no setting/],
  [{ OPENBELL_ORIGINS: '*' }, /^OPENBELL_ORIGINS must be/],
  [{ OPENBELL_ORIGINS: 'https://trade.example/' }, /^OPENBELL_ORIGINS must be/],
  [{ OPENBELL_ORIGINS: 'null' }, /^OPENBELL_ORIGINS must be/],
  [{ OPENBELL_OPERATOR_TOKEN: 'o'.repeat(31) }, /^OPENBELL_OPERATOR_TOKEN must be at least 32/],
  [{ OPENBELL_TOKEN_KEY: 'short' }, /^OPENBELL_TOKEN_KEY must be 64 hexadecimal digits\.$/],
  [{ OPENBELL_TOKEN_KEY: tokenKey }, /must be set together/],
  [{ OPENBELL_TOKEN_KEY: tokenKey, OPENBELL_MASTER_KEY: tokenKey }, /must differ/],
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

test.run()
