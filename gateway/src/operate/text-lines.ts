// Lines of ASCII text out of pieces of bytes, a piece's worth at a time.
import { OperateError } from './errors.js'
import type { InputFile } from './input-file.js'

/** Longer lines than this are those of a file that is no text. */
const lineBytesMax = 4096

/** The lines without their ends; a last line needs none. @throws OperateError as InputFile does */
export async function* linesOf(file: InputFile): AsyncGenerator<string[]> {
  let rest = ''
  for await (const piece of file.pieces()) {
    const lines = (
      rest + Buffer.from(piece.buffer, piece.byteOffset, piece.length).toString('latin1')
    ).split(/\r?\n/)
    rest = lines.pop() as string
    if (rest.length > lineBytesMax) throw new OperateError(`${file.path} is no text of lines`)
    yield lines
  }
  if (rest !== '') yield [rest]
}

/**
 * What the lines stand for, a piece's worth at a time; a line of nothing is passed over.
 * @throws OperateError naming the line where `parse` says in words what is wrong with it
 */
export async function* parsedLines<Parsed extends object>(
  file: InputFile,
  parse: (line: string) => Parsed | string | undefined,
): AsyncGenerator<Parsed[]> {
  let number = 0
  for await (const lines of linesOf(file)) {
    const all: Parsed[] = []
    for (const line of lines) {
      number++
      const parsed = parse(line)
      if (typeof parsed === 'string')
        throw new OperateError(`${file.path} line ${number}: ${parsed}`)
      if (parsed) all.push(parsed)
    }
    yield all
  }
}

/** The same one by one, for those who read two files side by side. */
export async function* oneByOne<Item>(pieces: AsyncIterable<Item[]>): AsyncGenerator<Item> {
  for await (const items of pieces) yield* items
}
