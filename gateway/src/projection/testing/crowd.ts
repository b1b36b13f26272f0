// A crowd that trades, cancels, pays in and out, and errs: the same commands for the same seed.
import {
  CancelAllOrders,
  CancelOrder,
  Deposit,
  FreezeAccount,
  MarketState,
  OrderType,
  PlaceOrder,
  SetAccountTier,
  SetFeeTier,
  SetMarketState,
  Side,
  TimeInForce,
  Withdraw,
} from '@openbell/protocol'
import { encodeCommand } from '../../testing/encode-command.js'
import type { World } from './world.js'

/** Three markets with different steps, around a price and in a size that passes their rules. */
const places = [
  { market: 0, ticks: 6_500_000, lots: 40 },
  { market: 6, ticks: 5_900_000, lots: 40 },
  { market: 8, ticks: 3_200, lots: 20 },
]
const assetCount = 8

/** Whole numbers from 0 to below. */
export function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 4294967296) * below)
  }
}

/** Everybody has plenty of everything. */
export function fund(world: World): void {
  for (const account of world.accounts)
    world.apply(
      Array.from({ length: assetCount }, (_, asset) =>
        encodeCommand(
          Deposit,
          { account },
          { asset, amountUnits: 10n ** 14n, idempotencyKey: `first ${account} ${asset}` },
        ),
      ),
    )
}

export class Crowd {
  readonly #next: (below: number) => number
  #keys = 0

  constructor(
    private readonly world: World,
    seed: number,
  ) {
    this.#next = numbers(seed)
  }

  /** Frames of up to `commandsMax` random commands, some seconds apart. */
  frames(count: number, commandsMax = 8): void {
    for (let frame = 0; frame < count; frame++) {
      const commands = Array.from({ length: this.#next(commandsMax + 1) }, () => this.#command())
      this.world.apply(commands, this.#next(20_000_000))
    }
    this.world.finish()
  }

  /** Orders alone, all of which meet: about half as many trades. */
  trades(orders: number, ordersPerFrame: number): void {
    for (let placed = 0; placed < orders; placed += ordersPerFrame)
      this.world.apply(Array.from({ length: ordersPerFrame }, (_, index) => this.#pair(index)))
    this.world.finish()
  }

  #pair(index: number): Uint8Array {
    const { market, ticks } = places[0]
    const account = this.#account()
    const side = index % 2 === 0 ? Side.sell : Side.buy
    return encodeCommand(
      PlaceOrder,
      { account, market },
      {
        priceTicks: ticks + (side === Side.sell ? -5 : 5) + this.#next(5),
        quantityLots: 40 + this.#next(3),
        side,
        orderType: OrderType.limit,
        timeInForce: TimeInForce.goodTillCancelled,
        clientOrderId: '',
      },
    )
  }

  #account(): number {
    return this.world.accounts[this.#next(this.world.accounts.length)]
  }

  #command(): Uint8Array {
    const next = this.#next
    const choice = next(200)
    const head = { account: this.#account(), market: places[next(places.length)].market }
    if (choice < 16) return this.#money(head)
    if (choice < 40) {
      const clientOrderId = `id-${next(40)}`
      return encodeCommand(CancelOrder, head, { orderId: 0, clientOrderId })
    }
    if (choice < 44) return encodeCommand(CancelAllOrders, head, {})
    if (choice < 48) return encodeCommand(SetAccountTier, head, { tier: next(5) })
    if (choice < 50) return encodeCommand(FreezeAccount, head, { frozen: next(4) === 0 ? 1 : 0 })
    if (choice < 52) return this.#marketState(head)
    if (choice < 53) return this.#feeTier()
    return this.#place(head.account)
  }

  #money(head: { account: number }): Uint8Array {
    const body = {
      asset: this.#next(assetCount),
      amountUnits: BigInt(this.#next(1e9)),
      idempotencyKey: `key ${this.#keys++}`,
    }
    return this.#next(2) === 0
      ? encodeCommand(Deposit, head, body)
      : encodeCommand(Withdraw, head, body)
  }

  #marketState(head: { market: number }): Uint8Array {
    const state = this.#next(3) === 0 ? MarketState.cancelOnly : MarketState.trading
    return encodeCommand(SetMarketState, head, { state })
  }

  #feeTier(): Uint8Array {
    const fees = { makerPpm: this.#next(1_000), takerPpm: this.#next(2_000), name: 'VIP 2' }
    return encodeCommand(
      SetFeeTier,
      {},
      { tier: 2, ...fees, volumeMinUnits: BigInt(this.#next(9)) + 10n ** 13n },
    )
  }

  #place(account: number): Uint8Array {
    const next = this.#next
    const { market, ticks, lots } = places[next(places.length)]
    const types = [OrderType.limit, OrderType.limit, OrderType.limitMaker, OrderType.market]
    const orderType = types[next(types.length)]
    const isImmediate = orderType === OrderType.limit && next(4) === 0
    return encodeCommand(
      PlaceOrder,
      { account, market },
      {
        priceTicks: orderType === OrderType.market ? 0 : ticks - 15 + next(30),
        quantityLots: next(10) === 0 ? lots * 20 : lots + next(lots),
        side: next(2),
        orderType,
        timeInForce: isImmediate ? TimeInForce.immediateOrCancel : TimeInForce.goodTillCancelled,
        clientOrderId: next(2) === 0 ? `id-${next(40)}` : '',
      },
    )
  }
}
