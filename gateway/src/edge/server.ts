// A server that strangers can reach: every connection has its bounds, and an end cuts nobody off in the
// middle of an answer.
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import type { Hono } from 'hono'
import type { Timers } from '../ports.js'
import type { EdgeEnv } from './http.js'

export interface Listening {
  /** Such as `http://127.0.0.1:8080`. */
  readonly address: string
  readonly port: number
  /** Takes nothing new, lets what is under way finish, bounded, and ends every connection. */
  close(): Promise<void>
}

export interface Address {
  /** 0 = any that is free. */
  readonly port: number
  readonly host: string
}

const serverOptions = {
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 5_000,
  maxHeaderSize: 16 * 1024,
}
/** What is under way at the end may take so long. */
const closeGraceMs = 5_000
const closeSweepMs = 20

/**
 * `attach` is given the server before it listens.
 * @throws Error with `code` EADDRINUSE, EACCES … where the address cannot be had
 */
export async function listen(
  app: Hono<EdgeEnv>,
  { port, host }: Address,
  timers: Timers,
  attach: (server: Server) => void = () => {},
): Promise<Listening> {
  const server = createAdaptorServer({ fetch: app.fetch, serverOptions }) as Server
  attach(server)
  await bind(server, port, host)
  const { port: bound } = server.address() as AddressInfo
  const close = () => end(server, timers)
  return { address: `http://${urlHost(host)}:${bound}`, port: bound, close }
}

const bind = (server: Server, port: number, host: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })

const urlHost = (host: string): string => (host.includes(':') ? `[${host}]` : host)

const end = (server: Server, timers: Timers): Promise<void> =>
  new Promise((resolve) => {
    const callOff = timers.after(closeGraceMs, () => server.closeAllConnections())
    // Connections that a client keeps open become idle one by one.
    const endSweep = timers.every(closeSweepMs, () => server.closeIdleConnections())
    server.close(() => {
      callOff()
      endSweep()
      resolve()
    })
    server.closeIdleConnections()
  })
