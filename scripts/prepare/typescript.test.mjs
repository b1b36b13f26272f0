// What counts as current, and which outputs have lost their source.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Stamps } from './fingerprint.mjs'
import { compileTypescript, isTypescriptStale, removeOrphans } from './typescript.mjs'

const here = fileURLToPath(new URL('../../', import.meta.url))
const run = { tests: false }

let root
const path = (name) => join(root, name)
const write = (name, text) => {
  mkdirSync(dirname(path(name)), { recursive: true })
  writeFileSync(path(name), text)
}

/** Three workspaces of one file each, compiled by a compiler that copies every source. */
test.before.each(() => {
  root = mkdtempSync(join(tmpdir(), 'openbell-typescript-'))
  write('package.json', JSON.stringify({ type: 'module', workspaces: ['gateway'] }))
  for (const workspace of ['protocol', 'wasm', 'gateway'])
    write(`${workspace}/src/index.ts`, `export const name = '${workspace}'\n`)
  write('gateway/src/index.test.ts', 'a test\n')
  write('node_modules/typescript/package.json', '{ "type": "module" }')
  write(
    'node_modules/typescript/lib/tsc.js',
    `import { cpSync } from 'node:fs'
    for (const workspace of ['protocol', 'wasm', 'gateway'])
      cpSync(workspace + '/src/index.ts', workspace + '/dist/index.js')\n`,
  )
})
test.after.each(() => rmSync(root, { recursive: true }))

const isStale = () => isTypescriptStale(root, new Stamps(root), run)
const compile = () => compileTypescript(root, new Stamps(root), run)

test('what was compiled is current until a source changes', async () => {
  assert.ok(isStale())
  await compile()
  assert.not.ok(isStale())
  write('wasm/src/index.ts', 'export const name = 7\n')
  assert.ok(isStale())
  await compile()
  assert.not.ok(isStale())
})

test('a new source, and an output that is gone, are not current', async () => {
  await compile()
  write('gateway/src/new.ts', '')
  assert.ok(isStale())
  rmSync(path('gateway/src/new.ts'))
  assert.not.ok(isStale())
  rmSync(path('protocol/dist/index.js'))
  assert.ok(isStale())
  await compile()
  assert.ok(existsSync(path('protocol/dist/index.js')))
})

test('a change of a test leaves what runs current', async () => {
  await compile()
  write('gateway/src/index.test.ts', 'another test\n')
  assert.not.ok(isStale())
})

test('outputs go with their source, and nothing else goes', () => {
  for (const file of ['old.js', 'old.js.map', 'old.d.ts', 'old.test.js', 'deep/old.js'])
    write(`gateway/dist/${file}`, '')
  for (const file of ['index.js', 'index.d.ts', 'index.test.js', 'src.tsbuildinfo'])
    write(`gateway/dist/${file}`, '')
  removeOrphans(root, ['gateway'])
  const left = (file) => existsSync(path(`gateway/dist/${file}`))
  assert.not.ok(['old.js', 'old.js.map', 'old.d.ts', 'old.test.js', 'deep/old.js'].some(left))
  assert.ok(['index.js', 'index.d.ts', 'index.test.js', 'src.tsbuildinfo'].every(left))
})

test('the real compiler and the real core find their names', () => {
  for (const file of [
    'node_modules/typescript/lib/tsc.js',
    'node_modules/assemblyscript/bin/asc.js',
  ])
    assert.ok(existsSync(join(here, file)), file)
})

test.run()
