// Where the leader's link is, as the lease says.
import { LeaseWatch } from '../../adapters/nats/lease.js'
import { LeaseStore } from '../../adapters/nats/lease-store.js'
import { consoleReporter as log } from '../../adapters/reporter.js'
import { systemClock as clock, systemTimers as timers } from '../../adapters/system.js'
import type { ClusterSettings } from '../../config.js'
import type { LeaderWatch } from '../../ports.js'
import type { Bus } from './bus.js'
import type { Endings } from './endings.js'

export function watchLeader(
  endings: Endings,
  { client }: Bus,
  { streams, leaseMs }: ClusterSettings,
): LeaderWatch {
  const store = new LeaseStore(client, streams, 'leader')
  const watch = new LeaseWatch({ store, clock, timers, log, leaseMs })
  endings.add(() => watch.close())
  const address = () => watch.entry?.value.address || undefined
  return {
    address,
    onChanged: (listener) => {
      let known = address()
      return watch.onChange(() => {
        if (address() === known) return
        known = address()
        listener()
      })
    },
  }
}
