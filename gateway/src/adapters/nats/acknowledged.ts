// Messages to streams, and their acknowledgements over one subscription that stands: the library makes a
// request of each message, which costs as much again as all else that a client does for it.
import { createInbox, ErrorCode, headers, type Msg, type NatsConnection, NatsError } from 'nats'

/** The place of a message, and its name there. */
export interface Slot {
  readonly subject: string
  readonly stream: string
  /** The message is taken only behind this one. */
  readonly lastSequence: number
  /** Its repetition within the stream's window is answered as a duplicate, or as too late for its place. */
  readonly messageId?: string
}

interface Waiting {
  readonly resolve: (sequence: number) => void
  readonly reject: (error: unknown) => void
  readonly timer: NodeJS.Timeout
}

/** Whoever publishes bounds how many messages are under way. */
export class AcknowledgedPublisher {
  private readonly inbox = createInbox()
  private readonly waiting = new Map<number, Waiting>()
  private sent = 0

  constructor(
    private readonly connection: NatsConnection,
    private readonly timeoutMs: number,
  ) {
    const callback = (error: NatsError | null, answer: Msg) => this.hear(error, answer)
    connection.subscribe(`${this.inbox}.*`, { callback })
  }

  /**
   * Resolves with the sequence of the message in its stream.
   * @throws NatsError where the stream refuses it, where nobody answers in time, or where it cannot be sent
   */
  async publish(slot: Slot, bytes: Uint8Array): Promise<number> {
    const number = ++this.sent
    const reply = `${this.inbox}.${number}`
    this.connection.publish(slot.subject, bytes, { headers: headersOf(slot), reply })
    return new Promise((resolve, reject) => {
      const late = () => {
        this.waiting.delete(number)
        reject(NatsError.errorForCode(ErrorCode.Timeout))
      }
      this.waiting.set(number, { resolve, reject, timer: setTimeout(late, this.timeoutMs) })
    })
  }

  /** An answer that comes late finds nobody who waits. */
  private hear(error: NatsError | null, answer: Msg): void {
    if (error) {
      for (const number of [...this.waiting.keys()]) this.settle(number)?.reject(error)
      return
    }
    const waiting = this.settle(Number(answer.subject.slice(this.inbox.length + 1)))
    if (!waiting) return
    try {
      waiting.resolve(sequenceIn(answer))
    } catch (refusal) {
      waiting.reject(refusal)
    }
  }

  private settle(number: number): Waiting | undefined {
    const waiting = this.waiting.get(number)
    if (!waiting) return undefined
    this.waiting.delete(number)
    clearTimeout(waiting.timer)
    return waiting
  }
}

function headersOf({ stream, lastSequence, messageId }: Slot) {
  const made = headers()
  if (messageId !== undefined) made.set('Nats-Msg-Id', messageId)
  made.set('Nats-Expected-Stream', stream)
  made.set('Nats-Expected-Last-Sequence', String(lastSequence))
  return made
}

/** @throws NatsError as the stream has refused it */
function sequenceIn(answer: Msg): number {
  if (answer.data.length === 0 && answer.headers?.code === 503)
    throw NatsError.errorForCode(ErrorCode.NoResponders)
  const { seq, error } = answer.json<{
    seq?: number
    error?: { code: number; err_code: number; description: string }
  }>()
  if (error) {
    const refusal = new NatsError(error.description, String(error.code))
    refusal.api_error = error
    throw refusal
  }
  if (!seq) throw NatsError.errorForCode(ErrorCode.JetStreamInvalidAck)
  return seq
}
