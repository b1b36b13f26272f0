// One pull consumer from a sequence on, until it ends or stalls: at most one pull is open at a time.
import {
  AckPolicy,
  createInbox,
  DeliverPolicy,
  type JetStreamManager,
  type Msg,
  type NatsConnection,
  nanos,
  ReplayPolicy,
  type Subscription,
} from 'nats'

export interface PulledMessage {
  /** Of the stream. */
  readonly sequence: number
  readonly data: Uint8Array
  /** Messages of the stream behind this one, when it was sent. */
  readonly pending: number
}

/** One pull ends with whichever comes first. */
const pullMessages = 512
const pullBytes = 8 * 1024 * 1024
const pullMs = 5_000
const heartbeatMs = 500
/** Without a message or a heartbeat for so long, the consumer counts as lost. */
const silenceMs = 2_000
/** A consumer whose reader has died is removed by the server. */
const inactiveMs = 30_000

const heartbeat = 100
const pullIsOver = new Set([404, 408])
const batchCompleted = /batch completed|exceeds maxbytes/i

export class PullConsumer {
  private waiting: PulledMessage[] = []
  private wake: () => void = () => {}
  private isPulling = false
  private isOver = false
  private isAtRest = false
  /** Each pull has a subject of its own, so that a late word on one is not taken for the next. */
  private pulls = 0
  /** What the open pull has brought. */
  private pulled = 0
  private readonly inbox: string
  private readonly subscription: Subscription

  private constructor(
    private readonly connection: NatsConnection,
    private readonly manager: JetStreamManager,
    private readonly stream: string,
    private readonly name: string,
  ) {
    this.inbox = createInbox()
    this.subscription = connection.subscribe(`${this.inbox}.*`, {
      callback: (error, message) => (error ? this.end() : this.take(message)),
    })
  }

  static async open(
    connection: NatsConnection,
    manager: JetStreamManager,
    stream: string,
    sequence: number,
  ): Promise<PullConsumer> {
    const { name } = await manager.consumers.add(stream, {
      ack_policy: AckPolicy.None,
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: sequence,
      replay_policy: ReplayPolicy.Instant,
      inactive_threshold: nanos(inactiveMs),
      mem_storage: true,
      num_replicas: 1,
    })
    return new PullConsumer(connection, manager, stream, name)
  }

  /**
   * What has come, nothing where the server only says that it lives. Ends where the consumer is gone, has been silent
   * for too long, or a whole pull has brought nothing, so that the caller looks at the stream; then it
   * may be asked again.
   */
  async *messages(signal: AbortSignal): AsyncGenerator<readonly PulledMessage[]> {
    const onAbort = () => this.end()
    signal.addEventListener('abort', onAbort, { once: true })
    try {
      this.isAtRest = false
      while (!this.isOver && !this.isAtRest) {
        if (this.waiting.length > 0) {
          const messages = this.waiting
          this.waiting = []
          yield messages
          continue
        }
        if (!this.isPulling) this.pull()
        if (!(await this.untilSomething())) return
        if (!this.isOver && this.waiting.length === 0) yield []
      }
    } finally {
      signal.removeEventListener('abort', onAbort)
    }
  }

  /** Whether it has ended in good order: there was nothing for the time of a pull. */
  get isIdle(): boolean {
    return this.isAtRest && !this.isOver
  }

  close(): void {
    this.end()
    this.subscription.unsubscribe()
    // The server would remove it by itself a little later.
    this.manager.consumers.delete(this.stream, this.name).catch(() => {})
  }

  private get pullInbox(): string {
    return `${this.inbox}.${this.pulls}`
  }

  private pull(): void {
    const request = {
      batch: pullMessages,
      max_bytes: pullBytes,
      expires: nanos(pullMs),
      idle_heartbeat: nanos(heartbeatMs),
    }
    this.isPulling = true
    this.pulled = 0
    this.pulls++
    const subject = `$JS.API.CONSUMER.MSG.NEXT.${this.stream}.${this.name}`
    this.connection.publish(subject, JSON.stringify(request), { reply: this.pullInbox })
  }

  private take(message: Msg): void {
    const place = placeOf(message.reply)
    if (place) {
      this.waiting.push({ ...place, data: message.data })
      this.pulled++
      if (this.pulled === pullMessages) this.isPulling = false
    } else if (message.subject === this.pullInbox) {
      this.takeStatus(message.headers?.code ?? 0, message.headers?.description ?? '')
    }
    this.wake()
  }

  private takeStatus(code: number, description: string): void {
    if (code === heartbeat) return
    if (pullIsOver.has(code) || batchCompleted.test(description)) {
      this.isPulling = false
      this.isAtRest = this.pulled === 0
    } else {
      this.isOver = true
    }
  }

  private end(): void {
    this.isOver = true
    this.wake()
  }

  /** Resolves when a message, a heartbeat or the end has come: false where none did for too long. */
  private untilSomething(): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), silenceMs)
      this.wake = () => {
        clearTimeout(timer)
        this.wake = () => {}
        resolve(true)
      }
    })
  }
}

/** From a reply such as `$JS.ACK.stream.consumer.deliveries.sequence.delivery.time.pending`. */
function placeOf(reply: string | undefined): { sequence: number; pending: number } | undefined {
  if (!reply?.startsWith('$JS.ACK.')) return undefined
  const tokens = reply.split('.')
  // With a domain and an account before the stream, it is longer by two, and may end with one more.
  const at = tokens.length === 9 ? 5 : 7
  return { sequence: Number(tokens[at]), pending: Number(tokens[at + 3]) }
}
