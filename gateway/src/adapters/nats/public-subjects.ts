// Public market data on plain subjects, of which no stream keeps anything: `openbell.public.BTCUSDT.trade`.
import type { PublicKind, PublicSubjects } from '../../ports.js'
import type { NatsClient } from './connect.js'

/** What the server may not have taken yet; beyond that messages are dropped. */
const pendingBytesMax = 4 * 1024 * 1024

export class NatsPublicSubjects implements PublicSubjects {
  readonly counts = { messagesSent: 0, dropped: 0 }
  #pendingBytes = 0
  #isAsking = false

  /** @param prefix the streams' own */
  constructor(
    private readonly client: NatsClient,
    private readonly prefix: string,
    readonly isOurs: () => boolean,
  ) {}

  put(symbol: string, kind: PublicKind, json: string): void {
    const bytes = Buffer.from(json)
    if (!this.#hasRoom(bytes.length)) {
      this.counts.dropped++
      return
    }
    this.client.connection.publish(`${this.prefix}.public.${symbol}.${kind}`, bytes)
    this.counts.messagesSent++
    this.#pendingBytes += bytes.length
    if (!this.#isAsking) void this.#ask()
  }

  /** The client itself would take everything, and keep it for a server that is away. */
  #hasRoom(sizeBytes: number): boolean {
    const { isConnected, connection } = this.client
    if (!isConnected || sizeBytes > (connection.info?.max_payload ?? 0)) return false
    return this.#pendingBytes + sizeBytes <= pendingBytesMax
  }

  /** Its answer says that the server has taken what was sent before. */
  async #ask(): Promise<void> {
    this.#isAsking = true
    while (this.#pendingBytes > 0) {
      const askedBytes = this.#pendingBytes
      // A connection that breaks has dropped them.
      await this.client.connection.flush().catch(() => {})
      this.#pendingBytes -= askedBytes
    }
    this.#isAsking = false
  }
}
