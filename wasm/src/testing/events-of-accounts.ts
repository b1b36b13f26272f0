// Draws what is told of accounts and of money.
import * as protocol from '@openbell/protocol'
import { type Drawer, time } from './names.js'

/** Every record of moved money begins like this one. */
const moved =
  (
    word: string,
    more: (view: DataView, at: number, names: Parameters<Drawer>[2]) => string = () => '',
  ): Drawer =>
  (view, at, names) => {
    const event = protocol.Deposited.read(view, at)
    const what = `${event.amountUnits} ${names.asset(event.asset)}`
    const whose = names.account(event.account)
    return `${word} ${whose} ${what} key ${event.idempotencyKey}${more(view, at, names)}`
  }

const withdrawal = (word: string): Drawer =>
  moved(word, (view, at) => {
    const event = protocol.Withdrawn.read(view, at)
    return `, withdrawal ${event.withdrawalId}, fee ${event.feeUnits}`
  })

export const accountDrawers: Record<number, Drawer> = {
  [protocol.AccountOpened.kind]: (view, at) => {
    const event = protocol.AccountOpened.read(view, at)
    return `account ${event.account} opened`
  },
  [protocol.AccountTierSet.kind]: (view, at, names) => {
    const event = protocol.AccountTierSet.read(view, at)
    return `${names.account(event.account)} is in tier ${event.tier}`
  },
  [protocol.AccountFrozen.kind]: (view, at, names) => {
    const event = protocol.AccountFrozen.read(view, at)
    return `${names.account(event.account)} ${event.frozen === 1 ? 'frozen' : 'thawed'}`
  },
  [protocol.TradeGroupSet.kind]: (view, at, names) => {
    const event = protocol.TradeGroupSet.read(view, at)
    return `${names.account(event.account)} is in trade group ${event.tradeGroup}`
  },
  [protocol.DeadManSet.kind]: (view, at, names) => {
    const event = protocol.DeadManSet.read(view, at)
    const until = event.timeoutUs === 0 ? 'off' : `due at ${time(event.deadlineUs)}`
    return `dead man of ${names.account(event.account)} ${until}`
  },
  [protocol.Deposited.kind]: moved('deposited'),
  [protocol.Withdrawn.kind]: withdrawal('withdrawn'),
  [protocol.WithdrawalReserved.kind]: withdrawal('reserved'),
  [protocol.WithdrawalSettled.kind]: withdrawal('settled'),
  [protocol.WithdrawalReleased.kind]: withdrawal('released'),
  [protocol.Transferred.kind]: moved('transferred', (view, at, names) => {
    const event = protocol.Transferred.read(view, at)
    return ` to ${names.account(event.toAccount)}`
  }),
  [protocol.Adjusted.kind]: moved('adjusted', (view, at) => {
    const event = protocol.Adjusted.read(view, at)
    return ` because ${event.reason}`
  }),
  [protocol.Balance.kind]: (view, at, names) => {
    const event = protocol.Balance.read(view, at)
    const what = `${names.account(event.account)} ${names.asset(event.asset)}`
    return `balance ${what}: ${event.availableUnits} available, ${event.lockedUnits} locked`
  },
}
