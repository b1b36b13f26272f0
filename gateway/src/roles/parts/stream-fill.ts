// A core tells how full the streams are, while it leads and while it follows.
import { StreamFills } from '../../adapters/nats/stream-fills.js'
import { systemTimers as timers } from '../../adapters/system.js'
import type { ClusterSettings } from '../../config.js'
import type { Bus } from './bus.js'
import type { Place } from './role.js'

const lookEveryMs = 10_000

export async function watchStreams(
  { endings, watch }: Pick<Place, 'endings' | 'watch'>,
  { client }: Pick<Bus, 'client'>,
  { streams, generationsKept }: Pick<ClusterSettings, 'streams' | 'generationsKept'>,
): Promise<void> {
  const fills = await StreamFills.open(client, streams)
  watch.addStreams(() => fills.last, generationsKept)
  endings.add(timers.every(lookEveryMs, () => void fills.look()))
  await fills.look()
}
