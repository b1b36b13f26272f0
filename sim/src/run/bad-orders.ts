// Commands of a trader that the core must refuse, one for each rule that they can break.

import type { CommandHead } from '@openbell/gateway/ports.js'
import {
  Adjust,
  CancelOrder,
  Contingency,
  Deposit,
  OrderType,
  PlaceOrder,
  PlaceOrderList,
  PlaceSpecialOrder,
  SetDeadMan,
  SettleWithdrawal,
  Side,
  TimeInForce,
  Transfer,
  Withdraw,
} from '@openbell/protocol'
import type { Chance } from '../world/chance.js'
import { assetCount } from '../world/small-genesis.js'
import { bounds, type OrderDraws } from './draw-orders.js'
import { type Intent, intentOf, type ListBody, type PlainBody, type SpecialBody } from './intent.js'

/** Who errs. */
export interface Erring {
  readonly chance: Chance
  readonly draws: OrderDraws
  readonly head: CommandHead
  readonly nowUs: number
  name(): string
}

const noMarket = 7
const noAsset = 7
const noAccount = 63

export function drawBadCommand(erring: Erring): Intent {
  const { chance } = erring
  const from = chance.weigh([
    [badPlain, 3],
    [badSpecial, 5],
    [badList, 2],
    [badMoney, 2],
  ])
  return chance.pick(from(erring))()
}

type Draws = readonly (() => Intent)[]

function badPlain({ draws, head }: Erring): Draws {
  const order =
    (changes: Partial<PlainBody>, to = head) =>
    () => {
      const plain = { orderType: OrderType.limit, timeInForce: 0, priceTicks: 100 }
      const body = { ...draws.plain(), ...plain, clientOrderId: '', ...changes }
      return intentOf(PlaceOrder, to, body)
    }
  return [
    order({ priceTicks: 0 }),
    order({ priceTicks: bounds.priceMaxTicks + 1 }),
    order({ orderType: OrderType.market }),
    order({ quantityLots: 0 }),
    order({ quantityLots: 1 }),
    order({ quantityLots: bounds.lotsMax + 1 }),
    order({ quantityLots: 2, priceTicks: 1 }),
    order({ priceTicks: 0, quantityLots: 200, orderType: OrderType.market }),
    order({ side: 2 }),
    order({ orderType: OrderType.stopLoss }),
    order({ timeInForce: TimeInForce.goodTillDate }),
    order({ selfTradePrevention: 5 }),
    order({ orderType: OrderType.limitMaker, timeInForce: TimeInForce.immediateOrCancel }),
    order({}, { ...head, market: noMarket }),
    order({}, { ...head, account: noAccount }),
  ]
}

function badSpecial({ draws, head, nowUs }: Erring): Draws {
  const order = (changes: Partial<SpecialBody>) => () => {
    const plain = { priceTicks: 100, quantityLots: 10, orderType: OrderType.limit }
    const body = { ...draws.resting(), ...plain, clientOrderId: '', ...changes }
    return intentOf(PlaceSpecialOrder, head, body)
  }
  const stop = { orderType: OrderType.stopLoss, priceTicks: 0, side: Side.sell }
  const market = { orderType: OrderType.market, priceTicks: 0 }
  return [
    order({ stopPriceTicks: 90 }),
    order(stop),
    order({ ...stop, stopPriceTicks: bounds.priceMaxTicks + 1 }),
    order({ ...stop, stopPriceTicks: bounds.priceMaxTicks }),
    order({ ...stop, stopPriceTicks: 1, side: Side.buy }),
    order({ trailingBips: 100 }),
    order({ ...stop, trailingBips: 5 }),
    order({ ...stop, trailingBips: 2001 }),
    order({ ...stop, trailingBips: 100, timeInForce: TimeInForce.immediateOrCancel }),
    order({ ...market, icebergLots: 5 }),
    order({ icebergLots: 5, timeInForce: TimeInForce.immediateOrCancel }),
    order({ icebergLots: 10 }),
    order({ icebergLots: 1 }),
    order({ expiresUs: nowUs + 1_000_000 }),
    order({ timeInForce: TimeInForce.goodTillDate, expiresUs: nowUs - 1_000_000 }),
    order({ quoteUnits: 1000n }),
    order({ ...market, quantityLots: 0 }),
    order({ ...market, quantityLots: 0, quoteUnits: 7n }),
    order({ orderType: 7 }),
  ]
}

function badList({ draws, head, name }: Erring): Draws {
  const list = (changes: Partial<ListBody>) => () => {
    const body = draws.list()
    const unnamed = { firstClientOrderId: '', secondClientOrderId: '', thirdClientOrderId: '' }
    return intentOf(PlaceOrderList, head, { ...body, ...unnamed, ...changes })
  }
  const oco = { contingency: Contingency.oco, firstQuantityLots: 10, secondQuantityLots: 10 }
  const makers = { firstOrderType: OrderType.limitMaker, secondOrderType: OrderType.limitMaker }
  const prices = { firstPriceTicks: 101, secondPriceTicks: 102 }
  const noStops = { firstStopPriceTicks: 0, secondStopPriceTicks: 0 }
  const twice = name()
  return [
    list({ contingency: 7 }),
    list({ ...oco, ...makers, ...prices, ...noStops, firstSide: 1, secondSide: 1 }),
    list({ firstClientOrderId: twice, secondClientOrderId: twice }),
    list({ selfTradePrevention: 9 }),
  ]
}

function badMoney({ head, name, chance }: Erring): Draws {
  const deposit = (asset: number, amountUnits: bigint, idempotencyKey: string) => () =>
    intentOf(Deposit, head, { asset, amountUnits, idempotencyKey })
  const withdraw = (amountUnits: bigint) => () =>
    intentOf(Withdraw, head, { asset: 1, amountUnits, idempotencyKey: name() })
  const transfer = (toAccount: number) => () =>
    intentOf(Transfer, head, { asset: 0, toAccount, amountUnits: 1n, idempotencyKey: name() })
  const adjust = { asset: 0, amountUnits: 1n, idempotencyKey: name(), reason: '' }
  const unnamed = { orderId: chance.between(1, 1000), clientOrderId: '' }
  return [
    deposit(0, 0n, name()),
    deposit(0, 1n, ''),
    // Not of what buyers pay with, since the first one is taken.
    deposit(assetCount - 1, 2n ** 63n - 1n, name()),
    deposit(noAsset, 1n, name()),
    withdraw(1n),
    withdraw(6001n),
    transfer(head.account),
    transfer(noAccount),
    () => intentOf(Adjust, head, adjust),
    () => intentOf(SettleWithdrawal, head, { withdrawalId: 100_000 }),
    () => intentOf(CancelOrder, head, { ...unnamed, restriction: 3 }),
    () => intentOf(SetDeadMan, { ...head, account: noAccount }, { timeoutUs: 1 }),
  ]
}
