// Writes how commands are put into the words of a batch, and how fields of events are got from them.
import { fixed, isReserved } from './generate-fields.js'
import type { Layout, PlacedField } from './schema/layout.js'

const wordBytes = 4
const isConstant = (value: string): boolean => /^\d+$/.test(value)

const wordOf = (field: PlacedField): number => Math.floor(field.offset / wordBytes)
const shiftOf = (field: PlacedField): number => (field.offset % wordBytes) * 8
const maskOf = (field: PlacedField): string => `0x${'ff'.repeat(field.sizeBytes)}`

/** `encode` of a command into clear words; the batch says of which session, and its number there. */
export function encodeMethod(layout: Layout): string[] {
  const textOf = (field: PlacedField) => fixed(layout, field) ?? stated(field)
  const fields = layout.fields.filter((field) => textOf(field) !== '0')
  const record = `record: Given<${layout.shape.name}>`
  const parameters = `words: Uint32Array, at: number, session: number, sequence: number, ${record}`
  const lines = wordsOf(fields).map((shared) => putWord(shared, textOf))
  return [`  encode(${parameters}): void {`, ...lines.map((line) => `    ${line}`), '  },']
}

function stated({ name, stated }: PlacedField): string {
  if (stated === 'byBatch') return name === 'session' ? 'session' : 'sequence'
  return `record.${name}${stated === 'optionally' ? ' ?? 0' : ''}`
}

/** The small fields that share a word, or the one that begins there. */
function wordsOf(fields: readonly PlacedField[]): PlacedField[][] {
  const words = new Map<number, PlacedField[]>()
  for (const field of fields) words.set(wordOf(field), [...(words.get(wordOf(field)) ?? []), field])
  return [...words.values()]
}

function putWord(fields: readonly PlacedField[], textOf: (field: PlacedField) => string): string {
  const [field] = fields
  const at = wordAt(wordOf(field))
  const count = field.sizeBytes / wordBytes
  if (field.sizeBytes < wordBytes) return `words[${at}] = ${sharedWord(fields, textOf)}`
  const value = textOf(field)
  if (typeof field.type === 'object')
    return `${'text' in field.type ? 'putText' : 'putBytes'}(words, ${at}, ${count}, ${value})`
  const put = { u32: 'putU32', u64: 'putU64', i64: 'putAmount' }[field.type as 'u32']
  return `${put}(words, ${at}, ${value})`
}

const wordAt = (word: number): string => (word === 0 ? 'at' : `at + ${word}`)

/** What is constant is one number; what is not is a byte. */
function sharedWord(fields: readonly PlacedField[], textOf: (field: PlacedField) => string) {
  let constant = 0
  const parts: string[] = []
  for (const field of fields) {
    const value = textOf(field)
    if (isConstant(value)) constant += Number(value) * 2 ** shiftOf(field)
    else parts.push(shifted(`byteOf(${value})`, shiftOf(field)))
  }
  if (constant !== 0) parts.push(`${constant}`)
  return parts.join(' | ')
}

const shifted = (value: string, shift: number): string =>
  shift === 0 ? value : `(${value} << ${shift})`

/**
 * `get` of an event: its fields one by one, without an object; opaque bytes only `read` has.
 *
 * A getter calls nothing that it can do itself: V8 puts a function of up to 27 bytes of bytecode
 * into whoever calls it, however many there are, and a number of 64 bits takes just these 27.
 */
export function getMethods({ fields }: Layout): string[] {
  const lines = fields.flatMap((field) => {
    const isOwn = !isReserved(field) && field.name !== 'kind' && field.name !== 'sizeBytes'
    const getter = isOwn ? getterOf(field) : undefined
    return getter ? [`    ${field.name}: (words: Uint32Array, at: number): ${getter},`] : []
  })
  return ['  get: {', ...lines, '  },']
}

function getterOf(field: PlacedField): string | undefined {
  const at = wordAt(wordOf(field))
  if (typeof field.type === 'object')
    return 'text' in field.type
      ? `string => getText(words, ${at}, ${field.sizeBytes / wordBytes})`
      : undefined
  switch (field.type) {
    case 'u8':
    case 'u16':
      return `number => ${partOfWord(`words[${at}]`, field)}`
    case 'u32':
      return `number => words[${at}]`
    case 'u64':
      return `number => words[${at}] + words[${wordAt(wordOf(field) + 1)}] * 4294967296`
    case 'i64':
      return `Amount => getAmount(words, ${at})`
  }
}

function partOfWord(word: string, field: PlacedField): string {
  const shift = shiftOf(field)
  if (shift === 0) return `${word} & ${maskOf(field)}`
  const rest = `${word} >>> ${shift}`
  return shift + 8 * field.sizeBytes === 8 * wordBytes ? rest : `(${rest}) & ${maskOf(field)}`
}
