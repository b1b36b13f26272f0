// Chance by seed: the same for ever, and no stream disturbs another.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Chance } from './chance.js'

const draw = (chance: Chance, count = 5): number[] =>
  Array.from({ length: count }, () => chance.u32())

test('a seed gives the same numbers, on every machine', () => {
  assert.equal(draw(new Chance(1)), draw(new Chance(1)))
  assert.equal(draw(new Chance(1), 3), [4126519345, 4190978100, 2274209669])
  assert.not.equal(draw(new Chance(1)), draw(new Chance(2)))
})

test('streams have names, and a draw in one shifts no other', () => {
  const one = new Chance(7)
  const two = new Chance(7)
  draw(one.stream('disk'), 100)
  draw(one, 100)
  assert.equal(draw(one.stream('workload')), draw(two.stream('workload')))
  assert.not.equal(draw(two.stream('disk')), draw(two.stream('workload')))
})

test('draws stay in their ranges and reach both ends', () => {
  const chance = new Chance(3)
  const seen = new Set<number>()
  for (let i = 0; i < 1000; i++) seen.add(chance.between(-2, 3))
  assert.equal(
    [...seen].sort((a, b) => a - b),
    [-2, -1, 0, 1, 2, 3],
  )
  for (let i = 0; i < 1000; i++) assert.ok(chance.below(7) < 7)
  assert.is(chance.bytes(33).length, 33)
})

test('what has no weight is never drawn, and weights count', () => {
  const chance = new Chance(4)
  const counts = { a: 0, b: 0, c: 0 }
  for (let i = 0; i < 4000; i++)
    counts[
      chance.weigh([
        ['a', 3],
        ['b', 0],
        ['c', 1],
      ] as const)
    ]++
  assert.is(counts.b, 0)
  assert.ok(counts.a > 2800 && counts.a < 3200, `${counts.a}`)
  assert.throws(() => chance.pick([]))
})

test('what happens with a probability happens about so often', () => {
  const chance = new Chance(5)
  let count = 0
  for (let i = 0; i < 10_000; i++) if (chance.happens(0.1)) count++
  assert.ok(count > 900 && count < 1100, `${count}`)
  assert.is(chance.happens(0), false)
  assert.is(chance.happens(1), true)
})

test.run()
