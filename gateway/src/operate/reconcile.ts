// `openbell reconcile`: whether the tables say what the core knows.
import { reconcile as compare, type Difference } from '../projection/reconcile.js'
import { type DataFolder, readingFolder } from './data-folder.js'
import { withDatabase } from './database.js'
import { OperateError, UsageError } from './errors.js'
import { exitDifferent, exitGood } from './exit-codes.js'
import { expectedAt } from './expected-state.js'
import { answer, folderOptions, parseOptions } from './options.js'

interface Reconciled {
  readonly equal: boolean
  /** The last frame that the tables hold, at which they were compared. */
  readonly sequence: number
  readonly fromSequence: number
  readonly differences: readonly Difference[]
}

export async function reconcile(args: string[]): Promise<number> {
  const { values, positionals } = parseOptions({
    args,
    allowPositionals: true,
    options: { ...folderOptions, full: { type: 'boolean', default: false } },
  })
  if (positionals.length > 0) throw new UsageError('reconcile takes --data FOLDER and --full')
  const reconciled = await readingFolder(values.data, (folder) => compareIn(folder, values.full))
  answer(values.json, reconciled, () => textOf(reconciled))
  return reconciled.equal ? exitGood : exitDifferent
}

const compareIn = ({ path, sequenceMax }: DataFolder, isFull: boolean): Promise<Reconciled> =>
  withDatabase(path, async (sql) => {
    let sequence = 0
    let fromSequence = 0
    const differences = await compare(sql, (projected) => {
      if (projected === 0)
        throw new OperateError('the tables hold no frame yet: start the exchange, or rebuild them')
      const expected = expectedAt(path, Math.min(projected, sequenceMax), isFull)
      fromSequence = expected.fromSequence
      sequence = projected
      return expected.state
    })
    return { equal: differences.length === 0, sequence, fromSequence, differences }
  })

function textOf({ equal, sequence, fromSequence, differences }: Reconciled): string {
  const from = fromSequence > 0 ? `the snapshot of frame ${fromSequence} and` : 'all of'
  return [
    `tables     at frame ${sequence}`,
    `core       from ${from} the journal, to the same frame`,
    ...differences.map(
      ({ what, expected, found }) =>
        `DIFFERENT  ${what}\n           core    ${expected}\n           tables  ${found}`,
    ),
    equal
      ? 'equal'
      : `${differences.length} DIFFERENCES: the journal is the truth; 'openbell rebuild' makes the tables again`,
  ].join('\n')
}
