// Hashing: bcrypt of the stated cost, two at a time, a bounded queue, and no word about who exists.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { IdentityError } from '../ports.js'
import { TestRandom } from '../testing/world.js'
import { defaultPasswordSettings, Passwords } from './passwords.js'

const quick = { cost: 4, atOnceMax: 2, queueMax: 3 }

test('by default twelve doublings, two at a time', async () => {
  const { cost, atOnceMax } = defaultPasswordSettings
  assert.equal([cost, atOnceMax], [12, 2])
  const hashed = await new Passwords(new TestRandom('cost')).hash('correct horse')
  assert.match(hashed, /^\$2b\$12\$/)
})

test('only the right password is right; nobody has none', async () => {
  const passwords = new Passwords(new TestRandom('right'), quick)
  const hashed = await passwords.hash('correct horse')
  assert.is(await passwords.verify('correct horse', hashed), true)
  assert.is(await passwords.verify('correct hors', hashed), false)
  assert.is(await passwords.verify(undefined, hashed), false)
  assert.is(await passwords.verify('correct horse', undefined), false)
  assert.is(await passwords.verify('nobody', undefined), false)
  assert.not.equal(await passwords.hash('correct horse'), hashed)
})

test('what does not fit into the queue is told so, the rest is served', async () => {
  const passwords = new Passwords(new TestRandom('queue'), quick)
  await passwords.verify(undefined, undefined) // until nothing is under way
  const results = await Promise.allSettled(
    Array.from({ length: 8 }, () => passwords.hash('correct horse')),
  )
  assert.is(results.filter(({ status }) => status === 'fulfilled').length, 5)
  for (const result of results.slice(5)) {
    assert.is(result.status === 'rejected' && (result.reason as IdentityError).fault, 'busy')
  }
  assert.match(await passwords.hash('correct horse'), /^\$2b\$04\$/)
})

test.run()
