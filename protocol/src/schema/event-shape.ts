// The head that every event of an exchange has.
import { type Field, field } from './shape.js'

const head: readonly Field[] = [
  field('kind', 'u8'),
  field('flags', 'u8'),
  field('sizeBytes', 'u16'),
  field('commandIndex', 'u32'),
]

export const event = (kind: number, name: string, about: string, fields: readonly Field[]) => ({
  name,
  kind,
  about,
  fields: [...head, ...fields],
})
