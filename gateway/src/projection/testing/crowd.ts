// A crowd that does everything that traders and operators can, and errs: the same for the same seed.
import {
  Deposit,
  OrderType,
  PlaceOrder,
  SelfTradePrevention,
  SetFeeTier,
  Side,
  TimeInForce,
} from '@openbell/protocol'
import { encodeCommand } from '../../testing/encode-command.js'
import { numbers } from '../../views/testing/numbers.js'
import { type Place, RandomCommands } from '../../views/testing/random-commands.js'
import type { World } from './world.js'

/** Three markets with different steps, around a price and in a size that passes their rules. */
const places = [
  { market: 0, middleTicks: 6_500_000, spreadTicks: 15, lots: 40 },
  { market: 6, middleTicks: 5_900_000, spreadTicks: 15, lots: 40 },
  { market: 8, middleTicks: 3_200, spreadTicks: 15, lots: 20 },
]
const assetCount = 8

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
  readonly #commands: RandomCommands

  constructor(
    private readonly world: World,
    seed: number,
  ) {
    this.#next = numbers(seed)
    this.#commands = new RandomCommands({
      next: this.#next,
      accounts: world.accounts,
      places: places.map((place): Place => {
        const rules = world.views.markets().find(({ market }) => market === place.market)
        if (!rules) throw new Error(`market ${place.market} is not listed`)
        return { ...place, rules }
      }),
      assets: Array.from({ length: assetCount }, (_, asset) => asset),
      views: () => world.views,
      unitsMax: 1e9,
    })
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

  #command(): Uint8Array {
    return this.#next(100) === 0 ? this.#feeTier() : this.#commands.command(this.world.timestampUs)
  }

  #pair(index: number): Uint8Array {
    const [{ market, middleTicks }] = places
    const { accounts } = this.world
    const side = index % 2 === 0 ? Side.sell : Side.buy
    return encodeCommand(
      PlaceOrder,
      { account: accounts[this.#next(accounts.length)], market },
      {
        priceTicks: middleTicks + (side === Side.sell ? -5 : 5) + this.#next(5),
        quantityLots: 40 + this.#next(3),
        side,
        orderType: OrderType.limit,
        timeInForce: TimeInForce.goodTillCancelled,
        selfTradePrevention: SelfTradePrevention.none,
        clientOrderId: '',
      },
    )
  }

  #feeTier(): Uint8Array {
    const fees = { makerPpm: this.#next(1_000), takerPpm: this.#next(2_000), name: 'VIP 2' }
    return encodeCommand(
      SetFeeTier,
      {},
      { tier: 2, ...fees, volumeMinUnits: BigInt(this.#next(9)) + 10n ** 13n },
    )
  }
}
