// Which edges have a session, as the first records of the canonical export say.
import { forEachRecord, StateSession, stateSizes } from '@openbell/protocol'
import type { EngineInstance } from './instance.js'

/** Uuids of 16 bytes, in the order of the sessions' places. Asks for no more parts than it needs. */
export function readOpenEdges(instance: EngineInstance): Uint8Array[] {
  const { abi } = instance
  const edges: Uint8Array[] = []
  let isOver = false
  const visit = (kind: number, view: DataView, at: number) => {
    isOver ||= kind > StateSession.kind
    if (kind !== StateSession.kind) return
    const { edge, openedLast } = StateSession.read(view, at)
    if (openedLast !== 0) edges.push(edge)
  }
  instance.assertBetweenFrames()
  instance.call(() => abi.beginExport())
  while (!isOver) {
    const length = instance.call(() => abi.exportPart())
    if (length === 0) break
    forEachRecord(instance.output(length), visit, stateSizes)
  }
  return edges
}
