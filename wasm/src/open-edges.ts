// Which edges have a session, as the first records of the canonical export say.
import { forEachRecord, StateSession, stateSizes } from '@openbell/protocol'
import { exportParts } from './export.js'
import type { EngineInstance } from './instance.js'

/** Uuids of 16 bytes, in the order of the sessions' places. Asks for no more parts than it needs. */
export function readOpenEdges(instance: EngineInstance): Uint8Array[] {
  const edges: Uint8Array[] = []
  let isOver = false
  const visit = (kind: number, view: DataView, at: number) => {
    isOver ||= kind > StateSession.kind
    if (kind !== StateSession.kind) return
    const { edge, openedLast } = StateSession.read(view, at)
    if (openedLast !== 0) edges.push(edge)
  }
  for (const records of exportParts(instance)) {
    forEachRecord(records, visit, stateSizes)
    if (isOver) break
  }
  return edges
}
