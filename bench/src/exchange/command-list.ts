// Commands encoded one behind another in one piece: no object is kept of any.
import { GrowingBytes } from '../growing-bytes.js'

interface Layout<Record_> {
  readonly sizeBytes: number
  write(view: DataView, at: number, record: Record_): void
}

export class CommandList {
  private readonly bytes = new GrowingBytes()
  /** Where each command begins. */
  private starts: number[] = []

  get count(): number {
    return this.starts.length
  }

  add<Record_>(layout: Layout<Record_>, record: Record_): void {
    const at = this.bytes.extend(layout.sizeBytes)
    this.starts.push(at)
    layout.write(this.bytes.view, at, record)
  }

  /** All commands, `size` a batch; valid until the next `add`. */
  batches(size: number): Uint8Array[] {
    const { starts } = this
    const { written } = this.bytes
    return Array.from({ length: Math.ceil(starts.length / size) }, (_, index) =>
      written.subarray(starts[index * size], starts[(index + 1) * size]),
    )
  }

  clear(): void {
    this.starts = []
    this.bytes.length = 0
  }
}
