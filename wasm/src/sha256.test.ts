// The portable SHA-256 against Node's own, at every length around its blocks.
import { createHash } from 'node:crypto'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fromHex, toHex } from './hex.js'
import { portableSha256 } from './sha256.js'

const nodes = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

test('equals Node’s at every length of up to four blocks', () => {
  const bytes = Uint8Array.from({ length: 260 }, (_, index) => (index * 167 + 13) & 0xff)
  for (let length = 0; length <= bytes.length; length++)
    assert.is(
      toHex(portableSha256(bytes.subarray(0, length))),
      nodes(bytes.subarray(0, length)),
      `${length}`,
    )
})

test('equals Node’s on a part of a larger buffer, and on many blocks', () => {
  const bytes = new Uint8Array(1_000_003).fill(0xa7)
  const part = bytes.subarray(5, 999_999)
  assert.is(toHex(portableSha256(part)), nodes(part))
})

test('hex digits and back', () => {
  assert.is(toHex(Uint8Array.of(0, 15, 160, 255)), '000fa0ff')
  assert.equal(fromHex('000fa0ff'), Uint8Array.of(0, 15, 160, 255))
})

test.run()
