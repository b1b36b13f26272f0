// Some seeds on every run of the tests; the many are the simulator's own command.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { runCampaign, SeedViolation } from '../campaign.js'
import { main } from '../main.js'
import { crashPoints } from './crash.js'
import { Facts } from './facts.js'
import { runSeed } from './seed.js'

test('twelve seeds: nothing acknowledged is lost, nothing is doubled', async () => {
  const options = { from: 1001, count: 12, commands: 1000, threads: 2, twiceEvery: 6 }
  const { commands, recoveries, acknowledged, facts } = await runCampaign(options)
  assert.ok(commands >= 12_000)
  assert.ok(recoveries > 100)
  assert.ok(acknowledged > 8_000)
  assert.ok(crashPoints.filter((point) => facts.count(`crash ${point}`) > 0).length > 10)
})

test('the same seed gives the same run, another one another', async () => {
  const [one, again, other] = [await runSeed(5, 500), await runSeed(5, 500), await runSeed(6, 500)]
  assert.equal(one, again)
  assert.match(one.traceHash, /^[0-9a-f]{16}$/)
  assert.is.not(one.traceHash, other.traceHash)
})

test('facts that never came about are named', () => {
  const facts = new Facts()
  const all = facts.missing()
  facts.note(all[0])
  assert.equal(facts.missing(), all.slice(1))
  facts.add({ [all[1]]: 2 })
  assert.is(facts.count(all[1]), 2)
})

test('arguments that mean nothing end with the usage', async () => {
  const error = console.error
  console.error = () => {}
  try {
    for (const args of [['--seeds', '0'], ['--seed', 'x'], ['--what'], ['more']])
      assert.is(await main(args), 2, args.join(' '))
  } finally {
    console.error = error
  }
})

test('a violation names its seed', () => {
  assert.is(new SeedViolation(7, 'it broke').message, 'seed 7: it broke')
})

test.run()
