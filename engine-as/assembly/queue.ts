// The queue of orders that go to work by themselves: triggered ones, and those that follow the first
// of their list. Nothing else happens before it is empty.

import { agendaQueue } from './agenda-flags'
import { header } from './header'
import { placeQueue, TermsPool } from './terms'

export class Queue {
  /** An order whose trigger was reached. */
  static trigger(slot: u32): void {
    Queue.put(slot, 0)
  }

  /** An order whose first is filled; of a pair the one before the other. */
  static follow(slot: u32): void {
    Queue.put(slot, 1)
  }

  static put(slot: u32, isFollowing: u8): void {
    const terms = TermsPool.of(slot)
    terms.place = placeQueue as u8
    terms.isFollowing = isFollowing
    terms.next = 0
    if (header.queueLast == 0) header.queueFirst = slot
    else TermsPool.of(header.queueLast).next = slot
    header.queueLast = slot
    header.agenda |= agendaQueue
  }

  /** The next one, which must be there. */
  static take(): u32 {
    const slot = header.queueFirst
    header.queueFirst = TermsPool.of(slot).next
    if (header.queueFirst == 0) {
      header.queueLast = 0
      header.agenda &= ~agendaQueue
    }
    return slot
  }
}
