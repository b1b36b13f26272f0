// Configure: the first command of every journal. It fixes the rules and the logical limits, which
// must fit the pools that this instance was given.
import { accountStride } from './accounts'
import { Emit } from './emit'
import { accountUserMin, Configure, Configured, idMax, Reject, Rules } from './generated/protocol'
import { header } from './header'
import { Markets } from './markets'
import { Standing } from './orders'

/** An order keeps its market in 16 bits. */
const marketsMaxMax: u32 = 0xffff
const keyMax: u64 = 0x7ffffffe

export class Configuration {
  static run(command: Configure): u32 {
    if (header.configured != 0) return Reject.configurationMustBeNew
    if (command.rules > (Rules.benchmark as u8)) return Reject.rulesMustAllowCommand
    if (!Configuration.isPositive(command)) return Reject.limitsMustBePositive
    if (!Configuration.fits(command)) return Reject.limitsMustFitCapacity
    Configuration.keep(command)
    if (command.rules == (Rules.benchmark as u8)) Configuration.openBenchmark()
    const event = changetype<Configured>(Emit.event(Configured.KIND, Configured.SIZE))
    event.rules = command.rules
    event.shard = command.shard
    event.reserved2 = 0
    event.ordersPerAccountMax = command.ordersPerAccountMax
    return 0
  }

  @inline
  static isPositive(command: Configure): bool {
    return (
      command.sessionsMax > 0 &&
      command.assetsMax > 0 &&
      command.marketsMax > 0 &&
      command.accountsMax > accountUserMin &&
      command.ordersMax > 0 &&
      command.clientIdsMax > 0 &&
      command.finishedIdsPerAccountMax > 0 &&
      command.finishedIdsWindowUs > 0 &&
      command.stepsPerFrameMax > 0 &&
      command.tiersMax > 0 &&
      command.priceDirectoryEntriesMax > 1 &&
      command.ordersPerAccountMax > 0 &&
      command.specialOrdersMax > 0 &&
      command.orderListsMax > 0 &&
      command.withdrawalsMax > 0
    )
  }

  @inline
  static fits(command: Configure): bool {
    return (
      command.sessionsMax <= header.sessionsCapacity &&
      command.assetsMax <= header.assetsCapacity &&
      command.marketsMax <= min(header.marketsCapacity, marketsMaxMax) &&
      command.accountsMax <= header.accountsCapacity &&
      command.ordersMax <= header.ordersCapacity &&
      command.clientIdsMax <= header.clientIdsCapacity &&
      command.finishedIdsWindowUs <= idMax &&
      command.tiersMax <= header.tiersCapacity &&
      command.priceDirectoryEntriesMax <= header.directoryCapacity &&
      command.specialOrdersMax <= header.termsCapacity &&
      command.orderListsMax <= header.listsCapacity &&
      command.withdrawalsMax <= header.withdrawalsCapacity
    )
  }

  @inline
  static keep(command: Configure): void {
    header.configured = 1
    header.rules = command.rules
    header.shard = command.shard
    header.sessionsMax = command.sessionsMax
    header.assetsMax = command.assetsMax
    header.accountStride = accountStride(command.assetsMax)
    header.marketsMax = command.marketsMax
    header.accountsMax = command.accountsMax
    header.ordersMax = command.ordersMax
    header.clientIdsMax = command.clientIdsMax
    header.finishedIdsPerAccountMax = command.finishedIdsPerAccountMax
    header.finishedIdsWindowUs = command.finishedIdsWindowUs
    header.stepsPerFrameMax = command.stepsPerFrameMax
    header.stepsLeft = command.stepsPerFrameMax
    header.tiersMax = command.tiersMax
    header.directoryEntriesMax = command.priceDirectoryEntriesMax
    header.ordersPerAccountMax = command.ordersPerAccountMax
    header.specialOrdersMax = command.specialOrdersMax
    header.orderListsMax = command.orderListsMax
    header.withdrawalsMax = command.withdrawalsMax
    header.accountsEnd = accountUserMin
  }

  /** One market without accounts, as wide as the directory allows. */
  @inline
  static openBenchmark(): void {
    const keys = ((header.directoryEntriesMax >> 1) as u64) << 9
    header.marketsListed = 1
    header.orderBytes = offsetof<Standing>() as u32
    Markets.openBook(0, min(keys - 1, keyMax) as u32)
  }
}
