// The commands in a bundle: each must be whole, known, of its size, on its own lane, and new.
import {
  Configure,
  commandSizes,
  EndSession,
  Lane,
  laneOf,
  OpenSession,
  readU64,
} from '@openbell/protocol'
import { LinkFault, viewOf } from './wire.js'

export interface CommandRecord {
  readonly kind: number
  readonly session: number
  readonly laneSequence: number
  /** Within the bundle; a copy must be made of what is kept. */
  readonly bytes: Uint8Array
}

const at = OpenSession.offset

/** @throws LinkFault */
export function forEachCommand(
  bundle: Uint8Array,
  lane: Lane,
  visit: (record: CommandRecord) => void,
): void {
  const view = viewOf(bundle)
  for (let from = 0; from < bundle.length; ) {
    const sizeBytes = checkedSize(view, from, lane)
    visit({
      kind: view.getUint8(from),
      session: view.getUint32(from + at.session, true),
      laneSequence: readU64(view, from + at.laneSequence),
      bytes: bundle.subarray(from, from + sizeBytes),
    })
    from += sizeBytes
  }
}

/** The command by which the core's end says that an edge is gone; of the house, like an opening. */
export function endSessionOf(edge: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(EndSession.sizeBytes)
  const house = { session: 0, lane: Lane.cancels, laneSequence: 0 }
  const head = { ...house, deadlineMs: 0, account: 0, market: 0 }
  EndSession.write(viewOf(bytes), 0, { ...head, edge })
  return bytes
}

/** The benchmark's kinds, below Configure, have no head and come over no link. */
function checkedSize(view: DataView, from: number, lane: Lane): number {
  const kind = view.getUint8(from)
  const sizeBytes = commandSizes[kind]
  if (!sizeBytes || kind < Configure.kind)
    throw new LinkFault(`a command of kind ${kind} is unknown`)
  if (from + sizeBytes > view.byteLength || view.getUint16(from + at.sizeBytes, true) !== sizeBytes)
    throw new LinkFault(`a command of kind ${kind} is not whole`)
  if (laneOf(kind) !== lane || view.getUint8(from + at.lane) !== lane)
    throw new LinkFault(`a command of kind ${kind} came on lane ${lane}`)
  return sizeBytes
}
