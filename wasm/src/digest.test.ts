// The digest of events: XXH64 as everybody has it, whatever the parts, and no accident escapes it.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Engine, loadEngine } from './node.js'
import * as write from './testing/commands.js'

const core = loadEngine(undefined, write.smallCapacities)

const bytesOf = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i * 7)

const take = (engine: Engine): string => Buffer.from(engine.takeEventsDigest()).toString('hex')

function digestOf(...parts: readonly Uint8Array[]): string {
  for (const part of parts) core.digestEvents(part)
  return take(core)
}

/** What `xxhsum -H1` prints of so many bytes of `bytesOf`. */
const known: readonly (readonly [lengthBytes: number, digest: string])[] = [
  [0, 'ef46db3751d8e999'],
  [1, 'e934a84adb052768'],
  [4, 'ae5acdc00a55ac41'],
  [7, 'd734a6b26f3da63e'],
  [8, '87116b3365b924eb'],
  [12, '14b8433b9a14e611'],
  [31, '0f187c62b1e722b7'],
  [32, '91b0cb0931a8c629'],
  [33, '931b043cf8d65b94'],
  [64, 'bf3052e3445775d0'],
  [100, '8e2272c08247d5db'],
  [5000, 'f58c52a3c9c8f26d'],
]

test('it is XXH64, of any length', () => {
  for (const [length, digest] of known) assert.is(digestOf(bytesOf(length)), digest, `${length}`)
})

test('where one part ends and the next begins is not told', () => {
  for (const step of [1, 8, 24, 31, 32, 33, 40, 100])
    for (const [length, digest] of known) {
      const parts = Array.from({ length: Math.ceil(length / step) }, (_, index) =>
        bytesOf(length).subarray(index * step, (index + 1) * step),
      )
      assert.is(digestOf(new Uint8Array(), ...parts), digest, `${length} by ${step}`)
    }
})

test('every flipped bit, every cut, every byte more and every swap is told', () => {
  const bytes = Uint8Array.from({ length: 200 }, (_, i) => (i * i) >> 3)
  const digests = new Set([digestOf(bytes)])
  let count = 1
  const expectNew = (changed: Uint8Array) => {
    digests.add(digestOf(changed))
    assert.is(digests.size, ++count)
  }
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const flipped = bytes.slice()
    flipped[bit >> 3] ^= 1 << (bit & 7)
    expectNew(flipped)
  }
  for (let length = 0; length < bytes.length; length++) expectNew(bytes.subarray(0, length))
  for (let more = 1; more < 50; more++) expectNew(Buffer.concat([bytes, new Uint8Array(more)]))
  for (let at = 8; at < bytes.length; at += 8)
    expectNew(Buffer.concat([bytes.subarray(at), bytes.subarray(0, at)]))
})

test('what the core hands over is read where it lies, as a copy of it is', () => {
  const engine = loadEngine(undefined, write.smallCapacities)
  const parts: Uint8Array[] = []
  const commands = write.frame(write.configure(), write.openAccount(1), write.openAccount(2))
  engine.apply(1, 1, commands, (events) => {
    engine.digestEvents(events)
    parts.push(events.slice())
  })
  assert.ok(parts.length > 0)
  assert.is(take(engine), digestOf(...parts))
  assert.is(take(engine), known[0][1])
})

test('more than the output holds is copied piece by piece', () => {
  const small = loadEngine(undefined, { ...write.smallCapacities, outputBytes: 2048 })
  small.digestEvents(bytesOf(5000))
  assert.is(take(small), known.at(-1)?.[1])
})

test('digesting changes nothing of the state', () => {
  const engines = [1, 2].map(() => loadEngine(undefined, write.smallCapacities))
  engines[0].digestEvents(bytesOf(1000))
  for (const engine of engines) engine.apply(1, 1, write.configure(), () => {})
  assert.is(engines[0].stateHash(), engines[1].stateHash())
  assert.equal(engines[0].snapshot(), engines[1].snapshot())
})

test.run()
