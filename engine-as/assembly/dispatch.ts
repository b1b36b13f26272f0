// Every kind of command, and whose it is. What orders and cancels need comes first.
import { Accounts } from './accounts'
import { Amend } from './amend'
import { Assets } from './assets'
import { Cancel } from './cancel'
import { Clear } from './clear'
import { Configuration } from './configure'
import { DeadMan } from './dead-man'
import {
  Adjust,
  AmendOrder,
  CancelAllOrders,
  CancelOrder,
  Configure,
  DelistMarket,
  Deposit,
  EndSession,
  FreezeAccount,
  KillSwitch,
  ListAsset,
  ListMarket,
  OpenAccount,
  OpenSession,
  PlaceOrder,
  PlaceOrderList,
  PlaceSpecialOrder,
  Reject,
  ReleaseWithdrawal,
  ReplaceOrder,
  ReserveWithdrawal,
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

export class Dispatch {
  /** A Reject, 0 = done, or one of the other answers of `emit.ts`. */
  @inline
  static run(command: Configure): u32 {
    const at = changetype<usize>(command)
    const kind = command.kind
    if (kind == PlaceOrder.KIND) return Place.run(changetype<PlaceOrder>(at))
    if (kind == CancelOrder.KIND) return Cancel.one(changetype<CancelOrder>(at))
    return Dispatch.runOther(kind, at)
  }

  static runOther(kind: u8, at: usize): u32 {
    switch (kind) {
      case CancelAllOrders.KIND:
        return Mass.command(changetype<CancelAllOrders>(at))
      case Configure.KIND:
        return Configuration.run(changetype<Configure>(at))
      case OpenSession.KIND:
        return Sessions.open(changetype<OpenSession>(at))
      case EndSession.KIND:
        return Sessions.end(changetype<EndSession>(at))
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
}
