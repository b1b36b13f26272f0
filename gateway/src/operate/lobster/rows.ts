// The rows of a LOBSTER message file, each with the row of the order book file that belongs to it.
import { OperateError } from '../errors.js'
import type { InputFile } from '../input-file.js'
import { oneByOne, parsedLines } from '../text-lines.js'
import { type LobsterBook, parseLobsterBook } from './book.js'
import { type LobsterMessage, parseLobsterMessage } from './message.js'

export interface LobsterRow extends LobsterMessage {
  /** From 1, in either file. */
  readonly number: number
  /** As it is after the message. */
  readonly book: LobsterBook | undefined
}

/**
 * @throws OperateError naming the line that is malformed, or where the files do not belong together
 */
export async function* lobsterRows(
  messages: InputFile,
  books: InputFile | undefined,
): AsyncGenerator<LobsterRow> {
  const bookRows = books && oneByOne(parsedLines(books, parseLobsterBook))
  let number = 0
  let depth: number | undefined
  for await (const message of oneByOne(parsedLines(messages, parseLobsterMessage))) {
    number++
    const book: LobsterBook | undefined = (await bookRows?.next())?.value
    if (books && !book)
      throw new OperateError(`${books.path} ends before line ${number} of ${messages.path}`)
    depth ??= book?.depth
    if (books && book?.depth !== depth)
      throw new OperateError(`${books.path} line ${number}: it has not the levels of line 1`)
    yield { number, ...message, book }
  }
  if (number === 0) throw new OperateError(`${messages.path} is empty`)
  if (books && !(await bookRows?.next())?.done)
    throw new OperateError(`${books.path} goes on where ${messages.path} ends, at line ${number}`)
}
