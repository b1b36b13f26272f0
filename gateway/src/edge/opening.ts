// What an edge says to open its session.
import { createHash } from 'node:crypto'

/**
 * Outcomes name a delivery by session, lane and sequence, and every edge opens its session as the
 * house. So the sequence of an opening is drawn, from who opens and when.
 */
export function openingOf(edge: Uint8Array, isOnly: boolean, wallUs: number) {
  const digest = createHash('sha256').update(edge).update(String(wallUs)).digest()
  return {
    head: { account: 0, market: 0, deadlineMs: 0 },
    body: { edge, isOnly: isOnly ? 1 : 0 },
    laneSequence: digest.readUInt32LE(0) * 2 ** 21 + (digest.readUInt32LE(4) >>> 11) || 1,
  }
}
