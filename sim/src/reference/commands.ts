// Which command is which: how it is read, and what it does.
import * as protocol from '@openbell/protocol'
import {
  endSession,
  freezeAccount,
  openAccount,
  openSession,
  setAccountTier,
  setTradeGroup,
} from './accounts.js'
import type { Answer } from './answer.js'
import { amendOrder, cancelAllOrders, cancelOrder } from './cancelling.js'
import { delistMarket, killSwitch } from './halting.js'
import {
  configure,
  listAsset,
  listMarket,
  setAssetSwitches,
  setFeeTier,
  setMarketRules,
  setMarketState,
  setReferencePrice,
} from './listing.js'
import { placeOrderList } from './lists.js'
import { adjust, deposit, transfer } from './money.js'
import { placeOrder, placeSpecialOrder } from './placing.js'
import { replaceOrder } from './replacing.js'
import { setDeadMan } from './timers.js'
import type { Venue } from './venue.js'
import { releaseWithdrawal, reserveWithdrawal, settleWithdrawal, withdraw } from './withdrawals.js'

interface Known {
  readonly sizeBytes: number
  /** Reads the command and carries it out. */
  readonly run: (venue: Venue, view: DataView, at: number) => Answer
}

interface Layout<Command> {
  readonly kind: number
  readonly sizeBytes: number
  read(view: DataView, at: number): Command
}

/** By kind. */
export const knownCommands = new Map<number, Known>()

function know<Command>(
  layout: Layout<Command>,
  run: (venue: Venue, command: Command) => Answer,
): void {
  knownCommands.set(layout.kind, {
    sizeBytes: layout.sizeBytes,
    run: (venue, view, at) => run(venue, layout.read(view, at)),
  })
}

know(protocol.Configure, configure)
know(protocol.OpenSession, openSession)
know(protocol.EndSession, endSession)
know(protocol.ListAsset, listAsset)
know(protocol.ListMarket, listMarket)
know(protocol.SetMarketState, setMarketState)
know(protocol.SetFeeTier, setFeeTier)
know(protocol.OpenAccount, openAccount)
know(protocol.SetAccountTier, setAccountTier)
know(protocol.FreezeAccount, freezeAccount)
know(protocol.Deposit, deposit)
know(protocol.Withdraw, withdraw)
know(protocol.ReserveWithdrawal, reserveWithdrawal)
know(protocol.SettleWithdrawal, settleWithdrawal)
know(protocol.ReleaseWithdrawal, releaseWithdrawal)
know(protocol.Transfer, transfer)
know(protocol.Adjust, adjust)
know(protocol.SetMarketRules, setMarketRules)
know(protocol.DelistMarket, delistMarket)
know(protocol.SetReferencePrice, setReferencePrice)
know(protocol.KillSwitch, killSwitch)
know(protocol.SetTradeGroup, setTradeGroup)
know(protocol.SetAssetSwitches, setAssetSwitches)
know(protocol.PlaceOrder, placeOrder)
know(protocol.CancelOrder, cancelOrder)
know(protocol.CancelAllOrders, cancelAllOrders)
know(protocol.PlaceSpecialOrder, placeSpecialOrder)
know(protocol.AmendOrder, amendOrder)
know(protocol.ReplaceOrder, replaceOrder)
know(protocol.PlaceOrderList, placeOrderList)
know(protocol.SetDeadMan, setDeadMan)
