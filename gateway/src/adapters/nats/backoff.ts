// Waits between the attempts at something that must succeed in the end.
import { setTimeout as sleep } from 'node:timers/promises'

const waitMsMin = 20
const waitMsMax = 500

/** Each wait is longer than the one before, up to half a second. */
export class Backoff {
  private nextMs = waitMsMin

  constructor(private readonly signal: AbortSignal) {}

  /** @throws the signal's reason */
  async wait(): Promise<void> {
    const waitMs = this.nextMs
    this.nextMs = Math.min(waitMs * 2, waitMsMax)
    try {
      await sleep(waitMs, undefined, { signal: this.signal })
    } catch {
      throw this.signal.reason
    }
  }
}

/**
 * Does the work until it succeeds, whatever it fails with, and tells of each failure that is not the one
 * before.
 * @param isFinal of a failure that no other attempt could undo: it is thrown
 * @throws the signal's reason
 */
export async function untilDone<Result>(
  signal: AbortSignal,
  work: () => Promise<Result>,
  onFailure: (error: unknown) => void,
  isFinal: (error: unknown) => boolean,
): Promise<Result> {
  const backoff = new Backoff(signal)
  let told = ''
  for (;;) {
    signal.throwIfAborted()
    try {
      return await work()
    } catch (error) {
      signal.throwIfAborted()
      if (isFinal(error)) throw error
      if (String(error) !== told) onFailure(error)
      told = String(error)
    }
    await backoff.wait()
  }
}
