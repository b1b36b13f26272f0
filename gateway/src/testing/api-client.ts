// A signed client of the dialect in a few lines, for tests over HTTP.
import { createHmac } from 'node:crypto'
import { SocketClient } from './socket-client.js'

export interface Answer<Body> {
  readonly status: number
  readonly body: Body
}

export interface ApiKey {
  readonly apiKey: string
  readonly secret: string
}

const jsonType = { 'content-type': 'application/json' }

async function answer<Body>(request: Promise<Response>): Promise<Answer<Body>> {
  const response = await request
  return { status: response.status, body: (await response.json()) as Body }
}

/** Registers a user, gives it money, and makes it a key for trading. */
export async function openAccount(
  address: string,
  name: string,
  amounts: Readonly<Record<string, string>>,
): Promise<ApiKey> {
  const post = async <Body>(path: string, body: object, token = ''): Promise<Body> => {
    const headers = { ...jsonType, ...(token && { authorization: `Bearer ${token}` }) }
    const request = { method: 'POST', headers, body: JSON.stringify(body) }
    const { status, body: given } = await answer<Body>(fetch(`${address}/api/v1/${path}`, request))
    if (status !== 201) throw new Error(`${path}: ${status} ${JSON.stringify(given)}`)
    return given
  }
  const user = { email: `${name}@example.org`, username: name, password: 'correct horse battery' }
  const { accessToken } = await post<{ accessToken: string }>('auth/register', user)
  for (const [asset, amount] of Object.entries(amounts))
    await post('deposits', { asset, amount, idempotencyKey: `first-${asset}` }, accessToken)
  return post<ApiKey>('api-keys', { name: 'bot', permissions: ['read', 'trade'] }, accessToken)
}

/** The number of a web socket, for orders that end with it or with its edge. */
export async function openConnection(address: string, key: ApiKey): Promise<number> {
  const socket = await SocketClient.open(address, key)
  const { connectionId } = (await socket.ask('CANCEL_ON_DISCONNECT')) as { connectionId: number }
  return connectionId
}

/** One signed request of the dialect; rejects where no whole answer came. */
export function signed<Body>(
  address: string,
  { apiKey, secret }: ApiKey,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  parameters: Readonly<Record<string, string | number>> = {},
): Promise<Answer<Body>> {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) query.set(name, String(value))
  query.set('timestamp', String(Date.now()))
  query.set('recvWindow', '60000')
  const signature = createHmac('sha256', secret).update(query.toString()).digest('hex')
  const url = `${address}/api/v3/${path}?${query}&signature=${signature}`
  return answer<Body>(fetch(url, { method, headers: { 'X-MBX-APIKEY': apiKey } }))
}

/** A signed GET; what an edge refuses because the core or its events are late is asked again, as it says. */
export async function read<Body>(
  address: string,
  key: ApiKey,
  path: string,
  parameters?: Readonly<Record<string, string | number>>,
): Promise<Answer<Body>> {
  for (let tries = 0; ; tries++) {
    const given = await signed<Body>(address, key, 'GET', path, parameters)
    if (given.status !== 503 || tries === 30) return given
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
