// The test runner against folders of tests that pass, fail, forget, hang and leave things behind.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { runTests } from './test-run.mjs'

const packages = fileURLToPath(new URL('../../node_modules', import.meta.url))

const uvu = "import { test } from 'uvu'\nimport * as assert from 'uvu/assert'\n"
const passing = `${uvu}test('holds', () => {})\ntest('holds too', () => {})\ntest.run()\n`

/** Runs a folder whose compiled tests are given by name; a source is written for each. */
async function run(compiled, { filters = [], timeoutMs = 20_000, sources } = {}) {
  const root = mkdtempSync(join(tmpdir(), 'openbell-test-run-'))
  const write = (path, text) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  try {
    write('package.json', '{ "type": "module", "workspaces": ["part"] }')
    symlinkSync(packages, join(root, 'node_modules'))
    for (const name of sources ?? Object.keys(compiled)) write(`part/src/${name}.test.ts`, '')
    for (const [name, text] of Object.entries(compiled)) write(`part/dist/${name}.test.js`, text)
    const lines = []
    const print = (line) => lines.push(line)
    const code = await runTests({ root, filters, jobs: 2, timeoutMs, print })
    return { code, last: lines.at(-1), text: lines.join('\n') }
  } finally {
    rmSync(root, { recursive: true })
  }
}

test('adds up the files that pass', async () => {
  const { code, last } = await run({ a: passing, 'deep/b': passing })
  assert.is(last, '4 passed, 0 failed')
  assert.is(code, 0)
})

test('shows a failure whole and names the file at the end', async () => {
  const failing = `${uvu}test('money', () => assert.is(1, 2))\ntest('holds', () => {})\ntest.run()\n`
  const { code, last, text } = await run({ a: passing, b: failing })
  assert.is(last, '3 passed, 1 failed')
  assert.is(code, 1)
  assert.match(text, /FAIL {2}"money"/)
  assert.match(text, /^failed: part\/src\/b\.test\.ts$/m)
})

test('fails when it finds no test', async () => {
  const { code, last } = await run({})
  assert.is(last, '0 passed, 1 failed')
  assert.is(code, 1)
})

test('runs only what the filters name, and fails when they name nothing', async () => {
  assert.is(
    (await run({ a: passing, b: passing }, { filters: ['src/b'] })).last,
    '2 passed, 0 failed',
  )
  assert.is((await run({ a: passing }, { filters: ['nowhere'] })).last, '0 passed, 1 failed')
})

test('fails a file that forgets test.run()', async () => {
  const { last, text } = await run({ a: `${uvu}test('never', () => {})\n`, b: passing })
  assert.is(last, '2 passed, 1 failed')
  assert.match(text, /a\.test\.ts: reports no tests/)
})

test('fails a file without a test', async () => {
  const { last, text } = await run({ a: `${uvu}test.run()\n` })
  assert.is(last, '0 passed, 1 failed')
  assert.match(text, /contains no test/)
})

test('counts skipped tests apart', async () => {
  const skipping = `${uvu}test.skip('later', () => {})\ntest('now', () => {})\ntest.run()\n`
  const { code, text } = await run({ a: skipping })
  assert.match(text, /^1 skipped\n1 passed, 0 failed$/m)
  assert.is(code, 0)
})

test('fails a file that breaks before its first test', async () => {
  const { last, text } = await run({ a: `${uvu}throw new Error('no such table')\n` })
  assert.is(last, '0 passed, 1 failed')
  assert.match(text, /no such table/)
})

test('fails a file whose tests pass and whose process does not', async () => {
  const { last, text } = await run({ a: `${passing}process.on('exit', () => process.exit(3))\n` })
  assert.is(last, '2 passed, 1 failed')
  assert.match(text, /exit code 3, though no test failed/)
})

test('ends a file that hangs', async () => {
  const hanging = `${uvu}setInterval(() => {}, 1000)\ntest('holds', () => {})\ntest.run()\n`
  const { last, text } = await run({ a: hanging }, { timeoutMs: 1_000 })
  assert.match(last, /^[01] passed, 1 failed$/) // whether it came to its test is a matter of speed
  assert.match(text, /did not end within 1 s/)
})

test('fails a file that is ended by a signal', async () => {
  const { last, text } = await run({ a: "process.kill(process.pid, 'SIGKILL')\n" })
  assert.is(last, '0 passed, 1 failed')
  assert.match(text, /ended by SIGKILL/)
})

test('fails a file that leaves a process running, and ends that process', async () => {
  const child = `spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })`
  const leaving = `import { spawn } from 'node:child_process'\n${child}.unref()\n${passing}`
  const { last, text } = await run({ a: leaving })
  assert.is(last, '2 passed, 1 failed')
  assert.match(text, /left a process running/)
})

test('does not run an output whose source is gone', async () => {
  const { last } = await run({ a: passing, gone: passing }, { sources: ['a'] })
  assert.is(last, '2 passed, 0 failed')
})

test.run()
