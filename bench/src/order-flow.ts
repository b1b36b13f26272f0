// A flow of exchange commands by seed: limit orders round two moving prices, cancels, and takers.
import { readFileSync } from 'node:fs'
import { encodeGenesis, type Genesis } from '@openbell/gateway/ingress/genesis.js'
import {
  CancelOrder,
  CancelRestriction,
  CommandBatch,
  Deposit,
  Lane,
  limits,
  OpenAccount,
  OpenSession,
  OrderType,
  PlaceOrder,
  SelfTradePrevention,
  Side,
  TimeInForce,
} from '@openbell/protocol'
import { Random } from './workload/random.js'

const genesisPath = new URL('../../gateway/genesis.json', import.meta.url)
export const accountCount = 64
/** The first session of a new exchange. */
export const session = 1
/** So many units of every asset for every account: a million coins. */
const depositUnits = 10n ** 14n
export const assetCount = 8
/** Orders that are remembered as candidates for a cancel. */
const candidatesMax = 20_000

/** The first two markets of the genesis file. */
const markets = [
  { midTicks: 6_000_000, lotsMin: 100, lotsMax: 1_000 },
  { midTicks: 300_000, lotsMin: 100, lotsMax: 1_000 },
]

/** The markets, whose limits let a few accounts place what many would. */
export function flowVenue(): Genesis {
  const file: Genesis = JSON.parse(readFileSync(genesisPath, 'utf8'))
  file.limits.ordersPerAccountMax = file.limits.ordersMax
  for (const market of file.markets) market.ordersPerAccountMax = file.limits.ordersMax
  return file
}

/** Commands of the house: a session, rich accounts. */
export function flowOpening(): CommandBatch {
  const batch = new CommandBatch()
  batch.add(OpenSession, { edge: new Uint8Array(16), isOnly: 0 })
  for (let index = 0; index < accountCount; index++) {
    const account = limits.accountUserMin + index
    batch.add(OpenAccount, { uuid: new Uint8Array(16).fill(index + 1) })
    for (let asset = 0; asset < assetCount; asset++)
      batch.add(Deposit, {
        account,
        asset,
        amountUnits: depositUnits,
        idempotencyKey: `flow-${asset}`,
      })
  }
  return batch
}

/** The commands of the first frame: both. */
export const flowGenesis = (): Uint8Array =>
  Buffer.concat([...encodeGenesis(flowVenue()), flowOpening().take()])

interface Candidate {
  readonly account: number
  readonly market: number
  readonly clientOrderId: string
}

/** Half are orders that rest, two fifths cancels of such, the others take. */
export class OrderFlow {
  private readonly commands = new CommandBatch(session)
  private readonly candidates: Candidate[] = []
  private readonly midTicks = markets.map((market) => market.midTicks)
  private readonly random: Random
  private placed = 0

  constructor(seed: number) {
    this.random = new Random(seed)
  }

  /** The next commands, valid until the next call. */
  batch(count: number): Uint8Array {
    for (let index = 0; index < count; index++) this.addCommand()
    return this.commands.take()
  }

  private addCommand(): void {
    const chance = this.random.below(10)
    if (chance < 5) this.addResting()
    else if (chance < 9 && this.candidates.length > 0) this.addCancel()
    else this.addTaker()
  }

  private addResting(): void {
    const clientOrderId = `flow-${++this.placed}`
    const offsetTicks = 1 + Math.floor((500 * this.random.below(1000) ** 3) / 1_000_000_000)
    const candidate = { ...this.place(-offsetTicks, clientOrderId), clientOrderId }
    if (this.candidates.length < candidatesMax) this.candidates.push(candidate)
    else this.candidates[this.random.below(candidatesMax)] = candidate
  }

  private addTaker(): void {
    this.place(10, '')
  }

  /** An order `offsetTicks` beyond the mid price; below zero it is short of it, and rests. */
  private place(offsetTicks: number, clientOrderId: string) {
    const market = this.random.below(markets.length)
    const account = limits.accountUserMin + this.random.below(accountCount)
    const { lotsMin, lotsMax } = markets[market]
    this.midTicks[market] += this.random.below(3) - 1
    const side = this.random.happens(50) ? Side.buy : Side.sell
    const isTaker = offsetTicks > 0
    this.commands.add(PlaceOrder, {
      account,
      market,
      priceTicks: this.midTicks[market] + (side === Side.buy ? offsetTicks : -offsetTicks),
      quantityLots: lotsMin + this.random.below(lotsMax - lotsMin),
      side,
      orderType: OrderType.limit,
      timeInForce: isTaker ? TimeInForce.immediateOrCancel : TimeInForce.goodTillCancelled,
      selfTradePrevention: SelfTradePrevention.none,
      clientOrderId,
    })
    return { account, market }
  }

  private addCancel(): void {
    const index = this.random.below(this.candidates.length)
    const { account, market, clientOrderId } = this.candidates[index]
    const last = this.candidates.pop() as Candidate
    if (index < this.candidates.length) this.candidates[index] = last
    this.commands.add(CancelOrder, {
      lane: Lane.cancels,
      account,
      market,
      orderId: 0,
      clientOrderId,
      restriction: CancelRestriction.none,
    })
  }
}
