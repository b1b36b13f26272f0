// Collects events as the bytes that the protocol gives them.

interface EventLayout<Event> {
  readonly kind: number
  readonly sizeBytes: number
  write(view: DataView, at: number, event: Event): void
}

/** The events of one frame. */
export class EventWriter {
  /** That the next events carry. */
  commandIndex = 0
  private buffer = new Uint8Array(1 << 16)
  private view = new DataView(this.buffer.buffer)
  private length = 0

  /** Appends an event; flags are 0 where none are given. */
  emit<Event extends { flags: number; commandIndex: number }>(
    layout: EventLayout<Event>,
    event: Omit<Event, 'flags' | 'commandIndex'> & { flags?: number },
  ): void {
    if (this.length + layout.sizeBytes > this.buffer.length) this.grow()
    const { commandIndex } = this
    layout.write(this.view, this.length, { flags: 0, commandIndex, ...event } as unknown as Event)
    this.length += layout.sizeBytes
  }

  /** The bytes since the last call; valid until the next event. */
  take(): Uint8Array {
    const bytes = this.buffer.subarray(0, this.length)
    this.length = 0
    return bytes
  }

  private grow(): void {
    const larger = new Uint8Array(this.buffer.length * 2)
    larger.set(this.buffer)
    this.buffer = larger
    this.view = new DataView(larger.buffer)
  }
}
