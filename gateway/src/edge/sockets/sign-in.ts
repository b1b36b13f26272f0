// Who a socket speaks for: a browser's access token, or an API key with a signature. Never in a URL.
import type { Clock, Identity } from '../../ports.js'
import { ApiError, keyRejected, unauthorized } from '../errors.js'
import { checkSignature, readDeadlineMs } from '../signing.js'
import type { SignedIn } from './connection.js'
import { invalidRequest, RequestFault, type SocketRequest } from './request.js'

const keyFields = ['apiKey', 'recvWindow', 'timestamp'] as const
const tokenLengthMax = 4_096

/**
 * `{token}`, or `{apiKey, timestamp, signature}` with `recvWindow` where the client wants: the
 * signature is over `apiKey=…&recvWindow=…&timestamp=…`, HMAC-SHA256 by the key's secret.
 * @throws RequestFault
 */
export async function signIn(
  request: SocketRequest,
  identity: Identity,
  clock: Clock,
): Promise<SignedIn> {
  const { params, id } = request
  if (typeof params !== 'object' || params === null || Array.isArray(params))
    throw invalidRequest('`params` must be {token} or {apiKey, timestamp, signature}', id)
  try {
    const fields = params as Record<string, unknown>
    const signedIn =
      typeof fields.token === 'string'
        ? await byToken(fields.token, identity)
        : byKey(fields, identity, clock.wallUs() / 1000)
    if (!signedIn.caller.permissions.includes('read')) throw keyRejected()
    return signedIn
  } catch (error) {
    if (error instanceof ApiError) throw new RequestFault(error.code, error.message, id)
    throw error
  }
}

async function byToken(token: string, identity: Identity): Promise<SignedIn> {
  const caller = token.length > tokenLengthMax ? undefined : await identity.verifyToken(token)
  if (!caller) throw unauthorized()
  return { caller, isStillValid: async () => (await identity.verifyToken(token)) !== undefined }
}

function byKey(fields: Record<string, unknown>, identity: Identity, nowMs: number): SignedIn {
  const values = new Map<string, string>()
  for (const name of [...keyFields, 'signature']) {
    const value = fields[name]
    if (typeof value === 'string' || typeof value === 'number') values.set(name, String(value))
  }
  const apiKey = values.get('apiKey') ?? ''
  const key = identity.key(apiKey)
  if (!key) throw keyRejected()
  const signed = keyFields.filter((name) => values.has(name))
  const query = signed.map((name) => `${name}=${values.get(name)}`).join('&')
  checkSignature({ query, body: '', values }, key.secret)
  readDeadlineMs({ query, body: '', values }, nowMs)
  return {
    caller: key.caller,
    isStillValid: async () => identity.key(apiKey) !== undefined,
  }
}
