// Every rule as a text: engine-as/scenarios/*.txt holds what traders do and what must come of it.
// `SCENARIOS=write` puts the core's own answers into the files, to be read before they are committed.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { replay } from './testing/scenario.js'

const folder = fileURLToPath(new URL('../../engine-as/scenarios/', import.meta.url))
const files = readdirSync(folder).filter((file) => file.endsWith('.txt'))

for (const file of files)
  test(file.replace('.txt', ''), () => {
    const text = readFileSync(folder + file, 'utf8')
    const answered = replay(text)
    if (process.env.SCENARIOS === 'write') writeFileSync(folder + file, answered)
    else assert.is(answered, text)
  })

test('there are scenarios', () => {
  assert.ok(files.length > 15)
})

test.run()
