// How far an export or an import has come. It lies in memory like everything, but is no state of the
// core: no snapshot holds it.
import { header } from './header'

@unmanaged
export class StateCursor {
  /** Whose turn it is. */
  kind: u32
  /** An account, a market's side, a place in a table. */
  index: u32
  /** What was written last of it; 0 = nothing yet. */
  at: u32
  // only while importing
  /** Records of this kind that were taken. */
  taken: u32
  /** Of the last withdrawal. */
  withdrawalId: u64
}

export const stateCursor: StateCursor = changetype<StateCursor>(memory.data(24, 8))

/** Room in the output for a record, zeroed behind its head. */
export function stateRecord(kind: u8, sizeBytes: u32): usize {
  const at = header.outputCursor as usize
  assert((at as u32) + sizeBytes <= header.outputEnd) // the mark leaves room for the largest
  header.outputCursor = (at as u32) + sizeBytes
  memory.fill(at, 0, sizeBytes)
  store<u32>(at, (kind as u32) | (sizeBytes << 16))
  return at
}
