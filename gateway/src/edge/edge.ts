// The edge: the application behind a server, and how it leaves: first it says that it is not ready, so
// that nobody sends it more, then it says goodbye.
import type { Server } from 'node:http'
import type { Hono } from 'hono'
import type { Readiness, Timers } from '../ports.js'
import { createApp } from './app.js'
import type { EdgeDependencies } from './dependencies.js'
import type { EdgeEnv } from './http.js'
import { type Listening, listen } from './server.js'

export type { Listening } from './server.js'

/** What takes over connections that ask for a web socket. */
export interface SocketsPart {
  attach(server: Server): void
  close(): void
}

export interface Edge {
  readonly app: Hono<EdgeEnv>
  /** @throws Error with `code` EADDRINUSE, EACCES … where the address cannot be had */
  listen(port: number, host: string): Promise<Listening>
}

export function createEdge(dependencies: EdgeDependencies, sockets?: SocketsPart): Edge {
  const { timers, readiness, settings } = dependencies
  let isLeaving = false
  const app = createApp({
    ...dependencies,
    readiness: () => (isLeaving ? leaving(readiness()) : readiness()),
  })
  return {
    app,
    async listen(port, host) {
      const server = await listen(app, { port, host }, timers, (server) => sockets?.attach(server))
      const close = async () => {
        isLeaving = true
        await pause(timers, settings.drainMs ?? 0)
        const closed = server.close()
        sockets?.close()
        await closed
      }
      return { ...server, close }
    },
  }
}

const leaving = ({ parts }: Readiness): Readiness => ({
  isReady: false,
  parts: { ...parts, edge: 'leaving' },
})

const pause = async (timers: Timers, ms: number): Promise<void> => {
  if (ms > 0) await new Promise<void>((resolve) => timers.after(ms, resolve))
}
