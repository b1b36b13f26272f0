// An order file of the public benchmark as a recording: frames of the largest size, without times.
import { defaultCapacities } from '@openbell/engine'
import { Configure, limits, Rules } from '@openbell/protocol'
import { CommandBuffer } from './command-buffer.js'
import type { InputFile } from './input-file.js'
import { orderBytes, orderPieces } from './order-file.js'
import type { RecordedBatch, Recording } from './recording.js'

/** The first command of a core that shall decide by the benchmark's rules. */
export function benchmarkGenesis(): Uint8Array {
  const buffer = new CommandBuffer(0)
  const { orders, priceDirectoryEntries } = defaultCapacities
  buffer.add(Configure, {
    rules: Rules.benchmark,
    shard: 0,
    ordersMax: orders,
    priceDirectoryEntriesMax: priceDirectoryEntries,
    // There are no accounts, sessions or assets by these rules, but every limit must be set.
    sessionsMax: 1,
    assetsMax: 1,
    marketsMax: 1,
    tiersMax: 1,
    accountsMax: limits.accountUserMin + 1,
    clientIdsMax: 1,
    finishedIdsPerAccountMax: 1,
    finishedIdsWindowUs: 1,
    stepsPerFrameMax: 1,
    ordersPerAccountMax: 1,
    specialOrdersMax: 1,
    orderListsMax: 1,
    withdrawalsMax: 1,
  })
  return buffer.take()
}

export const openOrderFile = (file: InputFile): Recording => ({
  genesis: benchmarkGenesis(),
  startUs: 0,
  priceDecimals: 0,
  batches: () => batchesOf(file),
})

async function* batchesOf(file: InputFile): AsyncGenerator<RecordedBatch> {
  const recordsMax = Math.floor(limits.framePayloadBytesMax / orderBytes)
  let timestampUs = 0
  for await (const commands of orderPieces(file, recordsMax)) {
    const commandCount = commands.length / orderBytes
    // The file has no times; a microsecond each keeps them apart.
    timestampUs += commandCount
    yield { commands, commandCount, timestampUs }
  }
}
