// A way to a server that can be cut without either end being told, as networks do.
import { once } from 'node:events'
import { type AddressInfo, createServer, connect as dial, type Server, type Socket } from 'node:net'

export class Relay {
  private readonly pairs = new Set<readonly [Socket, Socket]>()
  private isCut = false

  private constructor(
    private readonly server: Server,
    private target: URL,
  ) {}

  /** Listens on a free port, and leads to the server of an address. */
  static async open(targetUrl: string): Promise<Relay> {
    const server = createServer()
    const relay = new Relay(server, new URL(targetUrl))
    server.on('connection', (socket) => relay.join(socket))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return relay
  }

  /** The server's address by this way. */
  get url(): string {
    return `${this.target.protocol}//${this.address}`
  }

  /** The same without the protocol. */
  get address(): string {
    const { port } = this.server.address() as AddressInfo
    return `127.0.0.1:${port}`
  }

  /** New connections lead to another address. */
  aim(targetUrl: string): void {
    this.target = new URL(targetUrl)
  }

  /** From now on nothing comes through, and no connection ends: new ones are taken and hear nothing. */
  cut(): void {
    this.isCut = true
    for (const pair of this.pairs) for (const socket of pair) socket.pause()
  }

  mend(): void {
    this.isCut = false
    for (const pair of this.pairs) for (const socket of pair) socket.resume()
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close')
    this.server.close()
    for (const pair of this.pairs) for (const socket of pair) socket.destroy()
    await closed
  }

  private join(near: Socket): void {
    const far = dial(Number(this.target.port), this.target.hostname)
    const pair = [near, far] as const
    this.pairs.add(pair)
    for (const [from, to] of [pair, [far, near] as const]) {
      from.pipe(to)
      from.on('error', () => to.destroy())
      from.on('close', () => {
        to.destroy()
        this.pairs.delete(pair)
      })
      if (this.isCut) from.pause()
    }
  }
}
