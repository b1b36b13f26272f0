// A TCP proxy that can lose what a server answers, or cut every connection, at a moment that a test chooses.
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

export class TcpProxy {
  private readonly sockets = new Set<Socket>()
  private isDeaf = false
  private bytesLeft = Number.POSITIVE_INFINITY

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async to(port: number): Promise<TcpProxy> {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('no port was given')
    const proxy = new TcpProxy(server, address.port)
    server.on('connection', (client) => proxy.join(client, connect(port, '127.0.0.1')))
    return proxy
  }

  /** From now on what the server answers is lost; what clients send still reaches it. */
  loseAnswers(): void {
    this.isDeaf = true
  }

  /** Lets so many bytes more through, both ways together, and then cuts. */
  cutAfter(bytes: number): void {
    this.bytesLeft = bytes
  }

  /** Ends every connection; later ones work. */
  cut(): void {
    this.isDeaf = false
    this.bytesLeft = Number.POSITIVE_INFINITY
    for (const socket of this.sockets) socket.destroy()
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close')
    this.server.close()
    this.cut()
    await closed
  }

  private join(client: Socket, upstream: Socket): void {
    for (const socket of [client, upstream]) {
      this.sockets.add(socket)
      socket.setNoDelay()
      socket.on('error', () => {})
      socket.once('close', () => {
        this.sockets.delete(socket)
        client.destroy()
        upstream.destroy()
      })
    }
    client.on('data', (bytes) => this.pass(bytes, upstream))
    upstream.on('data', (bytes) => {
      if (!this.isDeaf) this.pass(bytes, client)
    })
  }

  private pass(bytes: Uint8Array, to: Socket): void {
    if (to.destroyed) return
    const isLast = bytes.length > this.bytesLeft
    to.write(bytes.subarray(0, this.bytesLeft))
    this.bytesLeft -= bytes.length
    if (isLast) this.cut()
  }
}
