// What the generators say of a field in TypeScript.
import type { Layout, PlacedField } from './schema/layout.js'

export const isText = (field: PlacedField): boolean =>
  typeof field.type === 'object' && 'text' in field.type

export function typeOf(field: PlacedField): string {
  if (typeof field.type === 'object') return isText(field) ? 'string' : 'Uint8Array'
  return field.type === 'i64' ? 'bigint' : 'number'
}

/** Bytes without a meaning; those of a group end with the word. */
export const isReserved = ({ name }: PlacedField): boolean => /^reserved|Reserved\d*$/.test(name)

/** What the writer fills in by itself. */
export const fixed = (layout: Layout, field: PlacedField): string | undefined => {
  if (isReserved(field)) return typeOf(field) === 'bigint' ? '0n' : '0'
  if (field.name === 'kind') return `${layout.shape.kind}`
  if (field.name === 'sizeBytes') return `${layout.sizeBytes}`
  return undefined
}
