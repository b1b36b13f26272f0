// Event frames as a path publishes them, made ahead by a core without a journal.
import { createHash } from 'node:crypto'
import { type Engine, loadEngine } from '@openbell/engine'
import type { EventFrame } from '@openbell/gateway/ports.js'
import * as protocol from '@openbell/protocol'
import { type Venue, venueGenesis } from '../exchange/venue.js'
import { capacitiesOf } from '../exchange/venue-core.js'

const genesisBatch = 256
/** The keys of the first deposits are forgotten after a minute: more of them do not fit. */
const genesisStepUs = 1_000_000

export class FrameMaker {
  private readonly core: Engine
  private timestampUs = 1_767_225_600_000_000
  private chain = '0'.repeat(16)

  constructor(private readonly venue: Venue) {
    this.core = loadEngine(undefined, capacitiesOf(venue))
  }

  genesis(): EventFrame[] {
    return this.frames(venueGenesis(protocol, this.venue).batches(genesisBatch), genesisStepUs)
  }

  /** One frame of events for each of commands; the chain is not a journal's, only unique. */
  frames(batches: readonly Uint8Array[], stepUs: number): EventFrame[] {
    return batches.map((commands) => {
      const { core } = this
      const sequence = core.sequence + 1
      this.timestampUs += stepUs
      const parts: Uint8Array[] = []
      core.apply(sequence, this.timestampUs, commands, (events) => parts.push(events.slice()))
      this.chain = createHash('sha256')
        .update(this.chain)
        .update(commands)
        .digest('hex')
        .slice(0, 16)
      return {
        sequence,
        epoch: 1,
        type: protocol.FrameType.commands,
        timestampUs: this.timestampUs,
        commandCount: protocol.countRecords(commands, protocol.commandSizes),
        chain: this.chain,
        parts,
      }
    })
  }
}

/** How many trades the frames tell of. */
export function countTrades(frames: readonly EventFrame[]): number {
  let count = 0
  for (const { parts } of frames)
    for (const part of parts)
      protocol.forEachRecord(part, (kind) => {
        if (kind === protocol.Trade.kind) count++
      })
  return count
}
