// The drill: trading goes on while Postgres is away, and the tables are right afterwards.
import { chmodSync } from 'node:fs'
import { withTemporaryFolder } from '@openbell/gateway/operate/temporary-folder.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { drill, main } from './outage.js'

test('after an outage of a second nothing is missing', () =>
  withTemporaryFolder(async (folder) => {
    chmodSync(folder, 0o711)
    const figures = await drill(folder, 1, 500)
    assert.equal(figures.differences, [])
    assert.ok(figures.backlogFrames > 0)
    assert.ok(figures.outageSeconds >= 1)
    assert.ok(figures.traded.orders >= 500)
  }))

test('says what is wrong', async () => {
  const { error } = console
  const lines: string[] = []
  console.error = (line: string) => lines.push(line)
  try {
    assert.is(await main(['--seconds', 'x']), 2)
  } finally {
    console.error = error
  }
  assert.equal(lines, ["drill: --seconds is a number from 1 to 86400, not 'x'"])
})

test.run()
