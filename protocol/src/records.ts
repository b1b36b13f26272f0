// Walks whole records: of a part of an event frame, or of the commands in a journal frame.
import * as commands from './generated/commands.js'
import * as events from './generated/events.js'

/** Bytes of a record by its kind, 0 where there is no such kind. */
export type RecordSizes = Uint16Array

/** The first kind whose records carry their size; the benchmark's, below it, do not. */
export const headedKindMin = 8

function sizesOf(records: object): RecordSizes {
  const sizes = new Uint16Array(256)
  for (const record of Object.values(records) as { kind: number; sizeBytes: number }[])
    sizes[record.kind] = record.sizeBytes
  return sizes
}

export const eventSizes = sizesOf(events)
export const commandSizes = sizesOf(commands)

/** Bytes that are no whole records. */
export class RecordError extends Error {
  override name = 'RecordError'
  constructor(
    readonly at: number,
    reason: string,
  ) {
    super(`record at byte ${at}: ${reason}`)
  }
}

/** Of a record that has not the size of its kind, or more than the bytes that are left. */
export function refuseRecord(at: number, kind: number, sizeBytes: number, left: number): never {
  if (sizeBytes === 0) throw new RecordError(at, `kind ${kind} is unknown`)
  if (sizeBytes > left)
    throw new RecordError(at, `kind ${kind} needs ${sizeBytes} bytes of ${left}`)
  throw new RecordError(at, `kind ${kind} has ${sizeBytes} bytes, not what it says`)
}

/**
 * Visits every record of `part` in order; `view` is over `part`, and `at` counts from its start.
 * Events by default; give `commandSizes` to walk commands.
 * @throws RecordError where a kind or a size is unknown, or a record is cut off
 */
export function forEachRecord(
  part: Uint8Array,
  visit: (kind: number, view: DataView, at: number, sizeBytes: number) => void,
  sizes: RecordSizes = eventSizes,
): void {
  const view = new DataView(part.buffer, part.byteOffset, part.byteLength)
  let at = 0
  while (at < part.byteLength) {
    const kind = view.getUint8(at)
    const sizeBytes = sizes[kind]
    const left = part.byteLength - at
    if (sizeBytes === 0 || sizeBytes > left) refuseRecord(at, kind, sizeBytes, left)
    if (kind >= headedKindMin && view.getUint16(at + 2, true) !== sizeBytes)
      refuseRecord(at, kind, sizeBytes, left)
    visit(kind, view, at, sizeBytes)
    at += sizeBytes
  }
}
