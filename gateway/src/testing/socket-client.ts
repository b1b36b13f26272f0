// A web socket of the dialect in a few lines, for tests: asks, and keeps what its streams bring.
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { ApiKey } from './api-client.js'

/** A message of a stream, in the field letters of the dialect. */
export type StreamMessage = Readonly<Record<string, unknown>>

export class SocketClient {
  /** Of all streams, in the order in which they came. */
  readonly messages: StreamMessage[] = []
  private lastId = 0
  private readonly asked = new Map<unknown, (result: unknown) => void>()

  private constructor(private readonly socket: WebSocket) {
    socket.on('error', () => {})
    socket.on('message', (data) => this.onMessage(JSON.parse(String(data))))
  }

  /** Speaks for the owner of a key. */
  static async open(address: string, { apiKey, secret }: ApiKey): Promise<SocketClient> {
    const client = new SocketClient(new WebSocket(`${address.replace('http', 'ws')}/ws`))
    await once(client.socket, 'open')
    const timestamp = Date.now()
    const signed = `apiKey=${apiKey}&timestamp=${timestamp}`
    const signature = createHmac('sha256', secret).update(signed).digest('hex')
    await client.ask('AUTHENTICATE', { apiKey, timestamp, signature })
    return client
  }

  get isOpen(): boolean {
    return this.socket.readyState === WebSocket.OPEN
  }

  /** The result of a request; undefined where it was refused. */
  ask(method: string, params: unknown = {}): Promise<unknown> {
    const id = ++this.lastId
    this.socket.send(JSON.stringify({ method, params, id }))
    return new Promise((resolve) => this.asked.set(id, resolve))
  }

  ofEvent(name: string): StreamMessage[] {
    return this.messages.filter(({ e }) => e === name)
  }

  close(): void {
    this.socket.terminate()
  }

  private onMessage(message: StreamMessage): void {
    const answer = this.asked.get(message.id)
    if (!answer) this.messages.push(message)
    this.asked.delete(message.id)
    answer?.(message.result)
  }
}
