// Warming does real work, and leaves nothing behind.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compileEngine, loadEngine, warmUp } from './node.js'
import { smallCapacities } from './testing/commands.js'

test('a warmed module makes the same fresh core', () => {
  const hash = () => loadEngine(compileEngine(), smallCapacities).stateHash()
  const before = hash()
  warmUp(compileEngine(), 3)
  assert.is(hash(), before)
})

test.run()
