// The public workload as frames for the native core: as it is, and as orders of funded accounts.
import { orderBytes } from '@openbell/gateway/operate/order-file.js'
import type * as Protocol from '@openbell/protocol'
import { noMarketRules, readU64 } from '@openbell/protocol'

/** One frame of commands; only measured ones are counted. */
export interface Frame {
  readonly commands: Uint8Array
  readonly isMeasured: boolean
}

/** Frames in order, and how many commands the measured ones have. */
export interface Flow {
  readonly frames: readonly Frame[]
  readonly messages: number
}

type Records = typeof Protocol

const batch = 256
/** Even ones buy and odd ones sell, so that nobody ever meets an order of his own. */
const accountCount = 4096
const accountMin = 16
const depositUnits = 10n ** 15n
const head = { lane: 0, session: 0, laneSequence: 0, deadlineMs: 0, account: 0, market: 0 }

interface Layout {
  readonly sizeBytes: number
  write(view: DataView, at: number, record: never): void
}

function encode(layout: Layout, fields: object): Uint8Array {
  const bytes = new Uint8Array(layout.sizeBytes)
  layout.write(new DataView(bytes.buffer), 0, { ...head, ...fields } as never)
  return bytes
}

function framesOf(commands: readonly Uint8Array[], isMeasured: boolean): Frame[] {
  return Array.from({ length: Math.ceil(commands.length / batch) }, (_, index) => ({
    commands: Buffer.concat(commands.slice(index * batch, (index + 1) * batch)),
    isMeasured,
  }))
}

const configuration = {
  shard: 0,
  sessionsMax: 1,
  assetsMax: 2,
  marketsMax: 1,
  accountsMax: accountMin + accountCount,
  ordersMax: 1_048_576,
  clientIdsMax: 1_048_576,
  finishedIdsPerAccountMax: 500,
  finishedIdsWindowUs: 60_000_000,
  stepsPerFrameMax: 1_000_000,
  tiersMax: 1,
  priceDirectoryEntriesMax: 1_000_000,
  ordersPerAccountMax: 1_000_000,
  specialOrdersMax: 1,
  orderListsMax: 1,
  withdrawalsMax: 1,
}

/** The workload's records by the public benchmark's rules. */
export function benchmarkFlow(records: Records, orders: Uint8Array): Flow {
  const rules = records.Rules.benchmark
  const genesis = encode(records.Configure, { ...configuration, rules })
  const messages = orders.length / orderBytes
  const commands = Array.from({ length: messages }, (_, index) =>
    orders.subarray(index * orderBytes, (index + 1) * orderBytes),
  )
  return { frames: [...framesOf([genesis], false), ...framesOf(commands, true)], messages }
}

function exchangeGenesis(records: Records): Uint8Array[] {
  const asset = (number: number, code: string) =>
    encode(records.ListAsset, {
      asset: number,
      assetKind: 0,
      decimals: 8,
      displayDecimals: 8,
      switches: 3,
      withdrawalMinUnits: 1n,
      withdrawalMaxUnits: depositUnits,
      withdrawalFeeUnits: 0n,
      code,
      name: code,
    })
  const accounts = Array.from({ length: accountCount }, (_, index) => {
    const uuid = new Uint8Array(16)
    new DataView(uuid.buffer).setUint32(0, index + 1)
    return encode(records.OpenAccount, { uuid })
  })
  const deposits = Array.from({ length: 2 * accountCount }, (_, index) =>
    encode(records.Deposit, {
      account: accountMin + (index >> 1),
      asset: index & 1,
      amountUnits: depositUnits,
      idempotencyKey: `first ${index & 1}`,
    }),
  )
  const rules = records.Rules.exchange
  return [
    encode(records.Configure, { ...configuration, rules }),
    asset(0, 'BTC'),
    asset(1, 'USD'),
    encode(records.SetFeeTier, {
      tier: 0,
      makerPpm: 1000,
      takerPpm: 2000,
      volumeMinUnits: 0n,
      name: 'all',
    }),
    encode(records.ListMarket, { ...listing, state: records.MarketState.trading }),
    ...accounts,
    ...deposits,
  ]
}

/** A market without any of the rules that are off where they are zero. */
const listing = {
  baseAsset: 0,
  quoteAsset: 1,
  tickUnits: 1_000_000n,
  lotUnits: 10_000n,
  ...noMarketRules,
  priceMaxTicks: 100_000,
  priceMinTicks: 1,
  quantityMaxLots: 1_000_000,
  symbol: 'BTCUSD',
}

/**
 * The workload as commands of the exchange: every second immediate-or-cancel order becomes a market
 * order, a modification a cancel and a new order; every second cancel names the client order id.
 */
export function exchangeFlow(records: Records, orders: Uint8Array): Flow {
  const writer = new ExchangeWriter(records)
  const view = new DataView(orders.buffer, orders.byteOffset, orders.length)
  for (let at = 0; at < orders.length; at += orderBytes) writer.add(view, at)
  const { depth, commands } = writer
  return {
    frames: [
      ...framesOf([...exchangeGenesis(records), ...depth], false),
      ...framesOf(commands, true),
    ],
    messages: commands.length,
  }
}

/** The latest order of the exchange that stands for one of the workload. */
interface Placed {
  readonly orderId: number
  readonly clientOrderId: string
  readonly side: number
}

/** Numbers orders as the core does: every one is accepted, for the book never runs empty. */
class ExchangeWriter {
  readonly commands: Uint8Array[] = []
  /** Rests far from the market from the start. */
  readonly depth: Uint8Array[]
  private placed = 0
  private readonly orders = new Map<number, Placed>()

  constructor(private readonly records: Records) {
    this.depth = [0, 1].map((side) =>
      this.place(side, { priceTicks: side === 0 ? 1 : 100_000, quantityLots: 1_000_000 }, ''),
    )
  }

  /** The commands for one record of the workload. */
  add(view: DataView, at: number): void {
    const { BenchmarkNew, BenchmarkModify } = this.records
    const kind = view.getUint8(at)
    const { offset } = BenchmarkNew
    const number = readU64(view, at + offset.orderId)
    const priceTicks = readU64(view, at + offset.priceTicks)
    const quantityLots = view.getUint32(at + offset.quantity, true)
    if (kind === BenchmarkNew.kind) {
      const side = view.getUint8(at + offset.side)
      const taker = view.getUint8(at + offset.immediateOrCancel) === 1
      const isMarket = taker && number % 2 === 0
      const terms = isMarket
        ? { quantityLots, orderType: 2, timeInForce: 1 }
        : { quantityLots, priceTicks, timeInForce: taker ? 1 : 0 }
      this.commands.push(this.place(side, terms, `order-${number}`, number))
      return
    }
    const { orderId, clientOrderId, side } = this.orders.get(number) as Placed
    const name = number % 2 === 0 ? { orderId, clientOrderId: '' } : { orderId: 0, clientOrderId }
    const account = this.accountOf(side, number)
    this.commands.push(encode(this.records.CancelOrder, { ...name, restriction: 0, account }))
    if (kind !== BenchmarkModify.kind) return
    const next = `${clientOrderId}+`.slice(-36)
    this.commands.push(this.place(side, { priceTicks, quantityLots }, next, number))
  }

  private accountOf(side: number, number: number): number {
    return accountMin + 2 * (Math.imul(number, 0x9e3779b1) >>> 21) + side
  }

  private place(side: number, terms: object, clientOrderId: string, number = 0): Uint8Array {
    this.orders.set(number, { orderId: ++this.placed, clientOrderId, side })
    return encode(this.records.PlaceOrder, {
      priceTicks: 0,
      quantityLots: 0,
      side,
      orderType: 0,
      timeInForce: 0,
      selfTradePrevention: 0,
      clientOrderId,
      ...terms,
      account: this.accountOf(side, number),
    })
  }
}

/** The time of a frame, in microseconds. */
export const timestampOf = (index: number): number => index * 1000

/** The file that the driver reads. */
export function frameFile({ frames }: Flow): Uint8Array {
  const parts = frames.flatMap(({ commands, isMeasured }, index) => {
    const start = new DataView(new ArrayBuffer(16))
    start.setUint32(0, commands.length, true)
    start.setUint32(4, isMeasured ? 1 : 0, true)
    start.setBigUint64(8, BigInt(timestampOf(index)), true)
    return [new Uint8Array(start.buffer), commands]
  })
  return Buffer.concat(parts)
}
