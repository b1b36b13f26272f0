// The box opens with its key, for its owner, unchanged, and never otherwise.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { TestRandom } from '../testing/world.js'
import { SecretBox } from './secret-box.js'

const random = new TestRandom('box')
const key = random.bytes(32)
const box = new SecretBox(key, random)
const sealed = box.seal('secret of a bot', 'key|user')

test('opens for its owner', () => {
  assert.is(box.open(sealed, 'key|user'), 'secret of a bot')
  assert.is(new SecretBox(key, random).open(sealed, 'key|user'), 'secret of a bot')
})

test('never the same bytes twice', () => {
  assert.not.equal(box.seal('secret of a bot', 'key|user'), sealed)
})

test('not for another owner, by another key, or with any bit flipped', () => {
  assert.is(box.open(sealed, 'key|other'), undefined)
  assert.is(new SecretBox(random.bytes(32), random).open(sealed, 'key|user'), undefined)
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const flipped = Uint8Array.from(sealed)
    flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7))
    assert.is(box.open(flipped, 'key|user'), undefined, `bit ${bit}`)
  }
  for (let length = 0; length < sealed.length; length++) {
    assert.is(box.open(sealed.subarray(0, length), 'key|user'), undefined, `${length} bytes`)
  }
  assert.throws(() => new SecretBox(new Uint8Array(31), random), /32 bytes/)
})

test.run()
