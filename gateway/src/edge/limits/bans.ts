// Callers that went on after they were refused: shut out for a while, each time for twice as long.
import { LRUCache } from 'lru-cache'

interface Offender {
  /** Requests refused in one window. */
  refused: number
  window: number
  bans: number
  untilMs: number
}

const banMsMin = 2 * 60_000
const banMsMax = 3 * 24 * 60 * 60_000
/** Whoever behaves for so long begins anew. */
const forgivenAfterMs = 24 * 60 * 60_000
const offendersMax = 10_000

export class Bans {
  readonly #offenders = new LRUCache<string, Offender>({ max: offendersMax })

  /** Milliseconds since 1970, or 0 where the caller is not banned. */
  bannedUntilMs(caller: string, nowMs: number): number {
    if (this.#offenders.size === 0) return 0
    const untilMs = this.#offenders.get(caller)?.untilMs ?? 0
    return untilMs > nowMs ? untilMs : 0
  }

  /**
   * Notes that a caller was refused.
   * @param cost what it asked for
   * @param allowed what may be refused in one window before it is banned
   * @returns until when it is banned from now on, or 0
   */
  refused(caller: string, window: number, cost: number, allowed: number, nowMs: number): number {
    const offender = this.#offenderOf(caller)
    if (offender.window !== window) offender.refused = 0
    offender.window = window
    offender.refused += cost
    if (offender.refused < allowed) return 0
    if (nowMs - offender.untilMs > forgivenAfterMs) offender.bans = 0
    const untilMs = nowMs + Math.min(banMsMax, banMsMin * 2 ** Math.min(offender.bans, 20))
    this.ban(caller, untilMs)
    return untilMs
  }

  /** As another edge says. */
  ban(caller: string, untilMs: number): void {
    const offender = this.#offenderOf(caller)
    if (untilMs <= offender.untilMs) return
    offender.refused = 0
    offender.bans++
    offender.untilMs = untilMs
  }

  #offenderOf(caller: string): Offender {
    const known = this.#offenders.get(caller)
    if (known) return known
    const offender: Offender = { refused: 0, window: 0, bans: 0, untilMs: 0 }
    this.#offenders.set(caller, offender)
    return offender
  }
}
