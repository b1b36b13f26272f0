// One frame after the other: walks its commands, asks who may speak, dispatches, and stops where the
// output is full or the step budget is spent.
import { Accounts } from './accounts'
import { Agenda } from './agenda'
import { Amend } from './amend'
import { Assets } from './assets'
import { Auction } from './auction'
import { Benchmark } from './benchmark'
import { Budget } from './budget'
import { Cancel } from './cancel'
import { Clear } from './clear'
import { ClientIds } from './client-ids'
import { Configuration } from './configure'
import { DeadMan } from './dead-man'
import { answerRepeated, answerUnderWay, Emit } from './emit'
import {
  Adjust,
  AmendOrder,
  CancelAllOrders,
  CancelOrder,
  Configure,
  commandBytesMax,
  commandIndexOwn,
  commandIndexResumed,
  DelistMarket,
  Deposit,
  FreezeAccount,
  framePayloadBytesMax,
  KillSwitch,
  ListAsset,
  ListMarket,
  OpenAccount,
  OpenSession,
  OutcomeStatus,
  PlaceOrder,
  PlaceOrderList,
  PlaceSpecialOrder,
  Reject,
  ReleaseWithdrawal,
  ReplaceOrder,
  ReserveWithdrawal,
  Rules,
  SetAccountTier,
  SetAssetSwitches,
  SetDeadMan,
  SetFeeTier,
  SetMarketRules,
  SetMarketState,
  SetReferencePrice,
  SetTradeGroup,
  SettleWithdrawal,
  Transfer,
  Withdraw,
} from './generated/protocol'
import { header } from './header'
import { MarketStates } from './market-states'
import { Markets } from './markets'
import { Mass } from './mass'
import { Money } from './money'
import { Place } from './place'
import { PlaceList } from './place-list'
import { Replace } from './replace'
import { Sessions } from './sessions'
import { Tiers } from './tiers'
import { Withdrawals } from './withdrawals'
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
    if (header.rules != (Rules.benchmark as u32)) Apply.cutMalformed()
    Agenda.begin(isEpoch)
  }

  static isOwnUnderWay(): bool {
    return header.phase >= phaseMatch && (header.workFlags & workOwn) != 0
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
    return Apply.bytesOfRare(kind)
  }

  static bytesOfRare(kind: u8): u32 {
    switch (kind) {
      case PlaceSpecialOrder.KIND:
        return PlaceSpecialOrder.SIZE
      case AmendOrder.KIND:
        return AmendOrder.SIZE
      case ReplaceOrder.KIND:
        return ReplaceOrder.SIZE
      case PlaceOrderList.KIND:
        return PlaceOrderList.SIZE
      case SetDeadMan.KIND:
        return SetDeadMan.SIZE
      case ReserveWithdrawal.KIND:
        return ReserveWithdrawal.SIZE
      case SettleWithdrawal.KIND:
        return SettleWithdrawal.SIZE
      case ReleaseWithdrawal.KIND:
        return ReleaseWithdrawal.SIZE
      case Transfer.KIND:
        return Transfer.SIZE
      case Adjust.KIND:
        return Adjust.SIZE
      case SetMarketRules.KIND:
        return SetMarketRules.SIZE
      case DelistMarket.KIND:
        return DelistMarket.SIZE
      case SetReferencePrice.KIND:
        return SetReferencePrice.SIZE
      case KillSwitch.KIND:
        return KillSwitch.SIZE
      case SetTradeGroup.KIND:
        return SetTradeGroup.SIZE
      case SetAssetSwitches.KIND:
        return SetAssetSwitches.SIZE
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
        return Mass.command(changetype<CancelAllOrders>(at))
      case Configure.KIND:
        return Configuration.run(command)
      case OpenSession.KIND:
        return Sessions.open(changetype<OpenSession>(at))
      case ListAsset.KIND:
        return Assets.list(changetype<ListAsset>(at))
      case ListMarket.KIND:
        return Markets.list(changetype<ListMarket>(at))
      case SetMarketState.KIND:
        return MarketStates.set(changetype<SetMarketState>(at))
      case SetFeeTier.KIND:
        return Tiers.set(changetype<SetFeeTier>(at))
      case OpenAccount.KIND:
        return Accounts.open(changetype<OpenAccount>(at))
      case SetAccountTier.KIND:
        return Accounts.setTier(changetype<SetAccountTier>(at))
      case FreezeAccount.KIND:
        return Accounts.freeze(changetype<FreezeAccount>(at))
      case Deposit.KIND:
        return Money.deposit(changetype<Deposit>(at))
      case Withdraw.KIND:
      case ReserveWithdrawal.KIND:
        return Withdrawals.request(changetype<Deposit>(at))
    }
    return Apply.dispatchRare(command.kind, at)
  }

  static dispatchRare(kind: u8, at: usize): u32 {
    switch (kind) {
      case PlaceSpecialOrder.KIND:
        return Place.runSpecial(changetype<PlaceOrder>(at))
      case AmendOrder.KIND:
        return Amend.run(changetype<AmendOrder>(at))
      case ReplaceOrder.KIND:
        return Replace.run(changetype<ReplaceOrder>(at))
      case PlaceOrderList.KIND:
        return PlaceList.run(changetype<PlaceOrderList>(at))
      case SetDeadMan.KIND:
        return DeadMan.set(changetype<SetDeadMan>(at))
      case SettleWithdrawal.KIND:
      case ReleaseWithdrawal.KIND:
        return Withdrawals.end(changetype<SettleWithdrawal>(at))
      case Transfer.KIND:
        return Money.transfer(changetype<Transfer>(at))
      case Adjust.KIND:
        return Money.adjust(changetype<Adjust>(at))
      case SetMarketRules.KIND:
        return Markets.setRules(changetype<SetMarketRules>(at))
      case DelistMarket.KIND:
        return Clear.delist(changetype<DelistMarket>(at))
      case SetReferencePrice.KIND:
        return Markets.setReference(changetype<SetReferencePrice>(at))
      case KillSwitch.KIND:
        return Clear.kill(changetype<KillSwitch>(at))
      case SetTradeGroup.KIND:
        return Accounts.setTradeGroup(changetype<SetTradeGroup>(at))
      case SetAssetSwitches.KIND:
        return Assets.setSwitches(changetype<SetAssetSwitches>(at))
    }
    return Reject.commandMustBeKnown
  }

  static hasUnfinishedWork(): bool {
    return header.phase != phaseIdle || header.agenda != 0 || header.inputCursor < header.inputEnd
  }
}
