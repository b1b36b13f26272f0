// The step budget: how many fills and cancels one frame may work off. What it leaves is done at the
// head of the next frame; it never leaves more than one frame's worth of commands.
import { framePayloadBytesMax } from './generated/protocol'
import { header } from './header'

export class Budget {
  /** Whether the rest must wait for the next frame. */
  @inline
  static isSpent(): bool {
    return header.stepsLeft == 0 && header.inputEnd - header.inputCursor <= framePayloadBytesMax
  }

  /** Takes one step; false = none is left. */
  @inline
  static spend(): bool {
    if (Budget.isSpent()) return false
    Budget.take()
    return true
  }

  /** Takes one step of what has to be done in any case. */
  @inline
  static take(): void {
    if (header.stepsLeft != 0) header.stepsLeft--
  }
}
