// LOBSTER files through the whole path: orders, executions, and the levels after every row.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { InputFile } from '../input-file.js'
import { type ReplayResult, replayRecording } from '../replay-recording.js'
import { faultOf } from '../testing/fault.js'
import { inFolder } from '../testing/folder.js'
import { runCli } from '../testing/run-cli.js'
import { sharedData } from '../testing/shared-data.js'
import { openLobster } from './recording.js'

/** A row of either file: type, id, size, price, direction; then asks and bids after it. */
type Row = readonly [message: string, asks: string, bids: string]

/** Two levels a side. Order 1 to 9 are of the recording, the others from before it. */
const rows: readonly Row[] = [
  ['1,1,10,100,1', '102 5 103 6', '100 30 99 7'],
  ['1,2,8,101,-1', '101 8 102 5', '100 30 99 7'],
  ['2,2,3,101,-1', '101 5 102 5', '100 30 99 7'],
  ['4,2,2,101,-1', '101 3 102 5', '100 30 99 7'],
  ['2,2,1,101,-1', '101 2 102 5', '100 30 99 7'],
  ['5,0,4,101,-1', '101 2 102 5', '100 30 99 7'],
  ['3,2,2,101,-1', '102 5 103 9', '100 30 99 7'],
  ['4,77,12,100,1', '102 5 103 9', '100 18 99 7'],
  ['3,78,8,100,1', '102 5 103 9', '100 10 99 7'],
  ['4,1,10,100,1', '102 5 103 9', '99 7 98 1'],
  ['7,0,0,-1,-1', '102 5 103 9', '99 7 98 1'],
  ['1,3,4,98,1', '102 5 103 9', '99 7 98 5'],
  ['1,4,2,100,1', '102 5 103 9', '100 2 99 7'],
  ['3,4,2,100,1', '102 5 103 9', '99 7 98 6'],
  ['3,3,4,98,1', '102 5 103 9', '99 7 98 2'],
  ['2,79,2,103,-1', '102 5 103 7', '99 7 98 2'],
  ['4,80,5,102,-1', '103 7', '99 7 98 2'],
  ['1,5,3,104,-1', '103 7 104 3', '99 7 98 2'],
]

const messagesOf = (some: readonly Row[]): string =>
  some.map(([message], index) => `34200.${String(index).padStart(9, '0')},${message}\n`).join('')

const booksOf = (some: readonly Row[]): string =>
  some.map(([, asks, bids]) => `${bookOf(asks.split(' '), bids.split(' '))}\n`).join('')

const bookOf = (asks: readonly string[], bids: readonly string[]): string =>
  [0, 2]
    .flatMap((at) => [
      asks[at] ?? 9999999999,
      asks[at + 1] ?? 0,
      bids[at] ?? -9999999999,
      bids[at + 1] ?? 0,
    ])
    .join()

/** Replays two files of these contents; without a book where there is none. */
const replay = (messages: string | Buffer, books?: string | Buffer, ending = '') =>
  inFolder(async (folder) => {
    const [path, bookPath] = [join(folder, `messages${ending}`), join(folder, `books${ending}`)]
    writeFileSync(path, messages)
    if (books !== undefined) writeFileSync(bookPath, books)
    const book = books === undefined ? undefined : new InputFile(bookPath)
    const recording = openLobster(new InputFile(path), book)
    return countsOf(await replayRecording(recording, join(folder, 'data'), () => {}))
  })

/** What is told besides the state's hash and the time that it took. */
function countsOf({ stateHash: _, seconds: __, perSecond: ___, ...counts }: ReplayResult) {
  return counts
}

const all = {
  orders: 16,
  cancels: 6,
  trades: 4,
  rejects: 0,
  bestBid: '0.0099',
  bestAsk: '0.0103',
  executions: 4,
  mismatchedExecutions: 0,
  rowsCompared: rows.length,
  rowsEqual: rows.length,
  firstUnequalRow: null,
}

test('every row leaves the levels that the venue shows', async () => {
  assert.equal(await replay(messagesOf(rows), booksOf(rows)), all)
})

test('of compressed files, too', async () => {
  const files = [gzipSync(messagesOf(rows)), gzipSync(booksOf(rows))] as const
  assert.equal(await replay(...files, '.gz'), all)
})

test('without the book, orders from before the recording are passed over', async () => {
  assert.equal(await replay(messagesOf(rows)), {
    orders: 7,
    cancels: 3,
    trades: 2,
    rejects: 0,
    bestBid: null,
    bestAsk: '0.0104',
    executions: 2,
    mismatchedExecutions: 0,
  })
})

test('what the first message took stood in the book before it', async () => {
  const taken: Row[] = [['4,70,6,102,-1', '102 5 103 6', '100 30 99 7']]
  const { executions, mismatchedExecutions, rowsEqual } = await replay(
    messagesOf(taken),
    booksOf(taken),
  )
  assert.equal([executions, mismatchedExecutions, rowsEqual], [1, 0, 1])
})

test('an execution that fills another order than the venue did is counted', async () => {
  // Order 1 stands behind 20 lots from before the recording.
  const some: Row[] = [rows[0], ['4,1,5,100,1', rows[0][1], '100 25 99 7']]
  const { executions, mismatchedExecutions, rowsEqual } = await replay(
    messagesOf(some),
    booksOf(some),
  )
  assert.equal([executions, mismatchedExecutions, rowsEqual], [1, 1, 2])
})

test('so is one of more than the order has', async () => {
  const some: Row[] = [rows[0], rows[1], ['4,2,9,101,-1', rows[0][1], rows[0][2]]]
  const { executions, mismatchedExecutions } = await replay(messagesOf(some), booksOf(some))
  assert.equal([executions, mismatchedExecutions], [1, 1])
})

test('a row that is not ours is named, and the exit code says so', () =>
  inFolder((folder) => {
    const paths = [join(folder, 'messages'), join(folder, 'books')] as const
    const other = rows.with(3, [rows[3][0], '101 4 102 5', rows[3][2]])
    writeFileSync(paths[0], messagesOf(rows))
    writeFileSync(paths[1], booksOf(other))
    const args = ['replay', paths[0], '--format', 'lobster', '--book', paths[1]]
    const { code, out } = runCli(...args, '--json')
    assert.is(code, 1)
    const expected = { ...all, rowsEqual: rows.length - 1, firstUnequalRow: 4 }
    assert.equal(countsOf(JSON.parse(out)), expected)
    const text = runCli(...args)
    assert.is(text.code, 1)
    assert.match(text.out, /^first unequal row +4$/m)
  }))

const messages = messagesOf(rows)
const books = booksOf(rows)
const refused: [string, string, string | undefined, RegExp][] = [
  ['no messages', '', undefined, /messages is empty$/],
  ['a bad message', messages.replace('4,77', '9,77'), books, /messages line 8: '9' is no type$/],
  ['a bad level', messages, books.replace('101,3', 'x,3'), /books line 4: 'x' is no price$/],
  ['files in the wrong order', books, messages, /messages line 1: it has 8 fields, not 6$/],
  ['a message file as book', messages, messages, /books line 1: it has 6 fields, not 4 a level$/],
  [
    'a book that is cut',
    messages,
    booksOf(rows.slice(0, 9)),
    /ends before line 10 of \S+messages$/,
  ],
  [
    'messages that are cut',
    messagesOf(rows.slice(0, 9)),
    books,
    /goes on where \S+messages ends, at line 9$/,
  ],
  [
    'another depth',
    messages,
    books.replace(/(,[^,]*){4}\n$/, '\n'),
    /line 18: it has not the levels of line 1$/,
  ],
]
for (const [name, file, book, words] of refused)
  test(`refuses ${name}`, async () => {
    assert.match(await faultOf(() => replay(file, book)), words)
  })

const realMessages = sharedData('recordings/AAPL_first998_message_10.csv')
const realBooks = sharedData('recordings/AAPL_first998_orderbook_10.csv')
if (realMessages && realBooks)
  test('every row of a real recording does so, too', () => {
    const args = ['replay', realMessages, '--format', 'lobster', '--book', realBooks, '--json']
    const { executions, mismatchedExecutions, rowsCompared, rowsEqual } = JSON.parse(
      runCli(...args).out,
    )
    assert.equal([executions, mismatchedExecutions, rowsCompared, rowsEqual], [98, 0, 999, 999])
  })

test.run()
