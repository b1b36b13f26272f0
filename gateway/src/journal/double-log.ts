// The log of replicated mode: a frame is durable when it is in the stream and on this disk, which is
// written while the stream is asked.
import type { Log } from '../ports.js'

export class DoubleLog implements Log {
  constructor(
    private readonly stream: Log,
    private readonly file: Log,
  ) {}

  begin(sequence: number, frame: Uint8Array, chain: Uint8Array): void {
    this.stream.begin(sequence, frame, chain)
    this.file.begin(sequence, frame, chain)
  }

  finish(): void {
    this.file.finish()
    this.stream.finish()
  }

  get isRollDue(): boolean {
    return this.stream.isRollDue
  }
}
