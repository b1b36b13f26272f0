// Rows of the two LOBSTER files become integers, and each malformed field is named.
import { Side } from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parseLobsterBook } from './book.js'
import { parseLobsterMessage } from './message.js'

const message = '34200.004241176,1,16113575,18,5853300,1'
const book = '5859400,200,5853300,18,5859800,300,5853000,150,9999999999,0,-9999999999,0'

test('reads a message exactly', () => {
  assert.equal(parseLobsterMessage(message), {
    timestampUs: 34_200_004_241,
    change: {
      action: 'add',
      id: '16113575',
      sizeLots: 18,
      priceTicks: 5853300,
      side: Side.buy,
    },
  })
})

test('reads what each type does, and to which side', () => {
  const actions = ['add', 'reduce', 'delete', 'execute', undefined, undefined, undefined]
  for (const [index, action] of actions.entries()) {
    const row = parseLobsterMessage(`34200,${index + 1},7,1,100,-1`)
    if (typeof row === 'string') throw new Error(row)
    assert.is(row.timestampUs, 34_200_000_000)
    assert.is(row.change?.action, action)
    if (action) assert.is(row.change?.side, Side.sell)
  }
  assert.equal(parseLobsterMessage('34200.5,7,0,0,-1,-1'), { timestampUs: 34_200_500_000 })
})

test('reads the levels of a book, and no more than there are', () => {
  assert.equal(parseLobsterBook(book), {
    depth: 3,
    levels: [
      [
        { priceTicks: 5853300, totalLots: 18 },
        { priceTicks: 5853000, totalLots: 150 },
      ],
      [
        { priceTicks: 5859400, totalLots: 200 },
        { priceTicks: 5859800, totalLots: 300 },
      ],
    ],
  })
})

const badMessages: [string, string][] = [
  ['', 'it has 1 fields, not 6'],
  [book, 'it has 12 fields, not 6'],
  [message.replace('34200.', '1e3.'), "'1e3.004241176' is no time in seconds"],
  [message.replace(',1,', ',8,'), "'8' is no type"],
  [message.replace('16113575', 'x'), "'x' is no order id"],
  [message.replace(',18,', ',0,'), "'0' is no size"],
  [message.replace('5853300', '-1'), "'-1' is no price"],
  [message.replace('5853300', '2147483648'), "'2147483648' is no price"],
  [message.replace(/1$/, '0'), "'0' is no direction"],
]
for (const [line, words] of badMessages)
  test(`refuses the message '${line}'`, () => {
    assert.is(parseLobsterMessage(line), words)
  })

const badBooks: [string, string][] = [
  [message, 'it has 6 fields, not 4 a level'],
  [book.replace('5859400', 'x'), "'x' is no price"],
  [book.replace('9999999999,0', '-9999999999,0'), "'-9999999999' is no price"],
  [book.replace(',150', ',0'), "'0' is no size"],
  [book.replace('5859800', '5859400'), '5859400 is not behind 5859400'],
  [book.replace('5853000', '5853400'), '5853400 is not behind 5853300'],
]
for (const [line, words] of badBooks)
  test(`refuses the book '${line}'`, () => {
    assert.is(parseLobsterBook(line), words)
  })

test.run()
