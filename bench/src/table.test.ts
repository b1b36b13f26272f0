// Columns are as wide as they must be; words stand left and figures right.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { tableText } from './table.js'

test('words stand left and figures right', () => {
  const rows = [
    ['name', 'of', 'figure'],
    ['a', 'longer', '1'],
    ['four', '', '1,000,000'],
  ]
  assert.is(
    tableText(rows, 2),
    ['name  of         figure', 'a     longer          1', 'four          1,000,000'].join('\n'),
  )
  assert.is(tableText([['a'], ['bc']], 0), ' a\nbc')
})

test.run()
