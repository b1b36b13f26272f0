// An order file of the public benchmark as a recording: frames of the largest size, without times.
import { configureFor, defaultCapacities } from '@openbell/engine'
import { CommandBatch, Configure, limits, Rules } from '@openbell/protocol'
import type { InputFile } from './input-file.js'
import { orderBytes, orderPieces } from './order-file.js'
import type { RecordedBatch, Recording } from './recording.js'

/** The first command of a core that shall decide by the benchmark's rules. */
export function benchmarkGenesis(): Uint8Array {
  const batch = new CommandBatch()
  batch.add(Configure, { ...configureFor(defaultCapacities), rules: Rules.benchmark })
  return batch.take()
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
