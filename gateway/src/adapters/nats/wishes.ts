// Operators' wishes as the leader reads them: it gives way to somebody who follows, and to nobody else.
import type { Reporter } from '../../ports.js'
import type { LeaseStore } from './lease-store.js'

export class Wishes {
  private refusedRevision = 0

  constructor(
    private readonly store: LeaseStore,
    private readonly log: Reporter,
  ) {}

  /**
   * Whom the leader of an epoch should give way to; an empty name is anybody, undefined nobody. A wish for
   * who does not follow is refused once and for all: he may come when nobody remembers it.
   */
  async successorTo(name: string, epoch: number): Promise<string | undefined> {
    try {
      const wish = await this.store.readWish()
      if (wish?.epoch !== epoch || wish.successor === name) return undefined
      if (wish.revision === this.refusedRevision) return undefined
      const followers = await this.store.followers()
      const isThere =
        wish.successor === '' ? followers.length > 0 : followers.includes(wish.successor)
      if (isThere) return wish.successor
      this.refusedRevision = wish.revision
      this.log.warn(
        wish.successor === ''
          ? 'leads on: another core should lead, and none follows'
          : `leads on: ${wish.successor} should lead, and does not follow`,
      )
    } catch {
      // It is asked again soon; that servers are away is said by who cannot do without them.
    }
    return undefined
  }
}
