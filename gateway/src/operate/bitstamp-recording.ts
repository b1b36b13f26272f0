// Bitstamp's order events as commands: created is a limit order, deleted takes it off, changed is
// what our own matching finds out by itself.
import {
  CancelOrder,
  CancelRestriction,
  CommandBatch,
  Lane,
  limits,
  OrderType,
  PlaceOrder,
  SelfTradePrevention,
  TimeInForce,
} from '@openbell/protocol'
import {
  accountCount,
  type BitstampRange,
  bitstampGenesis,
  recordingSession,
} from './bitstamp-genesis.js'
import {
  type BitstampRow,
  bitstampHeader,
  bitstampPriceDecimals,
  parseBitstampRow,
} from './bitstamp-row.js'
import { OperateError } from './errors.js'
import type { InputFile } from './input-file.js'
import type { RecordedBatch, Recording } from './recording.js'
import { linesOf } from './text-lines.js'

/** Commands that share a frame, and so a time and an fsync. */
const batchCommands = 256

/** Reads the file once for its range. @throws OperateError naming the line that is malformed */
export async function openBitstamp(file: InputFile): Promise<Recording> {
  const survey = await surveyOf(file)
  return {
    genesis: bitstampGenesis(survey),
    startUs: survey.startMs * 1000,
    priceDecimals: bitstampPriceDecimals,
    batches: () => batchesOf(file),
  }
}

async function* rowsOf(file: InputFile): AsyncGenerator<BitstampRow[]> {
  let number = 0
  for await (const lines of linesOf(file)) {
    const rows: BitstampRow[] = []
    for (const line of lines) {
      number++
      if (number > 1) rows.push(rowOf(file, number, line))
      else if (line !== bitstampHeader)
        throw new OperateError(`${file.path} does not begin with '${bitstampHeader}'`)
    }
    yield rows
  }
  if (number === 0) throw new OperateError(`${file.path} is empty`)
}

function rowOf(file: InputFile, number: number, line: string): BitstampRow {
  const row = parseBitstampRow(line)
  if (typeof row === 'string') throw new OperateError(`${file.path} line ${number}: ${row}`)
  return row
}

async function surveyOf(file: InputFile): Promise<BitstampRange & { startMs: number }> {
  let startMs: number | undefined
  let priceMaxTicks = 0
  let volumeMaxLots = 0
  for await (const rows of rowsOf(file))
    for (const row of rows) {
      startMs ??= row.timestampMs
      priceMaxTicks = Math.max(priceMaxTicks, row.priceTicks)
      volumeMaxLots = Math.max(volumeMaxLots, row.volumeLots)
    }
  return { priceMaxTicks, volumeMaxLots, startMs: startMs ?? 0 }
}

async function* batchesOf(file: InputFile): AsyncGenerator<RecordedBatch> {
  const batch = new CommandBatch(recordingSession)
  let timestampUs = 0
  const take = (): RecordedBatch => {
    const commandCount = batch.count
    return { commandCount, commands: batch.take(), timestampUs }
  }
  for await (const rows of rowsOf(file))
    for (const row of rows) {
      timestampUs = row.timestampMs * 1000
      addCommand(batch, row)
      if (batch.count === batchCommands) yield take()
    }
  if (batch.count > 0) yield take()
}

/**
 * A deleted row of volume 0 says that the venue filled the order. Where ours still stands (it was hit
 * by an order from before the recording), it must go as well, or it would trade with the wrong ones.
 */
function addCommand(batch: CommandBatch, row: BitstampRow): void {
  const account = limits.accountUserMin + (Number(row.id.slice(-9)) % accountCount)
  const clientOrderId = row.id
  if (row.action === 'created')
    batch.add(PlaceOrder, {
      account,
      priceTicks: row.priceTicks,
      quantityLots: row.volumeLots,
      side: row.side,
      orderType: OrderType.limit,
      timeInForce: TimeInForce.goodTillCancelled,
      // Neighbours in the recording share an account by chance, and traded there all the same.
      selfTradePrevention: SelfTradePrevention.none,
      clientOrderId,
    })
  else if (row.action === 'deleted')
    batch.add(CancelOrder, {
      lane: Lane.cancels,
      account,
      orderId: 0,
      clientOrderId,
      restriction: CancelRestriction.none,
    })
}
