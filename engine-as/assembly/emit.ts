// The output: events are written here until the host takes them.
import { Outcome, OutcomeStatus, Reject } from './generated/protocol'
import { header } from './header'

/** More than one step of any command writes; below this much room the core stops and is drained. */
export const burstBytes: u32 = 2048

/** What a command's code returns when it was a retry; a Reject when it was refused, 0 when done. */
export const answerRepeated: u32 = 0x10000
/** The command goes on by phases and sends its own outcome. */
export const answerUnderWay: u32 = 0x20000

export class Emit {
  /** Whether the host must take what is there before the next step. */
  @inline
  static isFull(): bool {
    return header.outputCursor > header.outputMark
  }

  /** Room for a record whose head is filled in. Every other byte is the caller's to write. */
  @inline
  static event(kind: u8, sizeBytes: u32, flags: u32 = 0): usize {
    const at = header.outputCursor as usize
    assert((at as u32) + sizeBytes <= header.outputEnd) // the mark leaves room for a burst
    header.outputCursor = (at as u32) + sizeBytes
    store<u32>(at, (kind as u32) | (flags << 8) | (sizeBytes << 16))
    store<u32>(at, header.commandIndex, 4)
    return at
  }

  /** The one answer to the command under way. */
  static outcome(status: OutcomeStatus, reject: Reject, result: u64): void {
    Emit.outcomeNow(status, reject, result)
  }

  @inline
  static outcomeNow(status: OutcomeStatus, reject: Reject, result: u64): void {
    const event = changetype<Outcome>(Emit.event(Outcome.KIND, Outcome.SIZE))
    event.session = header.outcomeSession
    event.lane = header.outcomeLane as u8
    event.status = status as u8
    event.reject = reject as u16
    event.laneSequence = header.outcomeLaneSequence
    event.result = result
  }
}
