// One message into one slot of a stream, whose outcome is settled exactly, however often the answer is lost.
import type { JetStreamManager } from 'nats'
import type { AppendOutcome, LogCondition } from '../../ports.js'
import { AcknowledgedPublisher } from './acknowledged.js'
import { Backoff } from './backoff.js'
import type { NatsClient } from './connect.js'
import {
  apiCode,
  errorText,
  isFinal,
  isFull,
  noMessageFound,
  StreamDamagedError,
  wrongLastSequence,
} from './errors.js'
import type { Generation } from './streams.js'

const publishTimeoutMs = 1_000

export class Publication {
  private readonly publisher: AcknowledgedPublisher

  constructor(
    private readonly client: NatsClient,
    private readonly manager: JetStreamManager,
    private readonly signal: AbortSignal,
    private readonly become: (condition: LogCondition, why: string) => void,
  ) {
    this.publisher = new AcknowledgedPublisher(client.connection, publishTimeoutMs)
  }

  /**
   * Repeats the same bytes with the same expectation until the slot is known to hold them or another's.
   * That nothing can be read there is never evidence of anything.
   */
  async settle(
    generation: Generation,
    bytes: Uint8Array,
    messageId: string,
    slot: number,
  ): Promise<AppendOutcome> {
    const backoff = new Backoff(this.signal)
    for (;;) {
      if (!this.client.isConnected) this.become('unreachable', 'there is no connection')
      await this.client.untilConnected(this.signal)
      const outcome = await this.attempt(generation, bytes, messageId, slot)
      if (outcome) return outcome
      await backoff.wait()
    }
  }

  private async attempt(
    generation: Generation,
    bytes: Uint8Array,
    messageId: string,
    slot: number,
  ): Promise<AppendOutcome | undefined> {
    const { name, subject } = generation
    try {
      const place = { subject, stream: name, lastSequence: slot - 1, messageId }
      const taken = await this.publisher.publish(place, bytes)
      if (taken === slot) return 'committed'
      throw new StreamDamagedError(name, taken, `it holds what belongs to message ${slot}`)
    } catch (error) {
      this.signal.throwIfAborted()
      if (error instanceof StreamDamagedError || isFinal(error)) throw error
      if (apiCode(error) === wrongLastSequence) return this.readSlot(name, slot, bytes)
      const condition = isFull(error) ? 'full' : 'unreachable'
      this.become(condition, `${name}: ${errorText(error)}`)
      return undefined
    }
  }

  private async readSlot(
    stream: string,
    slot: number,
    bytes: Uint8Array,
  ): Promise<AppendOutcome | undefined> {
    try {
      const { data } = await this.manager.streams.getMessage(stream, { seq: slot })
      return Buffer.compare(data, bytes) === 0 ? 'committed' : 'deposed'
    } catch (error) {
      this.signal.throwIfAborted()
      const isMissing = apiCode(error) === noMessageFound
      this.become(isMissing ? 'behind' : 'unreachable', `${stream}: ${errorText(error)}`)
      return undefined
    }
  }
}
