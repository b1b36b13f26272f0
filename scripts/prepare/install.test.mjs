// When an install is needed, and when what lies there will do.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { isInstalled } from './install.mjs'

const locked = {
  '': { name: 'openbell' },
  gateway: { version: '0.1.0' },
  'node_modules/@openbell/gateway': { resolved: 'gateway', link: true },
  'node_modules/hono': { version: '4.0.0' },
  'node_modules/uvu': { version: '0.5.6', dev: true },
  'node_modules/typescript-of-the-moon': { version: '7.0.0', optional: true },
}
const { 'node_modules/uvu': _, ...withoutDevelopment } = locked

/** Whether a folder with these packages needs no install; `present` undefined: nothing is there. */
function check(present, { dev }) {
  const root = mkdtempSync(join(tmpdir(), 'openbell-install-'))
  try {
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: locked }))
    if (present !== undefined) {
      mkdirSync(join(root, 'node_modules'))
      const notes = JSON.stringify({ packages: present })
      writeFileSync(join(root, 'node_modules/.package-lock.json'), notes)
    }
    return isInstalled(root, { dev })
  } finally {
    rmSync(root, { recursive: true })
  }
}

test('a fresh clone needs an install', () => {
  assert.not.ok(check(undefined, { dev: false }))
  assert.not.ok(check(undefined, { dev: true }))
})

test('all packages of this platform are enough', () => {
  const { 'node_modules/typescript-of-the-moon': __, ...here } = locked
  assert.ok(check(here, { dev: true }))
})

test('a start does without the development packages, the tests do not', () => {
  assert.ok(check(withoutDevelopment, { dev: false }))
  assert.not.ok(check(withoutDevelopment, { dev: true }))
})

test('another version, and a workspace that is not linked, need an install', () => {
  const older = { ...locked, 'node_modules/hono': { version: '3.9.0' } }
  assert.not.ok(check(older, { dev: false }))
  const { 'node_modules/@openbell/gateway': __, ...unlinked } = locked
  assert.not.ok(check(unlinked, { dev: false }))
})

test.run()
