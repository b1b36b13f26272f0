// What lies in a data folder before a core joins: what an earlier start left half begun goes, and nothing
// that is somebody's.
import { mkdirSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { nodeFiles } from '../../adapters/node-files.js'
import { inFolder } from '../../operate/testing/folder.js'
import { SmallFolder } from '../../operate/testing/small-folder.js'
import { type JoinParts, joinBySnapshot } from './join.js'

const nameOf = (sequence: number) => String(sequence).padStart(16, '0')

/** Joins where the store is away; returns what it was told. */
async function join(folder: string): Promise<string[]> {
  const warnings: string[] = []
  const names = () => Promise.reject(new Error('the store is away'))
  await joinBySnapshot({
    files: nodeFiles,
    folder,
    store: { names, get: names },
    reporter: { info() {}, warn: (message) => warnings.push(message), error() {} },
    signal: new AbortController().signal,
  } as Partial<JoinParts> as JoinParts)
  return warnings
}

function put(folder: string, part: string, name: string): void {
  mkdirSync(`${folder}/${part}`, { recursive: true })
  writeFileSync(`${folder}/${part}/${name}`, 'begun')
}

test('a journal that somebody brought stays, whatever was begun before', () =>
  inFolder(async (folder) => {
    new SmallFolder(folder).close()
    put(folder, 'snapshots/joining', `${nameOf(5)}.snapshot`)
    const before = [nodeFiles.list(`${folder}/journal`), nodeFiles.list(`${folder}/events`)]
    assert.equal(await join(folder), [])
    assert.equal([nodeFiles.list(`${folder}/journal`), nodeFiles.list(`${folder}/events`)], before)
  }))

test('what was half begun goes, and a store that is away stops nobody', () =>
  inFolder(async (folder) => {
    put(folder, 'snapshots/joining', `${nameOf(5)}.snapshot`)
    put(folder, 'events', `${nameOf(3)}.events`)
    put(folder, 'journal', `${nameOf(5)}.segment`)
    assert.equal(await join(folder), ['no snapshot is taken from the store: the store is away'])
    for (const part of ['snapshots/joining', 'events', 'journal'])
      assert.equal(nodeFiles.list(`${folder}/${part}`), [], part)
  }))

test('a folder that has a snapshot is its own beginning', () =>
  inFolder(async (folder) => {
    put(folder, 'snapshots', `${nameOf(5)}.snapshot`)
    assert.equal(await join(folder), [])
    assert.equal(nodeFiles.list(`${folder}/snapshots`), [`${nameOf(5)}.snapshot`])
  }))

test.run()
