// The simulated disk: it keeps what was synced and nothing else for sure.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Chance } from './chance.js'
import { SimFiles } from './files.js'
import { Ranges } from './ranges.js'

const keepAll = { kept: 1, dropped: 0, torn: 0, garbage: 0 }
const dropAll = { kept: 0, dropped: 1, torn: 0, garbage: 0 }
const tearAll = { kept: 0, dropped: 0, torn: 1, garbage: 0 }
const spoilAll = { kept: 0, dropped: 0, torn: 0, garbage: 1 }

/** A folder with one synced file of these bytes. */
function withFile(bytes: Uint8Array) {
  const files = new SimFiles()
  files.makeFolder('data')
  const file = files.open('data/a', 'create')
  file.write(bytes, 0)
  file.sync()
  files.syncFolder('data')
  return { files, file }
}

test('what was synced is there whatever happens to the rest', () => {
  const { files, file } = withFile(new Uint8Array(3000).fill(1))
  file.write(new Uint8Array(1000).fill(2), 2000)
  files.losePower(new Chance(1), spoilAll)
  const bytes = files.contentOf('data/a')
  assert.ok(bytes.subarray(0, 2000).every((byte) => byte === 1))
  assert.ok(bytes.subarray(2000).some((byte) => byte !== 1 && byte !== 2))
})

test('what was not synced is there or not, piece by piece', () => {
  const { files, file } = withFile(new Uint8Array(4096))
  file.write(new Uint8Array(4096).fill(7), 0)
  files.losePower(new Chance(2), { kept: 1, dropped: 1, torn: 0, garbage: 0 })
  const bytes = files.contentOf('data/a')
  const pieces = Array.from({ length: 8 }, (_, i) => bytes.subarray(i * 512, (i + 1) * 512))
  assert.ok(pieces.every((piece) => piece.every((byte) => byte === piece[0])))
  assert.ok(pieces.some((piece) => piece[0] === 7) && pieces.some((piece) => piece[0] === 0))
})

test('a torn piece is new at its start and old at its end', () => {
  const { files, file } = withFile(new Uint8Array(512).fill(1))
  file.write(new Uint8Array(512).fill(2), 0)
  files.losePower(new Chance(3), tearAll)
  const text = files.contentOf('data/a').join('')
  assert.match(text, /^2+1+$/)
})

test('what was dropped is what was there before', () => {
  const { files, file } = withFile(Uint8Array.of(1, 2, 3))
  file.write(Uint8Array.of(9, 9, 9), 0)
  files.losePower(new Chance(4), dropAll)
  assert.equal(files.contentOf('data/a'), Uint8Array.of(1, 2, 3))
})

test('a name is sure only when its folder was synced', () => {
  const fates = new Set<string>()
  for (let seed = 0; seed < 60; seed++) {
    const { files } = withFile(Uint8Array.of(1))
    files.open('data/b', 'create').sync()
    files.rename('data/a', 'data/c')
    files.losePower(new Chance(seed), keepAll)
    fates.add(files.list('data').join())
  }
  assert.equal([...fates].sort(), ['a', 'a,b', 'b,c', 'c'])
  const { files } = withFile(Uint8Array.of(1))
  files.rename('data/a', 'data/c')
  files.syncFolder('data')
  files.losePower(new Chance(1), dropAll)
  assert.equal(files.list('data'), ['c'])
})

test('after a failed sync the bytes can be read, and no later sync makes them durable', () => {
  const { files, file } = withFile(Uint8Array.of(1))
  file.write(Uint8Array.of(2), 0)
  files.failsSync = () => true
  assert.throws(() => file.sync(), /EIO/)
  files.failsSync = () => false
  file.sync()
  assert.equal(files.contentOf('data/a'), Uint8Array.of(2))
  files.losePower(new Chance(5), dropAll)
  assert.equal(files.contentOf('data/a'), Uint8Array.of(1))
})

test('bytes that were written again are durable again', () => {
  const { files, file } = withFile(Uint8Array.of(1))
  file.write(Uint8Array.of(2), 0)
  files.failsSync = () => true
  assert.throws(() => file.sync())
  files.failsSync = () => false
  file.write(Uint8Array.of(2), 0)
  file.sync()
  files.losePower(new Chance(6), dropAll)
  assert.equal(files.contentOf('data/a'), Uint8Array.of(2))
})

test('a full disk takes the first bytes of a write, and says so', () => {
  const { files, file } = withFile(new Uint8Array(100))
  files.capacityBytes = 150
  assert.is(files.freeBytes(), 50)
  assert.throws(() => file.write(new Uint8Array(80).fill(1), 100), /ENOSPC/)
  assert.is(file.sizeBytes(), 150)
  file.write(new Uint8Array(150).fill(2), 0)
  files.remove('data/a')
  assert.is(files.freeBytes(), 150)
})

test('who is ended at a step gets no further step done, until the next one starts', () => {
  const { files, file } = withFile(Uint8Array.of(1, 2, 3, 4))
  files.watch = ({ action, moment }) => {
    if (action === 'write' && moment === 'middle') throw new Error('crash')
  }
  assert.throws(() => file.write(Uint8Array.of(9, 9, 9, 9), 0), /crash/)
  assert.throws(() => file.write(Uint8Array.of(8), 0), /crash/)
  assert.throws(() => files.syncFolder('data'), /crash/)
  files.restart()
  assert.equal(files.contentOf('data/a'), Uint8Array.of(9, 9, 3, 4))
})

test('a copy is a disk of its own, with all that is not durable', () => {
  const { files, file } = withFile(Uint8Array.of(1))
  file.write(Uint8Array.of(2), 0)
  const copy = files.copy()
  file.sync()
  copy.losePower(new Chance(7), dropAll)
  assert.equal(copy.contentOf('data/a'), Uint8Array.of(1))
  assert.equal(files.contentOf('data/a'), Uint8Array.of(2))
})

test('ranges join where they touch, and part where something is taken out', () => {
  const ranges = new Ranges()
  ranges.add(10, 20)
  ranges.add(30, 40)
  ranges.add(20, 25)
  assert.equal(
    [...ranges],
    [
      { from: 10, to: 25 },
      { from: 30, to: 40 },
    ],
  )
  ranges.add(22, 35)
  assert.equal([...ranges], [{ from: 10, to: 40 }])
  ranges.remove(15, 18)
  ranges.remove(0, 11)
  assert.equal(
    [...ranges],
    [
      { from: 11, to: 15 },
      { from: 18, to: 40 },
    ],
  )
  ranges.clear()
  assert.equal([...ranges], [])
})

test.run()
