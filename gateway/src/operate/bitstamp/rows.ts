// The rows of a Bitstamp recording: of a table of order events, or of the venue's log itself.
import { OperateError } from '../errors.js'
import type { InputFile } from '../input-file.js'
import { parsedLines } from '../text-lines.js'
import { isLogLine, parseLogOrder } from './log.js'
import { type BitstampRow, bitstampHeader, parseBitstampRow } from './row.js'

/** A piece of the file at a time. @throws OperateError naming the line that is malformed */
export async function* bitstampRows(file: InputFile): AsyncGenerator<BitstampRow[]> {
  let parse: typeof parseLogOrder | undefined
  yield* parsedLines(file, (line) => {
    if (parse) return parse(line)
    parse = isLogLine(line) ? parseLogOrder : parseBitstampRow
    if (isLogLine(line)) return parse(line)
    if (line === bitstampHeader) return undefined
    throw new OperateError(`${file.path} does not begin with '${bitstampHeader}', nor is it a log`)
  })
  if (!parse) throw new OperateError(`${file.path} is empty`)
}
