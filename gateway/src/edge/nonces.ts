// Signed requests that count once: what is heard on the wire cannot be sent again while it is still fresh.
import { LRUCache } from 'lru-cache'
import type { Clock, SharedState } from '../ports.js'
import { sentBefore } from './errors.js'

/** Far more than come in the longest time in which a request counts. */
const signaturesMax = 50_000

export class Nonces {
  /** Signatures with the last millisecond in which they count. */
  readonly #seen = new LRUCache<string, number>({ max: signaturesMax })

  constructor(
    private readonly clock: Clock,
    private readonly shared: SharedState | undefined,
  ) {}

  /**
   * Uses up a signature, on every edge; while these do not know of each other, on this one.
   * @throws ApiError where it was used before
   */
  async use(signature: string, deadlineMs: number): Promise<void> {
    const name = signature.toLowerCase()
    const nowMs = this.clock.wallUs() / 1000
    if ((this.#seen.get(name) ?? 0) >= nowMs) throw sentBefore()
    this.#seen.set(name, deadlineMs)
    if (!(await this.#claim(name, Math.ceil(deadlineMs - nowMs) + 1))) throw sentBefore()
  }

  /** What cannot be asked is no reason to refuse: these requests make the exchange safer. */
  async #claim(name: string, keepMs: number): Promise<boolean> {
    if (!this.shared?.isUp()) return true
    return this.shared.claim(name, keepMs).catch(() => true)
  }
}
