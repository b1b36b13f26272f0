// Reads what a client asks over its socket: `{"method","params","id"}`, refused in the dialect's words.
import { ApiError } from '../errors.js'
import { parseStrictJson } from '../v1/strict-json.js'

export const methods = [
  'SUBSCRIBE',
  'UNSUBSCRIBE',
  'LIST_SUBSCRIPTIONS',
  'SET_PROPERTY',
  'GET_PROPERTY',
  'AUTHENTICATE',
  'CANCEL_ON_DISCONNECT',
] as const
export type Method = (typeof methods)[number]

export interface SocketRequest {
  readonly method: Method
  readonly params: unknown
  /** As JSON, to be given back as it came. */
  readonly id: string
}

/** A request that is answered with `{"error":{"code","msg"},"id"}`. */
export class RequestFault extends Error {
  override name = 'RequestFault'
  constructor(
    readonly code: number,
    message: string,
    readonly id = 'null',
  ) {
    super(message)
  }
}

const idLengthMax = 36
const int64Max = 2n ** 63n - 1n

export const invalidRequest = (why: string, id?: string): RequestFault =>
  new RequestFault(2, `Invalid request: ${why}`, id)

/** @throws RequestFault */
export function readRequest(data: Buffer): SocketRequest {
  const request = parse(data)
  if (typeof request !== 'object' || request === null || Array.isArray(request))
    throw invalidRequest('it must be an object')
  const { method, params, id: given = null } = request as Record<string, unknown>
  const id = readId(given, data)
  if (method === undefined) throw invalidRequest('missing field `method`', id)
  const known = methods.find((name) => name === method)
  if (!known) throw invalidRequest(`unknown variant \`${printable(method)}\`, ${expected}`, id)
  return { method: known, params, id }
}

const expected = `expected one of ${methods.map((method) => `\`${method}\``).join(', ')}`

/** Names of streams. @throws RequestFault */
export function readNames({ params, id }: SocketRequest): readonly string[] {
  if (params === undefined) throw invalidRequest('missing field `params`', id)
  if (!Array.isArray(params) || !params.every((name) => typeof name === 'string'))
    throw invalidRequest('`params` must be names of streams', id)
  return params
}

function parse(data: Buffer): unknown {
  try {
    return parseStrictJson(data)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    throw new RequestFault(3, error.message.replace(' Request', ''))
  }
}

/** The id as JSON. Numbers beyond 2^53 are taken from the text, since the value has lost digits. */
function readId(id: unknown, data: Buffer): string {
  if (id === null) return 'null'
  if (typeof id === 'string' && id.length <= idLengthMax) return JSON.stringify(id)
  if (Number.isSafeInteger(id)) return String(id)
  const digits = typeof id === 'number' ? wideDigits(data.toString()) : undefined
  if (digits === undefined)
    throw invalidRequest(`request ID must be an int64, null or at most ${idLengthMax} characters`)
  return digits
}

function wideDigits(text: string): string | undefined {
  const found = [...text.matchAll(/"id"\s*:\s*(-?[1-9][0-9]{15,18})\s*[,}]/g)]
  const digits = found.length === 1 ? found[0][1] : undefined
  if (digits === undefined) return undefined
  const id = BigInt(digits)
  return id <= int64Max && id >= -int64Max - 1n ? digits : undefined
}

/** What a client wrote, harmless and short. */
export const printable = (value: unknown): string =>
  String(typeof value === 'string' ? value : JSON.stringify(value))
    .replace(/[^\x20-\x7e]/g, '?')
    .slice(0, 60)
