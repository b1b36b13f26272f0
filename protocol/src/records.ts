// Walks whole records: of a part of an event frame, or of the commands in a journal frame.
import * as commands from './generated/commands.js'
import * as events from './generated/events.js'
import * as states from './generated/states.js'

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

/** The names of records by their kinds. */
const namesOf = (records: object): readonly (string | undefined)[] =>
  Object.entries(records as Record<string, { kind: number }>).reduce<string[]>(
    (names, [name, { kind }]) => {
      names[kind] = name
      return names
    },
    [],
  )

export const commandNames = namesOf(commands)

export const eventSizes = sizesOf(events)
export const commandSizes = sizesOf(commands)
export const stateSizes = sizesOf(states)

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

/** Bytes of the whole record at `at`, which has the size of its kind. @throws RecordError */
function sizeAt(part: Uint8Array, at: number, sizes: RecordSizes): number {
  const kind = part[at]
  const sizeBytes = sizes[kind]
  const left = part.length - at
  const said = kind < headedKindMin ? sizeBytes : part[at + 2] | (part[at + 3] << 8)
  if (sizeBytes === 0 || sizeBytes > left || said !== sizeBytes)
    refuseRecord(at, kind, sizeBytes, left)
  return sizeBytes
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
  for (let at = 0; at < part.length; ) {
    const sizeBytes = sizeAt(part, at, sizes)
    visit(part[at], view, at, sizeBytes)
    at += sizeBytes
  }
}

/** How many records a part has. @throws RecordError as `forEachRecord` */
export function countRecords(part: Uint8Array, sizes: RecordSizes = eventSizes): number {
  let count = 0
  for (let at = 0; at < part.length; at += sizeAt(part, at, sizes)) count++
  return count
}
