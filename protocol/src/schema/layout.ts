// Lays records out: natural alignment, no hidden padding, whole multiples of 4 bytes.
import type { Field, FieldType, RecordShape } from './shape.js'

export interface PlacedField extends Field {
  readonly offset: number
  readonly sizeBytes: number
}

export interface Layout {
  readonly shape: RecordShape
  readonly sizeBytes: number
  readonly fields: readonly PlacedField[]
}

const scalarBytes = { u8: 1, u16: 2, u32: 4, u64: 8, i64: 8 } as const

export const bytesOf = (type: FieldType): number =>
  typeof type === 'string' ? scalarBytes[type] : 'text' in type ? type.text : type.bytes

/** @throws Error where a field would not be aligned, a size is not whole, or a name stands twice. */
export function layOut(shape: RecordShape): Layout {
  const names = new Set<string>()
  const fields: PlacedField[] = []
  let offset = 0
  for (const field of shape.fields) {
    const sizeBytes = bytesOf(field.type)
    const alignment = typeof field.type === 'string' ? sizeBytes : 4
    const place = `${shape.name}.${field.name}`
    if (names.has(field.name)) throw new Error(`${place} stands twice`)
    if (offset % alignment !== 0) throw new Error(`${place} at ${offset} is not aligned`)
    if (sizeBytes % Math.min(alignment, 4) !== 0) throw new Error(`${place} has no whole size`)
    names.add(field.name)
    fields.push({ ...field, offset, sizeBytes })
    offset += sizeBytes
  }
  if (offset % 8 !== 0) throw new Error(`${shape.name} of ${offset} bytes is no multiple of 8`)
  return { shape, sizeBytes: offset, fields }
}
