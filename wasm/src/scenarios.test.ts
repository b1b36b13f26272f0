// Every rule as a text: engine-as/scenarios/*.txt holds what traders do and what must come of it, of
// the released core and of the checked one.
// `SCENARIOS=write` puts the core's own answers into the files, to be read before they are committed.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compileEngine, enginePath } from './node.js'
import { replay } from './testing/scenario.js'

const folder = fileURLToPath(new URL('../../engine-as/scenarios/', import.meta.url))
const files = readdirSync(folder).filter((file) => file.endsWith('.txt'))
const released = compileEngine()
const checked = compileEngine(enginePath.replace('.wasm', '.checked.wasm'))

for (const file of files)
  test(file.replace('.txt', ''), () => {
    const text = readFileSync(folder + file, 'utf8')
    const answered = replay(text, released)
    if (process.env.SCENARIOS === 'write') writeFileSync(folder + file, answered)
    else assert.is(answered, text)
    assert.is(replay(text, checked), answered, 'the checked core answers otherwise')
  })

test('there are scenarios, and each says first what it is about', () => {
  assert.ok(files.length > 60)
  for (const file of files) assert.match(readFileSync(folder + file, 'utf8'), /^\/\/ [A-Z]/)
})

test.run()
