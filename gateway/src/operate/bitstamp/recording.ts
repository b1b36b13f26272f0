// A Bitstamp recording of order events as commands for a market of bitcoin and dollars.
import { AssetKind, CommandBatch, OrderType } from '@openbell/protocol'
import type { InputFile } from '../input-file.js'
import { batchCommands, type RecordedBatch, type Recording, takeBatch } from '../recording.js'
import { recordingGenesis, recordingSession } from '../recording-genesis.js'
import { BitstampOrders } from './orders.js'
import { bitstampPriceDecimals, bitstampVolumeDecimals } from './row.js'
import { bitstampRows } from './rows.js'
import { type BitstampSurvey, surveyBitstamp } from './survey.js'
import { VenueTrades } from './venue-trades.js'

const bitcoin = {
  code: 'BTC',
  name: 'Bitcoin',
  assetKind: AssetKind.crypto,
  decimals: bitstampVolumeDecimals,
  displayDecimals: bitstampVolumeDecimals,
}
/** With ten decimals, so that a satoshi at a cent is a whole number of units. */
const dollar = {
  code: 'USD',
  name: 'US Dollar',
  assetKind: AssetKind.fiat,
  decimals: 10,
  displayDecimals: bitstampPriceDecimals,
}

/**
 * Reads the file once for its range and its opening orders. `truth` is the venue's own log of the
 * same time, whose trades are to come out.
 * @throws OperateError naming the line that is malformed
 */
export async function openBitstamp(file: InputFile, truth?: InputFile): Promise<Recording> {
  const survey = await surveyBitstamp(file)
  const { startMs, priceMaxTicks, volumeMaxLots: quantityMaxLots } = survey
  const check = truth && new VenueTrades(truth, startMs)
  const batches = () => batchesOf(file, survey)
  return {
    genesis: recordingGenesis({
      symbol: 'BTCUSD',
      base: bitcoin,
      quote: dollar,
      tickUnits: 100_000_000n,
      priceMaxTicks,
      quantityMaxLots,
    }),
    startUs: startMs * 1000,
    priceDecimals: bitstampPriceDecimals,
    batches: check ? () => check.beside(batches()) : batches,
    ...(check && { check }),
  }
}

async function* batchesOf(file: InputFile, survey: BitstampSurvey): AsyncGenerator<RecordedBatch> {
  const batch = new CommandBatch(recordingSession)
  const orders = new BitstampOrders(batch)
  let timestampUs = survey.startMs * 1000
  for (const order of survey.opening) {
    // What stood before the recording had not traded with one another.
    orders.place(order, OrderType.limitMaker)
    if (batch.count === batchCommands) yield takeBatch(batch, timestampUs)
  }
  for await (const rows of bitstampRows(file))
    for (const row of rows) {
      timestampUs = row.timestampMs * 1000
      orders.follow(row)
      if (batch.count === batchCommands) yield takeBatch(batch, timestampUs)
    }
  if (batch.count > 0) yield takeBatch(batch, timestampUs)
}
