// The other commands as scenarios write them: lines that begin with a trader, and lines of the house.
//
//   alice cancel #7 [id x] [only new | only partial]     alice cancel id x
//   alice cancel all [everywhere] [buys | sells] [list 1] [connection 3 of 1] [disconnected]
//   alice amend #3 to 4        alice replace #3 [only new] [anyway] by buy 5 @ 99 …
//   alice dead man 10 seconds  alice dead man off
//   alice deposit 500 USD key k      alice withdraw …       alice reserve …      alice transfer 50 USD to bob key k
//   settle 1 of alice · release 1 of alice · alice adjust -10 USD because "why" key k
//   freeze alice · thaw alice · group alice 7 · tier 1 maker 1000 taker 2000 · alice joins tier 1
//   market auction [for 60 seconds] · reference 105 · reference none · rules priceBandPpm 5000, …
//   list 1 state 2, … · asset 2 withdrawalFeeUnits 5, … · switches USD 1 · delist
//   kill alice · kill market · kill everything · session 1 opens [alone] · session 1 ends
import * as protocol from '@openbell/protocol'
import * as write from './commands.js'
import { listOf, orderOf, termsOf } from './order-words.js'
import { accountNames, accountOf, assetNames, assetOf, fieldsOf, Words } from './words.js'

type Head = { account: number; market: number }

/** The command of a line, said at a time. @throws Error on a line that means nothing */
export function commandOf(words: Words, nowUs: number): Uint8Array {
  const isTraders =
    accountNames.includes(words.at(0)) || words.at(0) === 'nobody' || words.at(0) === 'house'
  const rest = words.from(1)
  const head = { account: accountOf(words.at(0)), market: words.number('on') }
  const command = isTraders ? ofTrader(rest, head, nowUs) : ofHouse(words, head.market)
  if (!command) throw new Error(`no such line: ${words.list.join(' ')}`)
  return command
}

function ofTrader(words: Words, head: Head, nowUs: number): Uint8Array | undefined {
  switch (words.at(0)) {
    case 'buy':
    case 'sell':
      return orderOf(words, nowUs, head)
    case 'oco':
    case 'oto':
    case 'otoco':
      return listOf(words, nowUs, head)
    case 'cancel':
      return words.at(1) === 'all' ? cancelAll(words, head) : cancel(words, head)
    case 'amend':
      return write.amendOrder({ ...head, ...words.order(), quantityLots: words.number('to') })
    case 'replace':
      return replace(words, head, nowUs)
    case 'dead':
      return write.command(protocol.SetDeadMan, { ...head, timeoutUs: words.microseconds('man') })
    case 'joins':
      return write.command(protocol.SetAccountTier, { ...head, tier: words.number('tier') })
    default:
      return money(words, head)
  }
}

function restrictionOf(words: Words): number {
  const only = words.after('only')
  if (only === undefined) return protocol.CancelRestriction.none
  return protocol.CancelRestriction[only === 'new' ? 'onlyNew' : 'onlyPartiallyFilled']
}

const cancel = (words: Words, head: Head): Uint8Array =>
  write.cancelOrder({ ...head, ...words.order(), restriction: restrictionOf(words) })

const cancelAll = (words: Words, head: Head): Uint8Array =>
  write.cancelAllOrders({
    ...head,
    allMarkets: words.has('everywhere') ? 1 : 0,
    sides: words.has('buys') ? 1 : words.has('sells') ? 2 : 0,
    listId: words.number('list'),
    connection: words.number('connection'),
    connectionSession: words.number('of'),
    reason:
      protocol.CloseReason[words.has('disconnected') ? 'connectionEnded' : 'cancelledByOwner'],
  })

function replace(words: Words, head: Head, nowUs: number): Uint8Array {
  const [old, order = new Words('')] = words.cut('by')
  const { orderId, clientOrderId } = old.order()
  return write.replaceOrder({
    ...termsOf(order, nowUs),
    ...head,
    cancelOrderId: orderId,
    cancelClientOrderId: clientOrderId,
    cancelRestriction: restrictionOf(old),
    mode: protocol.ReplaceMode[old.has('anyway') ? 'allowFailure' : 'stopOnFailure'],
  })
}

function money(words: Words, head: Head): Uint8Array | undefined {
  const moved = {
    ...head,
    amountUnits: BigInt(/^-?\d+$/.test(words.at(1)) ? words.at(1) : 0),
    asset: assetOf(words.at(2)),
    idempotencyKey: words.after('key') ?? '',
  }
  switch (words.at(0)) {
    case 'deposit':
      return write.deposit(moved)
    case 'withdraw':
      return write.withdraw(moved)
    case 'reserve':
      return write.reserveWithdrawal(moved)
    case 'transfer':
      return write.transfer({ ...moved, toAccount: accountOf(words.after('to') ?? '') })
    case 'adjust':
      return write.adjust({ ...moved, reason: words.after('because') ?? '' })
  }
  return undefined
}

function ofHouse(words: Words, market: number): Uint8Array | undefined {
  const [first, second] = [words.at(0), words.at(1)]
  switch (first) {
    case 'market':
      return write.setMarketState(protocol.marketStateNames.indexOf(second as never), {
        market,
        auctionUs: words.microseconds('for'),
      })
    case 'reference':
      return write.command(protocol.SetReferencePrice, { market, priceTicks: words.number(first) })
    case 'rules': {
      const [rules] = words.cut('on')
      return write.setMarketRules({ market, ...fieldsOf(rules.list.slice(1).join(' ')) })
    }
    case 'list': {
      const fields = fieldsOf(words.list.slice(2).join(' '))
      return write.listMarket({ market: Number(second), symbol: `BTCUSD${second}`, ...fields })
    }
    case 'asset': {
      const fields = fieldsOf(words.list.slice(2).join(' '))
      return write.listAsset(Number(second), assetNames[Number(second)] ?? 'XXX', 2, fields)
    }
    case 'delist':
      return write.command(protocol.DelistMarket, { market })
    case 'kill':
      return kill(second, market)
    default:
      return ofAccounts(words)
  }
}

function kill(what: string, market: number): Uint8Array {
  const scope = what === 'market' || what === 'everything' ? what : 'account'
  const account = scope === 'account' ? accountOf(what) : 0
  return write.command(protocol.KillSwitch, { market, account, scope: protocol.KillScope[scope] })
}

function ofAccounts(words: Words): Uint8Array | undefined {
  const [first, second] = [words.at(0), words.at(1)]
  switch (first) {
    case 'freeze':
    case 'thaw': {
      const frozen = first === 'freeze' ? 1 : 0
      return write.command(protocol.FreezeAccount, { account: accountOf(second), frozen })
    }
    case 'group':
      return write.command(protocol.SetTradeGroup, {
        account: accountOf(second),
        tradeGroup: words.number(second),
      })
    case 'tier':
      return write.setFeeTier(Number(second), words.number('maker'), words.number('taker'))
    case 'settle':
      return write.command(protocol.SettleWithdrawal, reserved(words))
    case 'release':
      return write.command(protocol.ReleaseWithdrawal, reserved(words))
    case 'switches':
      return write.command(protocol.SetAssetSwitches, {
        asset: assetOf(second),
        switches: words.number(second),
      })
    case 'session':
      if (words.has('ends')) return write.endSession(Number(second))
      return write.openSession(Number(second), words.has('alone') ? 1 : 0)
  }
  return undefined
}

const reserved = (words: Words) => ({
  account: accountOf(words.after('of') ?? ''),
  withdrawalId: Number(words.at(1)),
})
