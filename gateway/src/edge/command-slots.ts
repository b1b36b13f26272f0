// Room for the bytes of commands under way, one slot each, so that they can be sent again; memory is
// taken as it is needed, never given back to the system, and used again the last first.
import { limits } from '@openbell/protocol'

const slotsPerPage = 64
const pageBytes = slotsPerPage * limits.commandBytesMax

export class CommandSlots {
  private readonly pages: DataView[] = []
  private readonly free: number[] = []

  /** A slot that nobody has; who takes it bounds how many there are. */
  take(): number {
    if (this.free.length === 0) this.grow()
    return this.free.pop() as number
  }

  give(slot: number): void {
    this.free.push(slot)
  }

  /** What a slot lies in, from `offsetOf` on. */
  viewOf(slot: number): DataView {
    return this.pages[Math.floor(slot / slotsPerPage)]
  }

  offsetOf(slot: number): number {
    return (slot % slotsPerPage) * limits.commandBytesMax
  }

  /** The first bytes of a slot; valid while it is taken. */
  bytesOf(slot: number, sizeBytes: number): Uint8Array {
    return new Uint8Array(this.viewOf(slot).buffer, this.offsetOf(slot), sizeBytes)
  }

  private grow(): void {
    const first = this.pages.length * slotsPerPage
    this.pages.push(new DataView(new ArrayBuffer(pageBytes)))
    for (let slot = first + slotsPerPage - 1; slot >= first; slot--) this.free.push(slot)
  }
}
