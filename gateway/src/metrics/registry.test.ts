// Figures as Prometheus reads them.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Distribution } from '../ports.js'
import {
  addCounter,
  addGauge,
  addHistogram,
  addStates,
  createRegistry,
  figuresOf,
} from './registry.js'

const linesOf = async (registry: ReturnType<typeof createRegistry>) =>
  (await figuresOf(registry).text()).split('\n').filter((line) => line !== '')

test('a gauge and a counter tell what is true when somebody looks', async () => {
  const registry = createRegistry()
  let value = 1
  addGauge(registry, { name: 'depth', help: 'A depth' }, () => value)
  addCounter(registry, { name: 'all_total', help: 'All', labels: ['kind'] }, () => [
    [{ kind: 'a' }, value],
    [{ kind: 'b' }, 10 * value],
  ])
  await linesOf(registry)
  value = 3
  assert.equal(await linesOf(registry), [
    '# HELP depth A depth',
    '# TYPE depth gauge',
    'depth 3',
    '# HELP all_total All',
    '# TYPE all_total counter',
    'all_total{kind="a"} 3',
    'all_total{kind="b"} 30',
  ])
})

test('a series that is gone is not told any more', async () => {
  const registry = createRegistry()
  let labels = ['one', 'two']
  addGauge(registry, { name: 'g', help: 'G', labels: ['l'] }, () =>
    labels.map((l) => [{ l }, 1] as const),
  )
  await linesOf(registry)
  labels = ['two']
  assert.equal((await linesOf(registry)).slice(2), ['g{l="two"} 1'])
})

test('a state is one series a state, of which one is 1', async () => {
  const registry = createRegistry()
  addStates(registry, { name: 's', help: 'S', labels: ['part', 'state'] }, () => [
    [{ part: 'nats' }, ['up', 'down'], 'down'],
  ])
  assert.equal((await linesOf(registry)).slice(2), [
    's{part="nats",state="up"} 0',
    's{part="nats",state="down"} 1',
  ])
})

test('a histogram has cumulative buckets, a sum and a count', async () => {
  const registry = createRegistry()
  const distribution = new Distribution([0.5, 2])
  addHistogram(registry, { name: 'h_seconds', help: 'H' }, distribution)
  for (const value of [0.25, 1, 4]) distribution.add(value)
  assert.equal(await linesOf(registry), [
    '# HELP h_seconds H',
    '# TYPE h_seconds histogram',
    'h_seconds_bucket{le="0.5"} 1',
    'h_seconds_bucket{le="2"} 2',
    'h_seconds_bucket{le="+Inf"} 3',
    'h_seconds_sum 5.25',
    'h_seconds_count 3',
  ])
})

test('no name is taken twice', () => {
  const registry = createRegistry()
  addGauge(registry, { name: 'g', help: 'G' }, () => 0)
  const again = () => addHistogram(registry, { name: 'g', help: 'G' }, new Distribution([1]))
  assert.throws(again, /already been registered/)
})

test.run()
