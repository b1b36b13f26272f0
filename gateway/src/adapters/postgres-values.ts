// Turns parameters into the text that Postgres reads, exactly, and its text into values.
//
// The client would turn them by the type that the server names, which loses microseconds (a time is
// made a Date first) and takes an array of bytes for bytes. Here the text depends on the value only.

const identity = (text: string) => text

/** The client's own conversions, replaced by none on the way out; on the way in its usual ones. */
export const valueTypes = {
  json: {
    to: 114,
    from: [114, 3802],
    serialize: identity,
    parse: (text: string) => JSON.parse(text),
  },
  boolean: { to: 16, from: [16], serialize: identity, parse: (text: string) => text === 't' },
  date: {
    to: 1184,
    from: [1082, 1114, 1184],
    serialize: identity,
    parse: (text: string) => new Date(text),
  },
  bytea: {
    to: 17,
    from: [17],
    serialize: identity,
    parse: (text: string) => Buffer.from(text.slice(2), 'hex'),
  },
}

/**
 * A string is taken as it stands, for whatever type; an array becomes an array (for `unnest`);
 * every other object becomes JSON.
 * @throws TypeError for a value that has no place in a database
 */
export function encodeValue(value: unknown): string | null {
  if (value === null) return null
  switch (typeof value) {
    case 'string':
      return value
    case 'bigint':
      return value.toString()
    case 'boolean':
      return value ? 't' : 'f'
    case 'number':
      if (Number.isFinite(value)) return String(value)
      break
    case 'object':
      return encodeObject(value)
  }
  throw new TypeError(`no parameter of a statement: ${String(value)}`)
}

function encodeObject(value: object): string {
  if (Array.isArray(value)) return encodeArray(value)
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`
  return JSON.stringify(value)
}

/** One text that grows: an array of texts in between would cost more than all the rest. */
function encodeArray(values: readonly unknown[]): string {
  let text = '{'
  for (let index = 0; index < values.length; index++) {
    if (index > 0) text += ','
    text += encodeElement(values[index])
  }
  return `${text}}`
}

function encodeElement(value: unknown): string {
  const text = encodeValue(value)
  if (text === null) return 'NULL'
  // These hold nothing that would have to be quoted.
  if (typeof value === 'number' || typeof value === 'bigint' || Array.isArray(value)) return text
  return special.test(text) ? `"${text.replace(/["\\]/g, '\\$&')}"` : `"${text}"`
}

const special = /["\\]/
