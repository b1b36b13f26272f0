// Requests as they were sent, and answers with the headers that every answer has.
import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import { type ApiError, bodyTooLarge, mediaTypeWrong } from './errors.js'
import type { Usage } from './limits/usage.js'

export interface EdgeEnv {
  Bindings: HttpBindings
  Variables: {
    /** Where the request comes from, as far as that is known. */
    address: string
    /** Undefined where nothing is counted. */
    usage: Usage | undefined
  }
}
export type EdgeContext = Context<EdgeEnv>

export const bodyBytesMax = 64 * 1024

/** This origin serves data: nothing that it answers may run, be framed, cached or guessed at. */
const fixedHeaders = {
  'content-type': 'application/json;charset=UTF-8',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=15552000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}

export type Headers = Readonly<Record<string, string>>

/** An answer in JSON. */
export const respond = (status: number, value: unknown, headers?: Headers): Response =>
  respondText(status, JSON.stringify(value), headers)

/** An answer without a body. */
export function respondNothing(headers?: Headers): Response {
  const { 'content-type': _, ...rest } = fixedHeaders
  return new Response(null, { status: 204, headers: { ...rest, ...headers } })
}

/** Two spreads into one literal take 6 µs here (Node 20), this takes 0.3. */
export const respondText = (status: number, text: string, headers?: Headers): Response =>
  new Response(text, { status, headers: Object.assign({}, fixedHeaders, headers) })

export function respondError(error: ApiError, headers?: Headers): Response {
  const { status, retryAfterSeconds } = error
  const more: Record<string, string> = { ...headers }
  if (retryAfterSeconds !== undefined) more['retry-after'] = String(retryAfterSeconds)
  if (status === 401) more['www-authenticate'] = 'Bearer'
  return respond(status, error.body(), more)
}

/** A header as it was sent. The library makes an object of all headers to read one, which takes 10 µs. */
export const headerOf = (c: EdgeContext, name: 'authorization' | 'x-mbx-apikey') =>
  c.env.incoming.headers[name] as string | undefined

/** The query, undecoded and without its question mark. */
export function rawQuery(c: EdgeContext): string {
  const url = c.env.incoming.url as string
  const mark = url.indexOf('?')
  return mark < 0 ? '' : url.slice(mark + 1)
}

/**
 * The bytes of the body; its content type must begin with `mediaType` where there is one.
 * @throws ApiError
 */
export async function readBody(c: EdgeContext, mediaType: string): Promise<Buffer> {
  const { headers } = c.env.incoming
  const declared = headers['content-length']
  if (declared !== undefined && Number(declared) > bodyBytesMax) throw bodyTooLarge(bodyBytesMax)
  const body = declared === undefined ? await readChunks(c) : await readAll(c)
  if (body.length > 0) checkMediaType(c, mediaType)
  return body
}

function checkMediaType(c: EdgeContext, mediaType: string): void {
  const { headers } = c.env.incoming
  const sent = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase()
  if (sent !== mediaType || headers['content-encoding'] !== undefined)
    throw mediaTypeWrong(mediaType)
}

const readAll = async (c: EdgeContext): Promise<Buffer> => Buffer.from(await c.req.arrayBuffer())

/** A body that does not say its length is counted as it comes. */
async function readChunks(c: EdgeContext): Promise<Buffer> {
  if (c.env.incoming.headers['transfer-encoding'] === undefined) return Buffer.alloc(0)
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of c.req.raw.body ?? []) {
    bytes += chunk.length
    if (bytes > bodyBytesMax) throw bodyTooLarge(bodyBytesMax)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
