// Which requests for a web socket are taken, and what their paths subscribe to.
import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { ApiError } from '../errors.js'

/** What a path asks for: `{stream,data}` around every event or not, and streams from the start. */
export interface SocketTarget {
  readonly isCombined: boolean
  readonly names: readonly string[]
}

/**
 * `/ws`, `/ws/<stream>/…`, `/stream?streams=<stream>/…`, and `/stream/ws…` as another name of `/ws…`.
 * Below `/ws`, what has no '@' names no stream: clients count their sockets there.
 * Undefined for any other path.
 */
export function readTarget(url: string | undefined): SocketTarget | undefined {
  let parsed: URL
  let path: string
  try {
    parsed = new URL(url ?? '', 'http://socket')
    path = decodeURIComponent(parsed.pathname)
  } catch {
    return undefined
  }
  if (path === '/stream' || path === '/stream/') {
    const names = parsed.searchParams.getAll('streams').join('/').split('/')
    return { isCombined: true, names: names.filter((name) => name !== '') }
  }
  const below = belowSocketPath.exec(path)
  if (!below) return undefined
  const names = (below[1] ?? '').split('/').filter((name) => name.includes('@'))
  return { isCombined: false, names }
}

const belowSocketPath = /^(?:\/stream)?\/ws(?:\/(.*))?$/

/** Answers a request for a web socket in plain HTTP, and ends it. */
export function refuseUpgrade(socket: Duplex, error: ApiError): void {
  const { status, retryAfterSeconds } = error
  const body = JSON.stringify(error.body())
  socket.once('finish', () => socket.destroy())
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n` +
      'content-type: application/json;charset=UTF-8\r\n' +
      `content-length: ${Buffer.byteLength(body)}\r\n` +
      (retryAfterSeconds === undefined ? '' : `retry-after: ${retryAfterSeconds}\r\n`) +
      'connection: close\r\n\r\n' +
      body,
  )
}
