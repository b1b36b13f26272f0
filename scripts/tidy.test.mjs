// Rules for reading that no linter knows: how a file begins, how long it is, what it must not hold.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { filesUnder } from './prepare/fingerprint.mjs'
import { readWorkspaces } from './prepare/typescript.mjs'

const root = fileURLToPath(new URL('../', import.meta.url))
const lines = { code: 300, tests: 500 }

const isTest = (path) => /\.test\.m?ts$|\.test\.mjs$|\/testing\//.test(path)

const folders = [
  ...readWorkspaces(root).map((name) => `${name}/src`),
  'engine-as',
  'scripts',
  'bin',
  ...['library', 'examples', 'testing'].map((name) => `native/${name}`),
]
const files = folders
  .flatMap((folder) => filesUnder(root, folder))
  .filter((path) => /\.(ts|mjs|c|h)$/.test(path) && !path.includes('/generated/'))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))

const pathsOf = (wrong) => files.filter(wrong).map(({ path }) => path)

test('there are files to look at', () => assert.ok(files.length > 100))

test('a file begins with a sentence that says what it is', () => {
  assert.equal(
    pathsOf(({ text }) => !/^(#!.*\n)?\/\/ \S/.test(text)),
    [],
  )
})

test('a file is short enough to be read', () => {
  assert.equal(
    pathsOf(
      ({ path, text }) => text.split('\n').length - 1 > (isTest(path) ? lines.tests : lines.code),
    ),
    [],
  )
})

test('nothing is put off and no check is silenced', () => {
  // Spelled in two parts, so that this file does not hold them either.
  const words = [
    'TO|DO',
    'FIX|ME',
    'biome|-ignore',
    '@ts|-ignore',
    '@ts|-expect-error',
    '@ts|-nocheck',
  ]
  const forbidden = new RegExp(words.map((word) => word.replace('|', '')).join('|'))
  assert.equal(
    pathsOf(({ text }) => forbidden.test(text)),
    [],
  )
})

test.run()
