// A LOBSTER message file as commands, and the order book file as what must come of each row.
import { AssetKind, CommandBatch } from '@openbell/protocol'
import type { InputFile } from '../input-file.js'
import { batchCommands, type RecordedBatch, type Recording, takeBatch } from '../recording.js'
import { priceTicksLimit, recordingGenesis, recordingSession } from '../recording-genesis.js'
import type { LobsterBook } from './book.js'
import { LobsterCheck } from './check.js'
import { lobsterPriceDecimals } from './message.js'
import { LobsterOrders } from './orders.js'
import { type LobsterRow, lobsterRows } from './rows.js'

const share = {
  code: 'SHARE',
  name: 'Shares',
  assetKind: AssetKind.crypto,
  decimals: 0,
  displayDecimals: 0,
}
const dollar = {
  code: 'USD',
  name: 'US Dollar',
  assetKind: AssetKind.fiat,
  decimals: lobsterPriceDecimals,
  displayDecimals: 2,
}

/**
 * With `books` the orders from before the first row are known, and every row's levels are compared;
 * without, messages about them are passed over. The batches throw OperateError naming the line that
 * is malformed.
 */
export function openLobster(messages: InputFile, books?: InputFile): Recording {
  const check = new LobsterCheck()
  return {
    genesis: recordingGenesis({
      symbol: 'SHAREUSD',
      base: share,
      quote: dollar,
      tickUnits: 1n,
      priceMaxTicks: priceTicksLimit,
      quantityMaxLots: priceTicksLimit,
    }),
    startUs: 0,
    priceDecimals: lobsterPriceDecimals,
    batches: () => batchesOf(lobsterRows(messages, books), check),
    check,
  }
}

async function* batchesOf(
  rows: AsyncIterable<LobsterRow>,
  check: LobsterCheck,
): AsyncGenerator<RecordedBatch> {
  const batch = new CommandBatch(recordingSession)
  const orders = new LobsterOrders(batch, check)
  let before: LobsterBook | undefined
  let timestampUs = 0
  for await (const row of rows) {
    timestampUs = row.timestampUs
    for (const _ of orders.follow(row, before))
      if (batch.count === batchCommands) yield takeBatch(batch, timestampUs)
    if (row.book) check.expectBook(batch.addedCount, row.number, row.book)
    before = row.book
  }
  if (batch.count > 0) yield takeBatch(batch, timestampUs)
}
