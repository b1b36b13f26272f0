// The bytes of views at one sequence: refused unless they are whole and of this very format.
//
//   0       4         8           12            16
//   ├ magic ┼ version ┼ bodyBytes ┼ crc of body ┼ body …
import { crc32 } from 'node:zlib'
import { ByteReader, ByteWriter } from './bytes.js'
import { Unexplained, ViewSnapshotError } from './errors.js'
import { type ViewBounds, ViewState } from './state.js'

/** 'OBVW', read as little-endian. */
const magic = 0x5756424f
/** Raised with every change of what follows the head. */
const version = 3
const headBytes = 16

/** The same frames folded within the same bounds give the same bytes. */
export function writeViewSnapshot(state: ViewState): Uint8Array {
  const out = new ByteWriter(headBytes)
  state.write(out)
  const bytes = out.bytes()
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  view.setUint32(0, magic, true)
  view.setUint32(4, version, true)
  view.setUint32(8, bytes.length - headBytes, true)
  view.setUint32(12, crc32(bytes.subarray(headBytes)), true)
  return bytes
}

/** @throws ViewSnapshotError */
export function readViewSnapshot(bytes: Uint8Array, bounds: ViewBounds): ViewState {
  const fault = faultOf(bytes)
  if (fault) throw new ViewSnapshotError(fault)
  try {
    return ViewState.read(new ByteReader(bytes.subarray(headBytes)), bounds)
  } catch (error) {
    if (error instanceof Unexplained) throw new ViewSnapshotError(error.message, { cause: error })
    throw error
  }
}

function faultOf(bytes: Uint8Array): string | undefined {
  if (bytes.length < headBytes) return 'it is too short'
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  if (view.getUint32(0, true) !== magic) return 'it is no snapshot of views'
  if (view.getUint32(4, true) !== version) return `its version is ${view.getUint32(4, true)}`
  if (view.getUint32(8, true) !== bytes.length - headBytes) return 'it is cut off'
  if (view.getUint32(12, true) !== crc32(bytes.subarray(headBytes))) return 'it is damaged'
  return undefined
}
