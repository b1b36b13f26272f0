// `openbell explain`: an order's whole life, from the journal.
import { nodeFiles } from '../adapters/node-files.js'
import { readingFolder } from './data-folder.js'
import { OperateError, UsageError } from './errors.js'
import { exitGood } from './exit-codes.js'
import { type Life, OrderLives, type OrderNamed, type Refusal } from './explain/lives.js'
import { answer, countOf, folderOptions, parseOptions } from './options.js'
import { followJournal } from './second-core.js'

export async function explain(args: string[]): Promise<number> {
  const { values, positionals } = parseOptions({
    args,
    allowPositionals: true,
    options: {
      ...folderOptions,
      account: { type: 'string' },
      'client-order-id': { type: 'string' },
    },
  })
  const named = namedBy(positionals, values.account, values['client-order-id'])
  const found = await readingFolder(values.data, ({ path, sequenceMax }) =>
    livesIn(path, named, sequenceMax),
  )
  answer(values.json, found, () => textOf(found))
  return exitGood
}

interface Found {
  readonly orders: readonly Life[]
  readonly refusals: readonly Refusal[]
  /** The last frame that was looked at. */
  readonly sequence: number
  /** Above zero where the journal before this snapshot was archived. */
  readonly fromSequence: number
}

/** @throws OperateError where there is no such order */
function livesIn(folder: string, named: OrderNamed, toSequence: number): Found {
  const lives = new OrderLives(named)
  const visit = lives.see.bind(lives)
  const { sequence, fromSequence } = followJournal({ files: nodeFiles, folder, toSequence, visit })
  const { lives: orders, refusals } = lives
  if (orders.length + refusals.length === 0)
    throw new OperateError(
      fromSequence > 0
        ? `there is no such order behind frame ${fromSequence}, where the journal begins; look into the archive too`
        : 'there is no such order in this journal',
    )
  return { orders, refusals, sequence, fromSequence }
}

/** @throws UsageError */
function namedBy(
  positionals: readonly string[],
  account: string | undefined,
  clientOrderId: string | undefined,
): OrderNamed {
  if (positionals.length + (clientOrderId === undefined ? 0 : 1) !== 1)
    throw new UsageError('explain takes an ORDER_ID, or --client-order-id ID with --account NUMBER')
  const number = account === undefined ? undefined : countOf(account, '--account')
  if (clientOrderId !== undefined) {
    if (number === undefined) throw new UsageError('--client-order-id needs --account NUMBER')
    return { clientOrderId, account: number }
  }
  const orderId = countOf(positionals[0], 'ORDER_ID', 1)
  return number === undefined ? { orderId } : { orderId, account: number }
}

function textOf({ orders, refusals }: Found): string {
  const lives = orders.map(({ orderId, account, symbol, steps }) =>
    [
      `order ${orderId} of account ${account} in ${symbol}`,
      ...steps.map(
        ({ sequence, commandIndex, time, by, words }) =>
          `  ${time}  frame ${sequence}${commandIndex === null ? '' : `, command ${commandIndex}`}\n` +
          `    by ${by}\n    ${words}`,
      ),
    ].join('\n'),
  )
  const refused = refusals.map(
    ({ sequence, commandIndex, time, by, reject }) =>
      `refused at ${time}, frame ${sequence}, command ${commandIndex}\n    by ${by}\n    ${reject}`,
  )
  return [...lives, ...refused].join('\n')
}
