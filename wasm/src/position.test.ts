// Frames that do not follow the last one: refused at the door, and by the core itself.
import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { capacityNames, defaultCapacities } from './capacities.js'
import { compileEngine, Engine, enginePath } from './node.js'
import * as write from './testing/commands.js'
import { openVenue } from './testing/venue.js'

const ignore = () => undefined

const refused = (message: string) => (error: Error) =>
  error instanceof RangeError && error.message === message

test('a frame that is too large, or a position that is no count, changes nothing', () => {
  const { engine } = openVenue()
  const before = engine.stateHash()
  assert.throws(() => engine.apply(2, 1_000_000, new Uint8Array(524_289), ignore), /too large/)
  for (const [sequence, time] of [
    [2, Number.NaN],
    [2.5, 1_000_000],
    [2, -1],
    [2 ** 60, 1_000_000],
  ] as const)
    assert.throws(() => engine.apply(sequence, time, write.openAccount(20), ignore), RangeError)
  assert.is(engine.stateHash(), before)
})

test('a sequence that does not rise and a time that goes back change nothing', () => {
  const { engine } = openVenue()
  engine.apply(2, 1_500_000, new Uint8Array(), ignore)
  const module = compileEngine()
  for (const core of [
    engine,
    Engine.restore(module, engine.snapshot()),
    Engine.seal(module, engine.copyState(new Uint8Array(engine.copyBytes))),
    Engine.importState(module, engine.exportState(), write.smallCapacities),
  ]) {
    const before = core.stateHash()
    const apply = (sequence: number, timestampUs: number) => () =>
      core.apply(sequence, timestampUs, write.openAccount(20), ignore)
    const late = 'time 1499999 is before the last frame’s, 1500000'
    assert.throws(apply(3, 1_499_999), refused(late))
    for (const sequence of [0, 1, 2])
      assert.throws(
        apply(sequence, 1_500_000),
        refused(`sequence ${sequence} is not above the last frame’s, 2`),
      )
    assert.is(core.stateHash(), before)
    apply(3, 1_500_000)()
    assert.equal([core.sequence, core.timestampUs], [3, 1_500_000])
  }
})

test('a first frame of sequence 0 is refused', () => {
  const engine = new Engine(compileEngine(), write.smallCapacities)
  const apply = () => engine.apply(0, 0, write.configure(), ignore)
  assert.throws(apply, refused('sequence 0 is not above the last frame’s, 0'))
})

test('the core itself aborts on either', () => {
  for (const [sequence, timestampUs] of [
    [2, 4],
    [1, 5],
  ]) {
    const abort = () => {
      throw new Error('aborted')
    }
    const module = new WebAssembly.Module(readFileSync(enginePath))
    const { exports } = new WebAssembly.Instance(module, { env: { abort } })
    const core = exports as Record<string, (...words: unknown[]) => number>
    const capacities = { ...defaultCapacities, ...write.smallCapacities }
    core.initialise?.(...capacityNames.map((name) => capacities[name]))
    core.applyFrame?.(1, 0, 5, 0, 0, 0)
    assert.throws(() => core.applyFrame?.(sequence, 0, timestampUs, 0, 0, 0), /^aborted$/)
  }
})

test.run()
