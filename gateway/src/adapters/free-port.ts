// A port of this machine for a server of our own, which it finds free again when it was down.
import { once } from 'node:events'
import { createServer } from 'node:net'

/** Systems take the ports of outgoing connections from 32,768 on; one of those may be gone any time. */
const first = 10_000
const count = 22_000
/** Each process begins elsewhere. */
let next = process.pid * 7_919

/** One that nobody listens on, and that this process was not given before. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < count; tries++) {
    const port = first + (next++ % count)
    if (await isFree(port)) return port
  }
  throw new Error(`every port from ${first} to ${first + count - 1} is taken`)
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch {
    return false
  }
  server.close()
  await once(server, 'close')
  return true
}
