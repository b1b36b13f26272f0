// One table for the real files and the simulated ones, so that what the simulator proves holds for both.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SimFiles } from '@openbell/sim/world/files.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Files } from '../ports.js'
import { nodeFiles } from './node-files.js'

const cases: Record<string, (files: Files, folder: string) => void> = {
  'what is written reads back, up to the end': (files, folder) => {
    const file = files.open(`${folder}/a`, 'create')
    file.write(Uint8Array.of(1, 2, 3, 4), 0)
    file.write(Uint8Array.of(9), 2)
    const into = new Uint8Array(8)
    assert.is(file.read(into, 1), 3)
    assert.equal(into, Uint8Array.of(2, 9, 4, 0, 0, 0, 0, 0))
    assert.is(file.read(into, 4), 0)
    assert.is(file.sizeBytes(), 4)
    file.close()
  },
  'a gap is zeros, and so is what was cut off': (files, folder) => {
    const file = files.open(`${folder}/a`, 'create')
    file.write(Uint8Array.of(7, 7, 7), 3)
    file.truncate(4)
    file.write(Uint8Array.of(8), 6)
    file.sync()
    const into = new Uint8Array(7)
    file.read(into, 0)
    assert.equal(into, Uint8Array.of(0, 0, 0, 7, 0, 0, 8))
    file.close()
  },
  'an existing file is not created, and a missing one not opened': (files, folder) => {
    files.open(`${folder}/a`, 'create').close()
    assert.throws(() => files.open(`${folder}/a`, 'create'), /EEXIST/)
    assert.throws(() => files.open(`${folder}/b`, 'write'), /ENOENT/)
    assert.throws(() => files.open(`${folder}/b`, 'read'), /ENOENT/)
    assert.throws(() => files.open(`${folder}/nowhere/b`, 'create'), /ENOENT/)
  },
  'an opened file keeps its bytes': (files, folder) => {
    const file = files.open(`${folder}/a`, 'create')
    file.write(Uint8Array.of(1, 2), 0)
    file.close()
    const again = files.open(`${folder}/a`, 'write')
    assert.is(again.sizeBytes(), 2)
    again.write(Uint8Array.of(3), 2)
    again.close()
    const read = files.open(`${folder}/a`, 'read')
    const into = new Uint8Array(3)
    assert.is(read.read(into, 0), 3)
    assert.equal(into, Uint8Array.of(1, 2, 3))
    read.close()
  },
  'names come in order, and none where there is no folder': (files, folder) => {
    for (const name of ['b', 'a.x', 'B', '10', '9'])
      files.open(`${folder}/${name}`, 'create').close()
    files.makeFolder(`${folder}/c/d`)
    assert.equal(files.list(folder), ['10', '9', 'B', 'a.x', 'b', 'c'])
    assert.equal(files.list(`${folder}/c`), ['d'])
    assert.equal(files.list(`${folder}/nowhere`), [])
  },
  'a name replaces another': (files, folder) => {
    for (const [name, byte] of [
      ['a', 1],
      ['b', 2],
    ] as const) {
      const file = files.open(`${folder}/${name}`, 'create')
      file.write(Uint8Array.of(byte), 0)
      file.close()
    }
    files.rename(`${folder}/a`, `${folder}/b`)
    files.syncFolder(folder)
    assert.equal(files.list(folder), ['b'])
    const file = files.open(`${folder}/b`, 'read')
    const into = new Uint8Array(1)
    file.read(into, 0)
    assert.equal(into, Uint8Array.of(1))
    file.close()
    assert.throws(() => files.rename(`${folder}/a`, `${folder}/b`), /ENOENT/)
  },
  'removing what is not there is no error': (files, folder) => {
    files.open(`${folder}/a`, 'create').close()
    files.remove(`${folder}/a`)
    files.remove(`${folder}/a`)
    assert.equal(files.list(folder), [])
  },
  'folders are made with those above them, and made once more': (files, folder) => {
    files.makeFolder(`${folder}/x/y/z`)
    files.makeFolder(`${folder}/x/y/z`)
    files.open(`${folder}/x/y/z/a`, 'create').close()
    assert.equal(files.list(`${folder}/x/y/z`), ['a'])
  },
  'there is room': (files, folder) => {
    assert.ok(files.freeBytes(folder) > 0)
  },
}

for (const [name, run] of Object.entries(cases)) {
  test(`node: ${name}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'openbell-files-'))
    try {
      run(nodeFiles, folder)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
  test(`simulated: ${name}`, () => {
    const files = new SimFiles()
    files.makeFolder('data')
    run(files, 'data')
  })
}

test.run()
