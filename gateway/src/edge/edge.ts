// The edge: the application behind a server that strangers can reach.
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import type { Hono } from 'hono'
import { createApp } from './app.js'
import type { EdgeDependencies } from './dependencies.js'
import type { EdgeEnv } from './http.js'

/** What takes over connections that ask for a web socket. */
export interface SocketsPart {
  attach(server: Server): void
  close(): void
}

export interface Listening {
  /** Such as `http://127.0.0.1:8080`. */
  readonly address: string
  readonly port: number
  /** Takes nothing new, lets what is under way finish, bounded, and ends every connection. */
  close(): Promise<void>
}

export interface Edge {
  readonly app: Hono<EdgeEnv>
  /** @throws Error with `code` EADDRINUSE, EACCES … where the address cannot be had */
  listen(port: number, host: string): Promise<Listening>
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

export function createEdge(dependencies: EdgeDependencies, sockets?: SocketsPart): Edge {
  const app = createApp(dependencies)
  return {
    app,
    async listen(port, host) {
      const server = createAdaptorServer({ fetch: app.fetch, serverOptions }) as Server
      sockets?.attach(server)
      await bind(server, port, host)
      const { port: bound } = server.address() as AddressInfo
      const close = () => end(server, dependencies, sockets)
      return { address: `http://${urlHost(host)}:${bound}`, port: bound, close }
    },
  }
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

function end(
  server: Server,
  { timers }: EdgeDependencies,
  sockets: SocketsPart | undefined,
): Promise<void> {
  return new Promise((resolve) => {
    const callOff = timers.after(closeGraceMs, () => server.closeAllConnections())
    // Connections that a client keeps open become idle one by one.
    const endSweep = timers.every(closeSweepMs, () => server.closeIdleConnections())
    server.close(() => {
      callOff()
      endSweep()
      resolve()
    })
    sockets?.close()
    server.closeIdleConnections()
  })
}
