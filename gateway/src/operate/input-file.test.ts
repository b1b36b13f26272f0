// Files are read as the bytes that they stand for, and bad ones end with one line.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { InputFile } from './input-file.js'
import { faultOf } from './testing/fault.js'
import { inFolder } from './testing/folder.js'
import { linesOf } from './text-lines.js'

const content = 'one\ntwo\nthree'
const stored: Record<string, Buffer> = {
  '': Buffer.from(content),
  '.gz': gzipSync(content),
  '.zst': Buffer.from('KLUv/SQNaQAAb25lCnR3bwp0aHJlZc4LWo4=', 'base64'),
  '.xz': Buffer.from(
    '/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQAMb25lCnR3bwp0aHJlZQAAAABeFgSKCu1/CwABJQ1xGcS2H7bzfQEAAAAABFla',
    'base64',
  ),
}

async function read(file: InputFile): Promise<string> {
  const pieces: Uint8Array[] = []
  for await (const piece of file.pieces()) pieces.push(piece.slice())
  return Buffer.concat(pieces).toString()
}

for (const [ending, bytes] of Object.entries(stored))
  test(`reads text${ending} again and again`, () =>
    inFolder(async (folder) => {
      const path = join(folder, `text${ending}`)
      writeFileSync(path, bytes)
      const file = new InputFile(path)
      assert.is(await read(file), content)
      assert.is(await read(file), content)
      assert.is(file.readBytes, bytes.length)
      assert.is(file.sizeBytes, bytes.length)
    }))

for (const [ending, bytes] of Object.entries(stored))
  test(`reads two of text${ending} side by side`, () =>
    inFolder(async (folder) => {
      const path = join(folder, `text${ending}`)
      writeFileSync(path, bytes)
      const outer: Uint8Array[] = []
      for await (const piece of new InputFile(path).pieces()) {
        outer.push(piece.slice())
        assert.is(await read(new InputFile(path)), content)
      }
      assert.is(Buffer.concat(outer).toString(), content)
    }))

for (const [ending, bytes] of Object.entries(stored).slice(1)) {
  const cases = { cut: bytes.subarray(0, -6), garbage: Buffer.from('no such thing') }
  for (const [name, broken] of Object.entries(cases))
    test(`refuses text${ending} that is ${name}`, () =>
      inFolder(async (folder) => {
        const path = join(folder, `text${ending}`)
        writeFileSync(path, broken)
        const fault = await faultOf(() => read(new InputFile(path)))
        assert.ok(fault.startsWith(`${path} cannot be decompressed: `), fault)
        assert.not.match(fault, '\n')
      }))
}

test('names a file that is not there, and a folder', () =>
  inFolder(async (folder) => {
    const path = join(folder, 'nothing')
    assert.throws(
      () => new InputFile(path),
      ({ message }: Error) => message.includes(`${path}: no such file or directory`),
    )
    assert.throws(
      () => new InputFile(folder),
      ({ message }: Error) => message.includes(`${folder} is no file`),
    )
  }))

test('gives lines across pieces, whatever ends them', () =>
  inFolder(async (folder) => {
    const path = join(folder, 'lines')
    const many = Array.from({ length: 100_000 }, (_, index) => `line ${index}`)
    writeFileSync(path, many.join('\r\n'))
    const lines: string[] = []
    for await (const some of linesOf(new InputFile(path))) lines.push(...some)
    assert.equal(lines, many)
  }))

test('refuses bytes without lines', () =>
  inFolder(async (folder) => {
    const path = join(folder, 'bytes')
    writeFileSync(path, Buffer.alloc(10_000))
    const read = async () => {
      for await (const _ of linesOf(new InputFile(path)));
    }
    assert.is(await faultOf(read), `${path} is no text of lines`)
  }))

test.run()
