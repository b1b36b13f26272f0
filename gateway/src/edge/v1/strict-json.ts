// JSON from strangers: one reading only. What parsers disagree about is refused.
import { ApiError } from '../errors.js'

const depthMax = 16
const keysMaxStandard = 64

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype'])
const loneSurrogate = /\p{Surrogate}/u

export const invalidJson = (why: string): ApiError =>
  new ApiError(400, -1135, `Invalid JSON Request: ${why}.`)

/**
 * The value of a body: UTF-8 without byte order mark, keys once, nothing deep, no lone surrogates.
 * @throws ApiError
 */
export function parseStrictJson(body: Uint8Array, keysMax = keysMaxStandard): unknown {
  const text = decodeText(body)
  const value = parseText(text)
  checkStructure(text, keysMax)
  checkTexts(value)
  return value
}

function decodeText(body: Uint8Array): string {
  let text: string
  try {
    text = utf8.decode(body)
  } catch {
    throw invalidJson('it is not UTF-8')
  }
  if (text.charCodeAt(0) === 0xfeff) throw invalidJson('it begins with a byte order mark')
  return text
}

function parseText(text: string): unknown {
  if (text.trim() === '') throw invalidJson('the body is empty')
  try {
    return JSON.parse(text)
  } catch {
    throw invalidJson('it does not parse')
  }
}

/** In a text that parses: a string (with its colon where it is a key), or a bracket. */
const token = /"(?:[^"\\]|\\.)*"(\s*:)?|[[\]{}]/g

/** Walks the text, since the value no longer tells which keys stood twice. */
function checkStructure(text: string, keysMax: number): void {
  const open: Set<string>[] = []
  let keyCount = 0
  for (const [word, colon] of text.matchAll(token)) {
    if (word === '{' || word === '[') {
      if (open.length === depthMax) throw invalidJson(`it is nested deeper than ${depthMax}`)
      open.push(new Set())
    } else if (word === '}' || word === ']') {
      open.pop()
    } else if (colon !== undefined) {
      if (++keyCount > keysMax) throw invalidJson(`it has more than ${keysMax} keys`)
      checkKey(JSON.parse(word.slice(0, -colon.length)) as string, open.at(-1) as Set<string>)
    }
  }
}

function checkKey(key: string, seen: Set<string>): void {
  if (forbiddenKeys.has(key)) throw invalidJson(`the key '${key}' is not allowed`)
  if (seen.has(key)) throw invalidJson(`the key '${printable(key)}' stands twice`)
  seen.add(key)
}

const printable = (key: string): string => key.replace(/[^\x20-\x7e]/g, '?').slice(0, 40)

function checkTexts(value: unknown): void {
  if (typeof value === 'string' && loneSurrogate.test(value))
    throw invalidJson('it has a lone surrogate')
  if (typeof value === 'object' && value !== null)
    for (const entry of Object.values(value)) checkTexts(entry)
}
