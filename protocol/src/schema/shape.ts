// How records and enums are described; the description is all there is, the rest is generated.

/** `u64` is a count or an id below 2^53 (a Number in TypeScript), `i64` an amount (a BigInt). */
export type Scalar = 'u8' | 'u16' | 'u32' | 'u64' | 'i64'
/** `text` is printable ASCII padded with zeros, `bytes` is opaque. Sizes are multiples of 4. */
export type FieldType = Scalar | { text: number } | { bytes: number }

export interface Field {
  readonly name: string
  readonly type: FieldType
  readonly about?: string
  /** Who states it in a batch, if not the record: nobody need, or the batch does by itself. */
  readonly stated?: 'optionally' | 'byBatch'
}

export interface RecordShape {
  readonly name: string
  readonly kind: number
  readonly about: string
  readonly fields: readonly Field[]
}

export interface EnumShape {
  readonly name: string
  readonly about: string
  /** In the order of their numbers, from 0, or of their bits; a number is never reused. */
  readonly values: readonly string[]
  /** Each value is a bit, and several may be set. */
  readonly isFlags?: true
}

/** The values with the numbers that stand for them. */
export const numbersOf = ({ values, isFlags }: EnumShape): [value: string, number: number][] =>
  values.map((value, index) => [value, isFlags ? 2 ** index : index])

export const field = (name: string, type: FieldType, about?: string): Field =>
  about === undefined ? { name, type } : { name, type, about }
