// Every query of a dashboard, an alarm and a recording rule asks for what some role really tells.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { everyFigure } from '../../gateway/dist/testing/every-figure.js'
import { openSmallEdge, sendRaw } from '../../gateway/dist/testing/small-edge.js'
import { readFigures, readQuery } from '../testing/promql.mjs'

const root = fileURLToPath(new URL('../../', import.meta.url))
const at = (path) => `${root}infrastructure/${path}`
const filesOf = (folder, ending) =>
  readdirSync(at(folder))
    .filter((name) => name.endsWith(ending))
    .map((name) => ({ name, text: readFileSync(at(`${folder}/${name}`), 'utf8') }))

const rules = filesOf('prometheus/rules', '.yml').flatMap(({ text }) =>
  parse(text).groups.flatMap((group) => group.rules),
)
const alerts = rules.filter(({ alert }) => alert !== undefined)
const dashboards = filesOf('grafana/dashboards', '.json').map(({ name, text }) => ({
  name,
  ...JSON.parse(text),
}))
const prometheus = parse(readFileSync(at('prometheus/prometheus.yml'), 'utf8'))

const figures = readFigures(await everyFigure())
const recorded = new Set(rules.flatMap(({ record }) => record ?? []))
/** What Prometheus itself adds. */
const ofTargets = {
  job: new Set(prometheus.scrape_configs.map(({ job_name }) => job_name)),
  instance: new Set(
    prometheus.scrape_configs.flatMap(({ static_configs }) => static_configs[0].targets),
  ),
}
const ofPrometheus = new Map([
  ['up', new Map()],
  ['ALERTS', new Map(['alertname', 'alertstate', 'severity'].map((label) => [label, new Set()]))],
])
/** Their values depend on what comes. */
const open = new Set('method status market quote alertname alertstate severity'.split(' '))
const routes = await routesOfEdge()

/** Every path of the API, as its description has it. */
async function routesOfEdge() {
  const edge = await openSmallEdge()
  const { body } = await sendRaw(edge.address, { method: 'GET', path: '/api/openapi.json' })
  await edge.close()
  return Object.keys(body.paths).map((path) => path.replaceAll(/\{(\w+)\}/g, ':$1'))
}

const labelsOf = (name) => {
  const own = figures.get(name) ?? ofPrometheus.get(name) ?? new Map()
  return new Map([...own, ...Object.entries(ofTargets)])
}

/** What is wrong with a query; nothing where it is right. */
function faultsOf(query) {
  const { faults, selectors, labels } = readQuery(query)
  const known = new Set(selectors.flatMap(({ name }) => [...labelsOf(name).keys()]))
  return [
    ...faults,
    ...selectors.flatMap(selectorFaults),
    ...labels.filter((label) => !known.has(label)).map((label) => `nothing has ${label}: ${query}`),
  ]
}

function selectorFaults({ name, matchers }) {
  if (recorded.has(name)) return matchers.map(({ label }) => `${name} has no ${label}`)
  if (!figures.has(name) && !ofPrometheus.has(name)) return [`nobody tells ${name}`]
  const labels = labelsOf(name)
  return matchers.flatMap(({ label, operator, value }) => {
    if (!labels.has(label)) return [`${name} has no ${label}`]
    if (open.has(label)) return []
    if (label === 'route')
      return routes.some((route) => new RegExp(`^(?:${value})$`).test(route))
        ? []
        : [`there is no route ${value}`]
    const values = operator.includes('~') ? value.split('|') : [value]
    return values
      .filter((one) => !labels.get(label).has(one))
      .map((one) => `${name} has no ${label} ${one}`)
  })
}

/** Grafana puts a duration in the place of its variables. */
const queryOf = (text) => text.replaceAll('$__rate_interval', '1m').replaceAll('$__range', '1h')

const panelsOf = ({ panels = [] }) => panels.flatMap((panel) => [panel, ...panelsOf(panel)])
const targetsOf = (dashboard) =>
  panelsOf(dashboard).flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => ({ title, expr })),
  )

test('the check finds what is wrong', () => {
  for (const [query, fault] of [
    ['rate(openbell_orders[1m])', /nobody tells openbell_orders/],
    ['openbell_part_state{part="mars"}', /has no part mars/],
    ['openbell_part_state{planet="mars"}', /has no planet/],
    ['openbell_ready{job=~"edge|moon"}', /has no job moon/],
    ['sum by (planet) (openbell_ready)', /nothing has planet/],
    ['openbell_http_requests_total{route="/api/v9/order"}', /there is no route/],
    ['openbell:orders:rate9m', /nobody tells/],
    ['sum(openbell_ready', /cannot be parsed/],
  ])
    assert.match(faultsOf(query).join('\n'), fault)
})

test('rules ask for what is told', () => {
  assert.ok(rules.length > 30)
  assert.equal(
    rules.flatMap(({ expr }) => faultsOf(expr)),
    [],
  )
})

test('dashboards ask for what is told', () => {
  assert.equal(
    dashboards.map(({ uid }) => uid).sort(),
    ['business', 'infrastructure', 'latency', 'overview', 'trading'].map(
      (name) => `openbell-${name}`,
    ),
  )
  for (const dashboard of dashboards) {
    const targets = targetsOf(dashboard)
    assert.ok(targets.length >= 4, dashboard.name)
    const faults = targets.flatMap(({ title, expr }) =>
      faultsOf(queryOf(expr)).map((fault) => `${title}: ${fault}`),
    )
    assert.equal(faults, [], dashboard.name)
  }
})

test('a panel has a unit, a sentence and the datasource that is provisioned', () => {
  const [source] = parse(
    readFileSync(at('grafana/provisioning/datasources/prometheus.yml'), 'utf8'),
  ).datasources
  for (const dashboard of dashboards)
    for (const { type, title, description, datasource, fieldConfig } of panelsOf(dashboard)) {
      if (type === 'row') continue
      assert.ok(description, `${dashboard.name}: ${title} says what it shows`)
      assert.is(datasource.uid, source.uid, `${dashboard.name}: ${title}`)
      assert.ok(fieldConfig.defaults.unit, `${dashboard.name}: ${title} has a unit`)
    }
})

test('every figure of our own is shown or watched somewhere', () => {
  const asked = new Set(
    [...rules.map(({ expr }) => expr), ...dashboards.flatMap(targetsOf).map(({ expr }) => expr)]
      .flatMap((expr) => readQuery(queryOf(expr)).selectors)
      .map(({ name }) => baseOf(name)),
  )
  const own = new Set(
    [...figures.keys()].filter((name) => name.startsWith('openbell_')).map(baseOf),
  )
  assert.equal(
    [...own].filter((name) => !asked.has(name)),
    [],
  )
})

/** Of a histogram's series. */
const baseOf = (name) => name.replace(/_(bucket|sum|count)$/, '')

test('every alarm has a weight, a sentence, a page to follow, and a test', () => {
  const tests = filesOf('prometheus/tests', '.yml')
    .map(({ text }) => text)
    .join('')
  for (const { alert, labels, annotations } of alerts) {
    assert.match(labels.severity, /^(page|ticket)$/, alert)
    assert.ok(annotations.summary, alert)
    assert.ok(existsSync(`${root}${annotations.runbook}`), `${alert}: ${annotations.runbook}`)
    assert.ok(tests.includes(`alertname="${alert}", alertstate="firing"`), `${alert} has a test`)
  }
})

test.run()
