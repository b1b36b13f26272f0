// Of several processes that want to install or build, one at a time does.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { withLock } from './lock.mjs'

let folder
test.before.each(() => {
  folder = mkdtempSync(join(tmpdir(), 'openbell-lock-'))
})
test.after.each(() => rmSync(folder, { recursive: true }))

/** Appends `in` and `out` to a file while holding the lock. */
const workerText = (path, notes) => `
  import { appendFileSync } from 'node:fs'
  import { setTimeout as sleep } from 'node:timers/promises'
  import { withLock } from ${JSON.stringify(new URL('./lock.mjs', import.meta.url).href)}
  await withLock(${JSON.stringify(path)}, async () => {
    appendFileSync(${JSON.stringify(notes)}, 'in ')
    await sleep(20)
    appendFileSync(${JSON.stringify(notes)}, 'out ')
  })`

/** Of a process that has ended. */
async function deadNumber() {
  const gone = spawn(process.execPath, ['-e', ''])
  await once(gone, 'exit')
  return String(gone.pid)
}

for (const behind of ['nobody', 'one that has died'])
  test(`four processes take turns behind ${behind}`, async () => {
    const path = join(folder, 'lock')
    if (behind !== 'nobody') writeFileSync(path, await deadNumber())
    const notes = join(folder, 'notes')
    const workers = Array.from({ length: 4 }, () =>
      spawn(process.execPath, ['--input-type=module', '-e', workerText(path, notes)]),
    )
    const codes = await Promise.all(workers.map(async (worker) => (await once(worker, 'exit'))[0]))
    assert.equal(codes, [0, 0, 0, 0])
    assert.is(readFileSync(notes, 'utf8'), 'in out '.repeat(4))
    assert.not.ok(existsSync(path))
  })

test('a holder that has died is replaced', async () => {
  const path = join(folder, 'lock')
  writeFileSync(path, await deadNumber())
  assert.is(await withLock(path, async () => 'done'), 'done')
  assert.equal(readdirSync(folder), [])
})

test('one that died while it removed another one is passed over', async () => {
  const path = join(folder, 'lock')
  const dead = await deadNumber()
  for (const name of [path, `${path}.removing`]) writeFileSync(name, dead)
  assert.is(await withLock(path, async () => 'done'), 'done')
  assert.equal(readdirSync(folder), [])
})

test('a holder that has long been silent is replaced, though its number lives on', async () => {
  const path = join(folder, 'lock')
  writeFileSync(path, String(process.pid))
  const long = new Date(Date.now() - 3_600_000)
  utimesSync(path, long, long)
  assert.is(await withLock(path, async () => 'done'), 'done')
})

test('work that fails gives the lock back', async () => {
  const path = join(folder, 'lock')
  const failure = await withLock(path, () => Promise.reject(new Error('no space'))).catch((e) => e)
  assert.is(failure.message, 'no space')
  assert.not.ok(existsSync(path))
})

test.run()
