// One frame after the other: walks its commands, asks who may speak, dispatches, and stops where the
// output is full or the step budget is spent.
import { Accounts } from './accounts'
import { Assets } from './assets'
import { Benchmark } from './benchmark'
import { Budget } from './budget'
import { Cancel } from './cancel'
import { ClientIds } from './client-ids'
import { Configuration } from './configure'
import { answerRepeated, answerUnderWay, Emit } from './emit'
import {
  CancelAllOrders,
  CancelOrder,
  Configure,
  commandBytesMax,
  commandIndexResumed,
  Deposit,
  FreezeAccount,
  framePayloadBytesMax,
  ListAsset,
  ListMarket,
  OpenAccount,
  OpenSession,
  OutcomeStatus,
  PlaceOrder,
  Reject,
  Rules,
  SetAccountTier,
  SetFeeTier,
  SetMarketState,
  Withdraw,
} from './generated/protocol'
import { header } from './header'
import { Markets } from './markets'
import { Money } from './money'
import { Place } from './place'
import { Sessions } from './sessions'
import { Tiers } from './tiers'
import { phaseIdle, phaseMatch, Work } from './work'

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

  static begin(sequence: u64, timestampUs: u64, commandsBytes: u32): void {
    assert(sequence > header.sequence) // frames come in order
    assert(timestampUs >= header.timestampUs) // time never goes back
    assert(commandsBytes <= framePayloadBytesMax)
    assert(header.inputEnd - header.input <= framePayloadBytesMax) // the budget left no more
    header.sequence = sequence
    header.timestampUs = timestampUs
    header.freshInput = header.inputEnd
    header.inputEnd += commandsBytes
    header.nextCommandIndex = 0
    header.commandIndex = commandIndexResumed
    header.malformed = 0
    header.stepsLeft = header.configured != 0 ? header.stepsPerFrameMax : u32.MAX_VALUE
    if (header.rules != (Rules.benchmark as u32)) Apply.cutMalformed()
  }

  /** A frame ends where its bytes stop being records. */
  static cutMalformed(): void {
    let at = header.freshInput
    while (at < header.inputEnd) {
      const length = Apply.recordBytes(at)
      if (length == 0) {
        header.inputEnd = at
        header.malformed = 1
        return
      }
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

  /** Works on; `runDrain` = hand the output over and call again. */
  static run(): u32 {
    header.outputCursor = header.output
    while (true) {
      if (header.phase >= phaseMatch && !Work.advance()) {
        if (Emit.isFull()) return runDrain
        break
      }
      if (header.rules == (Rules.benchmark as u32) && !Benchmark.run()) return runDrain
      if (header.inputCursor >= header.inputEnd || Budget.isSpent()) break
      if (Emit.isFull()) return runDrain
      Apply.next()
    }
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
    const length = Apply.recordBytes(at)
    if (length == 0) {
      header.inputCursor = header.inputEnd
      header.malformed = 1
      return
    }
    header.inputCursor = at + length
    header.commandIndex = at < header.freshInput ? commandIndexResumed : header.nextCommandIndex++
    header.outcomeResult = 0
    const command = changetype<Configure>(at)
    let answer: u32
    if (command.kind <= benchmarkKindMax) {
      Apply.nameNobody()
      answer = Reject.rulesMustAllowCommand
    } else {
      header.outcomeSession = command.session
      header.outcomeLane = command.lane
      header.outcomeLaneSequence = command.laneSequence
      answer = Apply.admit(command)
      if (answer == Reject.none) answer = Apply.dispatch(command)
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
  static admit(command: Configure): Reject {
    const kind = command.kind
    if ((command.sizeBytes as u32) != Apply.bytesOf(kind)) return Reject.commandMustBeKnown
    if (header.rules == (Rules.benchmark as u32) && kind != Configure.KIND)
      return Reject.rulesMustAllowCommand
    const reject = Sessions.admit(command.session, command.lane, command.laneSequence)
    if (reject != Reject.none) return reject
    if (header.configured == 0 && kind != Configure.KIND) return Reject.configurationMustComeFirst
    ClientIds.expire()
    return Reject.none
  }

  /** 0 for a kind that is not known. */
  static bytesOf(kind: u8): u32 {
    switch (kind) {
      case PlaceOrder.KIND:
        return PlaceOrder.SIZE
      case CancelOrder.KIND:
        return CancelOrder.SIZE
      case CancelAllOrders.KIND:
        return CancelAllOrders.SIZE
      case Configure.KIND:
        return Configure.SIZE
      case OpenSession.KIND:
        return OpenSession.SIZE
      case ListAsset.KIND:
        return ListAsset.SIZE
      case ListMarket.KIND:
        return ListMarket.SIZE
      case SetMarketState.KIND:
        return SetMarketState.SIZE
      case SetFeeTier.KIND:
        return SetFeeTier.SIZE
      case OpenAccount.KIND:
        return OpenAccount.SIZE
      case SetAccountTier.KIND:
        return SetAccountTier.SIZE
      case FreezeAccount.KIND:
        return FreezeAccount.SIZE
      case Deposit.KIND:
        return Deposit.SIZE
      case Withdraw.KIND:
        return Withdraw.SIZE
    }
    return 0
  }

  /** A Reject, 0 = done, or one of the other answers of `emit.ts`. */
  static dispatch(command: Configure): u32 {
    const at = changetype<usize>(command)
    switch (command.kind) {
      case PlaceOrder.KIND:
        return Place.run(changetype<PlaceOrder>(at))
      case CancelOrder.KIND:
        return Cancel.one(changetype<CancelOrder>(at))
      case CancelAllOrders.KIND:
        return Cancel.all(changetype<CancelAllOrders>(at))
      case Configure.KIND:
        return Configuration.run(command)
      case OpenSession.KIND:
        return Sessions.open(changetype<OpenSession>(at))
      case ListAsset.KIND:
        return Assets.list(changetype<ListAsset>(at))
      case ListMarket.KIND:
        return Markets.list(changetype<ListMarket>(at))
      case SetMarketState.KIND:
        return Markets.setState(changetype<SetMarketState>(at))
      case SetFeeTier.KIND:
        return Tiers.set(changetype<SetFeeTier>(at))
      case OpenAccount.KIND:
        return Accounts.open(changetype<OpenAccount>(at))
      case SetAccountTier.KIND:
        return Accounts.setTier(changetype<SetAccountTier>(at))
      case FreezeAccount.KIND:
        return Accounts.freeze(changetype<FreezeAccount>(at))
      case Deposit.KIND:
      case Withdraw.KIND:
        return Money.move(changetype<Deposit>(at))
    }
    return Reject.commandMustBeKnown
  }

  static hasUnfinishedWork(): bool {
    return header.phase != phaseIdle || header.inputCursor < header.inputEnd
  }
}
