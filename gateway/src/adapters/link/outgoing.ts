// The commands of one lane on their way to the core: what was put, and what credits let go.
import { commandSizes, limits } from '@openbell/protocol'
import { bundleBytesMax, creditsAtStart, FrameKind, frameOf, headBytes } from './wire.js'

const firstBytes = 64 * 1024

export class OutgoingLane {
  /** Records that wait, from `start` to `end`; grows up to a link's slots. */
  private bytes = new Uint8Array(firstBytes)
  private start = 0
  private end = 0
  private count = 0
  private credits = creditsAtStart

  constructor(private readonly lane: number) {}

  /** A new connection: nothing waits, and the first credits are there. */
  reset(): void {
    this.start = 0
    this.end = 0
    this.count = 0
    this.credits = creditsAtStart
  }

  /** False where as many wait as an edge may have under way. */
  put(command: Uint8Array): boolean {
    if (this.count >= limits.linkSlots) return false
    if (this.end + command.length > this.bytes.length) this.makeRoom(command.length)
    this.bytes.set(command, this.end)
    this.end += command.length
    this.count++
    return true
  }

  grant(credits: number): void {
    this.credits += credits
  }

  /** The next bundle, as a frame; undefined where nothing waits or no credits are left. */
  next(): Uint8Array | undefined {
    let end = this.start
    let count = 0
    while (count < this.credits && end < this.end) {
      const sizeBytes = commandSizes[this.bytes[end]]
      if (end + sizeBytes - this.start > bundleBytesMax) break
      end += sizeBytes
      count++
    }
    if (count === 0) return undefined
    const frame = frameOf(FrameKind.commands, end - this.start, undefined, this.lane)
    frame.set(this.bytes.subarray(this.start, end), headBytes)
    this.start = end
    this.count -= count
    this.credits -= count
    if (this.start === this.end) this.start = this.end = 0
    return frame
  }

  private makeRoom(bytes: number): void {
    const waiting = this.bytes.subarray(this.start, this.end)
    if (waiting.length + bytes > this.bytes.length / 2) {
      const larger = new Uint8Array(2 * this.bytes.length)
      larger.set(waiting)
      this.bytes = larger
    } else this.bytes.copyWithin(0, this.start, this.end)
    this.end = waiting.length
    this.start = 0
  }
}
