// The parameters of a request in the Binance dialect: pairs in the query, or in a form body.
// Signatures are over the bytes as they were sent, so nothing here is ever written out again.
import { duplicateParameter, tooManyParameters } from './errors.js'

/** Query and body, one character a byte. */
export interface SentForm {
  readonly query: string
  readonly body: string
  /** Decoded; where both have a parameter, the query's. */
  readonly values: ReadonlyMap<string, string>
}

const parametersMax = 64

/** @throws ApiError where a parameter stands twice in the query or in the body, or there are too many */
export function parseForm(query: string, body: string): SentForm {
  const values = parsePairs(query)
  if (body !== '')
    for (const [name, value] of parsePairs(body)) if (!values.has(name)) values.set(name, value)
  return { query, body, values }
}

/** What a signature is over: query and body, each without its `signature`. */
export const signedPayload = ({ query, body }: SentForm): string =>
  withoutSignature(query) + withoutSignature(body)

function parsePairs(text: string): Map<string, string> {
  const values = new Map<string, string>()
  if (text === '') return values
  for (const pair of text.split('&')) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = decode(equals < 0 ? pair : pair.slice(0, equals))
    if (values.has(name)) throw duplicateParameter()
    if (values.size === parametersMax) throw tooManyParameters()
    values.set(name, equals < 0 ? '' : decode(pair.slice(equals + 1)))
  }
  return values
}

/** What is no valid encoding stays as it is: no parameter allows a percent sign. */
function decode(text: string): string {
  if (!text.includes('%') && !text.includes('+')) return text
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

function withoutSignature(text: string): string {
  const start = text.startsWith('signature=') ? 0 : text.indexOf('&signature=')
  if (start < 0) return text
  const end = text.indexOf('&', start + 1)
  if (end < 0) return text.slice(0, start)
  return start === 0 ? text.slice(end + 1) : text.slice(0, start) + text.slice(end)
}
