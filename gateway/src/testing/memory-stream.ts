// The stream of the replicated log in memory: every frame has one place, and who comes second is told.
import { DeposedError, type Log } from '../ports.js'

export class MemoryStream {
  readonly frames: Uint8Array[] = []

  /** One of several writers, as each process has its own. */
  writer(): Log {
    let sequence = 0
    let isMine = false
    return {
      isRollDue: false,
      begin: (next, frame) => {
        sequence = next
        isMine = this.frames.length === next - 1
        if (isMine) this.frames.push(frame.slice())
      },
      finish: () => {
        if (!isMine) throw new DeposedError(sequence)
      },
    }
  }
}
