// Arrays as Postgres reads them: what goes in comes out, whatever it is.
import { formatUnits } from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openTestDatabase, type TestDatabase } from '../testing/database.js'
import { ArrayText } from './array-text.js'

let database: TestDatabase

test.before(async () => {
  database = await openTestDatabase({ migrated: false })
})

test.after(() => database.stop())

const array = new ArrayText()

/** What Postgres reads; another array is begun. */
async function readBack(type: string): Promise<(string | null)[]> {
  const text = array.toString()
  array.begin()
  const rows = await database.sql.query<{ value: string | null }>(
    `SELECT value::text FROM unnest($1::${type}[]) WITH ORDINALITY AS given (value, place)
     ORDER BY place`,
    [text],
  )
  return rows.map(({ value }) => value)
}

test('whole numbers', async () => {
  const numbers = [0, 1, -1, 9, 10, 999_999_999, 1_000_000_000, 1_000_000_001, -7_000_000_042]
  for (let power = 1; power < 2 ** 53; power *= 10) numbers.push(power - 1, power, 3 * power)
  const safe = [...numbers.filter(Number.isSafeInteger), Number.MAX_SAFE_INTEGER]
  for (const number of safe) array.integer(number)
  array.integer(Number.MIN_SAFE_INTEGER)
  assert.equal(await readBack('bigint'), [...safe, Number.MIN_SAFE_INTEGER].map(String))
})

test('what is no whole number is refused', () => {
  for (const value of [0.5, 2 ** 53, Number.NaN, undefined as unknown as number])
    assert.throws(() => array.integer(value), /no whole number/)
})

test('an array that was given up leaves nothing to the next', async () => {
  array.integer(1)
  array.begin()
  array.integer(2)
  assert.equal(await readBack('bigint'), ['2'])
})

test('amounts of every size and with all decimals', async () => {
  const expected: string[] = []
  for (let decimals = 0; decimals <= 18; decimals++)
    for (const power of [0n, 1n, 8n, 9n, 10n, 15n, 16n, 18n])
      for (const units of [10n ** power - 1n, 10n ** power, -(10n ** power), 2n ** 53n + power]) {
        array.amount(units, decimals)
        expected.push(formatUnits(units, decimals))
      }
  for (const units of [2n ** 63n - 1n, -(2n ** 63n), 10n ** 40n]) {
    array.amount(units, 8)
    expected.push(formatUnits(units, 8))
  }
  assert.equal(await readBack('text'), expected)
})

test('texts with every character that means something', async () => {
  const texts = [
    '',
    ' ',
    'NULL',
    '{}',
    'a,b',
    '"',
    '\\',
    '\\"',
    'it’s “ok”',
    'ß€😀\\"',
    'new\nline',
  ]
  for (const text of texts) array.text(text)
  array.null()
  assert.equal(await readBack('text'), [...texts, null])
})

test('truth, nothing, and more than there was room for', async () => {
  array.boolean(true)
  array.boolean(false)
  array.null()
  assert.equal(await readBack('boolean'), ['true', 'false', null])
  assert.equal(await readBack('boolean'), [])
  const long = ['x'.repeat(100_000), 'é'.repeat(100_000), '"'.repeat(100_000)]
  for (const text of long) array.text(text)
  for (let number = 0; number < 50_000; number++) array.integer(number)
  assert.equal((await readBack('text')).slice(0, 4), [...long, '0'])
})

test.run()
