// The orders from before a recording are found in what its rows say of them later.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { InputFile } from '../input-file.js'
import { inFolder } from '../testing/folder.js'
import { bitstampHeader } from './row.js'
import { surveyBitstamp } from './survey.js'

/** The orders that stood before these rows, as `id volume`. */
const openingOf = (rows: readonly string[]): Promise<string[]> =>
  inFolder(async (folder) => {
    const path = join(folder, 'recording.csv')
    writeFileSync(path, [bitstampHeader, ...rows].join('\n'))
    const { opening } = await surveyBitstamp(new InputFile(path))
    return opening.map(({ id, volumeLots }) => `${id} ${volumeLots}`)
  })

const taker = '20,1,,10,100,created,bid'

const cases: [string, string[], string[]][] = [
  [
    'what is taken off, the oldest first',
    [taker, '9,2,,8,7,deleted,bid', '3,3,,8,6,deleted,ask'],
    ['3 6', '9 7'],
  ],
  [
    'what is filled has what the other side took',
    [taker, '5,2,,10,0,deleted,ask', '20,2,,10,70,changed,bid'],
    ['5 30'],
  ],
  [
    'in either order of the two rows',
    [taker, '20,2,,10,70,changed,bid', '5,2,,10,0,deleted,ask'],
    ['5 30'],
  ],
  [
    'what is filled in part has its rest as well',
    [taker, '5,2,,10,12,changed,ask', '20,2,,10,70,changed,bid', '5,9,,10,12,deleted,ask'],
    ['5 42'],
  ],
  [
    'a move to another price is no fill',
    [taker, '20,2,,11,90,changed,bid', '5,2,,11,0,deleted,ask', '20,2,,11,60,changed,bid'],
    ['5 30'],
  ],
  ['a fill without its other side tells nothing', [taker, '5,2,,10,0,deleted,ask'], []],
  ['an id above the first that was created is not older', [taker, '21,2,,9,7,deleted,bid'], []],
]
for (const [name, rows, expected] of cases)
  test(name, async () => {
    assert.equal(await openingOf(rows), expected)
  })

test.run()
