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
