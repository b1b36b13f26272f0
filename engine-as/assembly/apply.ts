// One frame after the other: walks its commands, asks who may speak, and stops where the output is
// full or the step budget is spent.
import { Agenda } from './agenda'
import { Ahead } from './ahead'
import { Assets } from './assets'
import { Auction } from './auction'
import { Benchmark } from './benchmark'
import { Budget } from './budget'
import { ClientIds } from './client-ids'
import { Dispatch } from './dispatch'
import { answerRepeated, answerUnderWay, Emit } from './emit'
import {
  Configure,
  commandBytesMax,
  commandIndexOwn,
  commandIndexResumed,
  commandSizes,
  framePayloadBytesMax,
  OutcomeStatus,
  Reject,
  Rules,
} from './generated/protocol'
import { header } from './header'
import { Sessions } from './sessions'
import { phaseIdle, phaseMatch, Work } from './work'
import { workOwn } from './work-flags'

export const runDone: u32 = 0
export const runDrain: u32 = 1

/** The benchmark's kinds are the lowest, and have no head. */
const benchmarkKindMax: u8 = 2
const benchmarkBytes: u32 = 40

export class Apply {
  /** Moves what is left of earlier frames to the front; returns where the new commands belong. */
  static inputAddress(): u32 {
    const left = header.inputEnd - header.inputCursor
    memory.copy(header.input, header.inputCursor, left)
    header.inputCursor = header.input
    header.inputEnd = header.input + left
    return header.inputEnd
  }

  static begin(sequence: u64, timestampUs: u64, commandsBytes: u32, isEpoch: bool): void {
    assert(sequence > header.sequence) // frames come in order
    assert(timestampUs >= header.timestampUs) // time never goes back
    assert(commandsBytes <= framePayloadBytesMax)
    if (header.inputCursor == header.inputEnd) {
      header.inputCursor = header.input
      header.inputEnd = header.input
    }
    assert(header.inputEnd - header.input <= framePayloadBytesMax) // the budget left no more
    header.sequence = sequence
    header.timestampUs = timestampUs
    header.freshInput = header.inputEnd
    header.inputEnd += commandsBytes
    header.nextCommandIndex = 0
    header.commandIndex = Apply.isOwnUnderWay() ? commandIndexOwn : commandIndexResumed
    header.indicateNext = 0
    header.malformed = 0
    header.stepsLeft = header.configured != 0 ? header.stepsPerFrameMax : u32.MAX_VALUE
    if (header.rules == (Rules.benchmark as u32)) Benchmark.cutMalformed(commandsBytes)
    else Apply.cutMalformed()
    Ahead.begin()
    Agenda.begin(isEpoch)
  }

  static isOwnUnderWay(): bool {
    return header.phase >= phaseMatch && (header.workFlags & workOwn) != 0
  }

  /** A frame ends where its bytes stop being records. */
  static cutMalformed(): void {
    const areNamesMany = Ahead.areNamesMany()
    let at = header.freshInput
    while (at < header.inputEnd) {
      const length = Apply.recordBytes(at)
      if (length == 0) {
        header.inputEnd = at
        header.malformed = 1
        return
      }
      Ahead.glance(at, areNamesMany)
      at += length
    }
  }

  /** Bytes of the record at an address, 0 when there is none. */
  @inline
  static recordBytes(at: u32): u32 {
    const left = header.inputEnd - at
    if (left < 8) return 0
    if (load<u8>(at) <= benchmarkKindMax) return left < benchmarkBytes ? 0 : benchmarkBytes
    const length = load<u16>(at, 2) as u32
    if (length < 32 || length > commandBytesMax || (length & 7) != 0 || length > left) return 0
    return length
  }

  /** Bytes of a record that is whole. */
  @inline
  static wholeBytes(command: Configure): u32 {
    return command.kind <= benchmarkKindMax ? benchmarkBytes : (command.sizeBytes as u32)
  }

  /** Works on; `runDrain` = hand the output over and call again. */
  static run(): u32 {
    header.outputCursor = header.output
    while (true) {
      if (header.phase >= phaseMatch) {
        if (Work.advance()) continue
        if (Emit.isFull()) return runDrain
        break
      }
      if (header.agenda != 0) {
        if (Budget.isSpent()) break
        if (Emit.isFull()) return runDrain
        Agenda.step()
        continue
      }
      if (header.rules == (Rules.benchmark as u32) && !Benchmark.run()) return runDrain
      if (header.inputCursor >= header.inputEnd || Budget.isSpent()) break
      if (Emit.isFull()) return runDrain
      Apply.next()
    }
    if (header.auctions != 0 && !Apply.hasUnfinishedWork() && !Auction.indicate()) return runDrain
    Apply.endFrame()
    return runDone
  }

  static endFrame(): void {
    if (header.malformed != 0) {
      header.commandIndex = header.nextCommandIndex
      Apply.nameNobody()
      Emit.outcome(OutcomeStatus.rejected, Reject.internalError, 0)
    }
    Assets.assertConserved()
  }

  /** An outcome of what has no readable head. */
  static nameNobody(): void {
    header.outcomeSession = 0
    header.outcomeLane = 0
    header.outcomeLaneSequence = 0
  }

  static next(): void {
    const at = header.inputCursor
    if (at >= header.aheadUntil) Ahead.look()
    const command = changetype<Configure>(at)
    header.inputCursor = at + Apply.wholeBytes(command)
    header.commandIndex = at < header.freshInput ? commandIndexResumed : header.nextCommandIndex++
    header.outcomeResult = 0
    let answer: u32
    if (command.kind <= benchmarkKindMax) {
      Apply.nameNobody()
      answer = Reject.rulesMustAllowCommand
    } else {
      header.outcomeSession = command.session
      header.outcomeLane = command.lane
      header.outcomeLaneSequence = command.laneSequence
      answer = Apply.admit(command)
      if (answer == Reject.none) answer = Dispatch.run(command)
    }
    Apply.answer(answer)
  }

  @inline
  static answer(answer: u32): void {
    if (answer == answerUnderWay) return
    const result = header.outcomeResult
    if (answer == 0) Emit.outcome(OutcomeStatus.done, Reject.none, result)
    else if (answer == answerRepeated) Emit.outcome(OutcomeStatus.repeated, Reject.none, result)
    else Emit.outcome(OutcomeStatus.rejected, answer, 0)
  }

  /** What is asked of every command, before it is looked at. */
  @inline
  static admit(command: Configure): Reject {
    const kind = command.kind
    if (command.sizeBytes != load<u16>(commandSizes + ((kind as usize) << 1)))
      return Reject.commandMustBeKnown
    if (header.rules == (Rules.benchmark as u32) && kind != Configure.KIND)
      return Reject.rulesMustAllowCommand
    const reject = Sessions.admit(command.session, command.lane, command.laneSequence)
    if (reject != Reject.none) return reject
    if (header.configured == 0 && kind != Configure.KIND) return Reject.configurationMustComeFirst
    ClientIds.expire()
    return Reject.none
  }

  static hasUnfinishedWork(): bool {
    return header.phase != phaseIdle || header.agenda != 0 || header.inputCursor < header.inputEnd
  }
}
