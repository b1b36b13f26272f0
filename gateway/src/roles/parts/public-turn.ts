// Which edge publishes market data: the one that holds a lease for it. No edge is better than another,
// and what two of them publish for a moment is the same.
import { LeaseHolder, LeaseWatch } from '../../adapters/nats/lease.js'
import { LeaseStore } from '../../adapters/nats/lease-store.js'
import { consoleReporter as log } from '../../adapters/reporter.js'
import {
  systemClock as clock,
  systemRandom as random,
  systemTimers as timers,
} from '../../adapters/system.js'
import type { ClusterSettings } from '../../config.js'
import type { LeaseState } from '../../ports.js'
import type { Bus } from './bus.js'
import type { Place } from './role.js'

/** Competes until the process ends; what is returned tells whether it is this process's turn. */
export function takeTurns(
  { process, endings }: Pick<Place, 'process' | 'endings'>,
  { client }: Pick<Bus, 'client'>,
  { streams, leaseMs }: Pick<ClusterSettings, 'streams' | 'leaseMs'>,
): () => boolean {
  const store = new LeaseStore(client, streams, 'public')
  const lease = { store, clock, timers, log, leaseMs }
  const watch = new LeaseWatch(lease)
  const self = Buffer.from(random.bytes(8)).toString('hex')
  const newHolder = () => new LeaseHolder({ ...lease, self, onState: tell })
  let holder = newHolder()
  const ending = new AbortController()
  const compete = async () => {
    for (;;) {
      await watch.untilLook(ending.signal)
      if (holder.state === 'lost') holder = newHolder()
      if (holder.state === 'none' && watch.isFree(self)) await holder.acquire(watch.entry)
    }
  }
  const competing = compete().catch((error) => {
    if (!ending.signal.aborted) process.onFailed(error)
  })
  endings.add(async () => {
    ending.abort(new Error('the process ends'))
    watch.close()
    await competing
    await holder.release()
  })
  return () => holder.state === 'held'
}

function tell(state: LeaseState): void {
  if (state === 'held') log.info('publishes market data')
  else log.info('another edge may publish market data')
}
