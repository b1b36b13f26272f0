// Messages under way to one stream, each expecting the one before: many at once, in order, within bounds.
import type { AcknowledgedPublisher } from './acknowledged.js'
import type { Generation } from './streams.js'

/** Bounds of what is sent and not yet acknowledged. */
const messagesMax = 64
const bytesMax = 8 * 1024 * 1024

export class Flight {
  private readonly under: Promise<void>[] = []
  private bytes = 0
  private failure: unknown

  /** Begins behind the message `slot` of a generation. */
  constructor(
    private readonly publisher: AcknowledgedPublisher,
    private generation: Generation,
    private slot: number,
    /** Told in order: this message, and so every one before, is in the stream. */
    private readonly onStored: (sequence: number) => void,
  ) {}

  /**
   * Sends a message when there is room for it; one that fails takes all behind it with it.
   * @param sequence handed to `onStored`
   * @throws whatever a message before has failed with
   */
  async send(bytes: Uint8Array, sequence: number): Promise<void> {
    while (this.under.length >= messagesMax || this.bytes > bytesMax) await this.under[0]
    if (this.failure !== undefined) throw this.failure
    const { subject, name } = this.generation
    const lastSequence = this.slot++
    this.bytes += bytes.length
    const sending = this.publisher.publish({ subject, stream: name, lastSequence }, bytes).then(
      () => {
        if (this.failure === undefined) this.onStored(sequence)
      },
      (error) => {
        this.failure ??= error
      },
    )
    const settled = sending.then(() => {
      this.under.shift()
      this.bytes -= bytes.length
    })
    this.under.push(settled)
  }

  /** Waits for everything that was sent. @throws what one of them has failed with */
  async land(): Promise<void> {
    await Promise.all(this.under)
    if (this.failure !== undefined) throw this.failure
  }

  /** Goes on in an empty stream; nothing may be under way. */
  begin(generation: Generation): void {
    this.generation = generation
    this.slot = 0
  }
}
