// Which generations of a stream nobody needs any more: every new process begins behind them, nobody reads
// them, and a data folder is their archive.
import type { Generation, StreamSet } from '../../adapters/nats/streams.js'
import type { Files } from '../../ports.js'
import { archiveFault, type HeldStreams } from './held.js'

/** The first frame that somebody needs in a stream; 0 where there is nobody yet, who would need all. */
export interface Need {
  readonly sequence: number
  readonly who: string
}

export interface GenerationPlan {
  readonly name: string
  readonly firstSequence: number
  readonly lastSequence: number
  /** Why it stays; null where it may go. */
  readonly staysFor: string | null
}

export interface StreamPlanOptions {
  readonly files: Files
  /** The data folder that must hold what goes. */
  readonly folder: string
  readonly needs: readonly Need[]
  /** So many of the newest stay in any case. */
  readonly keptCount: number
}

/** Of the streams, what a plan asks. */
export type PlannedStreams = HeldStreams & Pick<StreamSet, 'list'>

/** All but the newest `keptCount`, the oldest first; behind one that stays all stay. */
export async function planGenerations(
  streams: PlannedStreams,
  options: StreamPlanOptions,
): Promise<GenerationPlan[]> {
  const generations = await streams.list()
  const old = generations.slice(0, -options.keptCount)
  const plan: GenerationPlan[] = []
  for (const [index, generation] of old.entries()) {
    const { base: lastSequence } = generations[index + 1] as Generation
    const isBehind = plan.at(-1)?.staysFor ?? null
    const staysFor =
      isBehind === null
        ? await reasonFor(streams, generation, lastSequence, options)
        : 'one before it stays'
    plan.push({ name: generation.name, firstSequence: generation.base + 1, lastSequence, staysFor })
  }
  return plan
}

async function reasonFor(
  streams: PlannedStreams,
  generation: Generation,
  lastSequence: number,
  { files, folder, needs }: StreamPlanOptions,
): Promise<string | null> {
  const need = needs.find(({ sequence }) => sequence <= lastSequence)
  if (need)
    return need.sequence === 0 ? `there are no ${need.who}` : `${need.who}: frame ${need.sequence}`
  const readers = (await streams.info(generation))?.state.consumer_count ?? 0
  if (readers > 0) return 'somebody reads it now'
  return (await archiveFault(files, folder, streams, generation, lastSequence)) ?? null
}
