// Exports for tests: of a core with something of everything, taken apart, and sealed again.
import { createHash } from 'node:crypto'
import {
  CloseReason,
  Contingency,
  ExportHead,
  forEachRecord,
  KillScope,
  KillSwitch,
  MarketState,
  OrderType,
  SetDeadMan,
  Side,
  StateVenue,
  stateSizes,
  TimeInForce,
} from '@openbell/protocol'
import * as write from './commands.js'
import { openVenue, type Venue } from './venue.js'

export const headBytes = ExportHead.sizeBytes
const digestBytes = 32

/** Gives changed bytes the digest that is theirs. */
export function seal(bytes: Uint8Array): Uint8Array {
  const end = bytes.length - digestBytes
  bytes.set(createHash('sha256').update(bytes.subarray(0, end)).digest(), end)
  return bytes
}

export interface Taken {
  readonly kind: number
  /** In the export. */
  readonly at: number
  readonly sizeBytes: number
}

/** The records of an export. */
export function recordsOf(bytes: Uint8Array): Taken[] {
  const records: Taken[] = []
  const visit = (kind: number, _view: DataView, at: number, sizeBytes: number) =>
    records.push({ kind, at: headBytes + at, sizeBytes })
  forEachRecord(bytes.subarray(headBytes, bytes.length - digestBytes), visit, stateSizes)
  return records
}

/** The records of an export, each for itself. */
export const takeApart = (bytes: Uint8Array): Uint8Array[] =>
  recordsOf(bytes).map(({ at, sizeBytes }) => bytes.slice(at, at + sizeBytes))

/** The export of other records, to which all of its head is made to fit but the state hash. */
export function putTogether(good: Uint8Array, records: readonly Uint8Array[]): Uint8Array {
  const head = good.slice(0, headBytes)
  const view = new DataView(head.buffer)
  const recordsBytes = records.reduce((sum, { length }) => sum + length, 0)
  view.setBigUint64(ExportHead.offset.recordsBytes, BigInt(recordsBytes), true)
  const counts = new Uint32Array((headBytes - ExportHead.offset.venueCount) / 4)
  for (const [kind] of records) counts[(kind as number) - StateVenue.kind]++
  for (const [index, count] of counts.entries())
    view.setUint32(ExportHead.offset.venueCount + 4 * index, count, true)
  return seal(write.frame(head, ...records, new Uint8Array(digestBytes)))
}

/** Orders, ids, lists, triggers, timers and withdrawals, and nothing that is under way. */
export function fillVenue(limits: Parameters<typeof openVenue>[0] = {}): Venue {
  const venue = openVenue(limits)
  const order = { account: 16, priceTicks: 100, quantityLots: 5 }
  const stop = { ...order, priceTicks: 0, orderType: OrderType.stopLoss }
  const sell = { ...order, account: 17, side: Side.sell, priceTicks: 200 }
  const dated = { timeInForce: TimeInForce.goodTillDate, expiresUs: 9_000_000 }
  venue.frame(
    write.setFeeTier(1, 10, 20),
    write.listMarket({ market: 1, state: MarketState.preOpen }),
    write.openSession(7),
    write.placeOrder({ ...order, clientOrderId: 'open' }),
    write.placeOrder({ ...order, account: 17 }),
    write.placeOrder({ ...order, priceTicks: 99, clientOrderId: 'over' }),
    write.cancelOrder({ account: 16, clientOrderId: 'over' }),
    write.placeSpecialOrder({ ...sell, icebergLots: 2, quantityLots: 9, ...dated }),
    write.placeOrder({ ...order, priceTicks: 200, quantityLots: 1 }),
    write.placeSpecialOrder({ ...stop, side: Side.sell, trailingBips: 100 }),
    write.placeSpecialOrder({ ...stop, stopPriceTicks: 300, trailingBips: 50, connection: 2 }),
    write.placeSpecialOrder({ ...stop, stopPriceTicks: 201 }),
  )
  const leg = { side: Side.buy, quantityLots: 3, priceTicks: 50, orderType: OrderType.limit }
  const profit = {
    side: Side.sell,
    quantityLots: 3,
    priceTicks: 400,
    orderType: OrderType.limitMaker,
  }
  const loss = {
    side: Side.sell,
    quantityLots: 3,
    stopPriceTicks: 90,
    orderType: OrderType.stopLoss,
  }
  venue.frame(
    write.placeOrderList([leg, profit, loss], { account: 16, contingency: Contingency.otoco }),
    write.placeOrderList([profit, loss], { account: 17, contingency: Contingency.oco }),
    write.command(SetDeadMan, { account: 17, timeoutUs: 5_000_000 }),
    write.reserveWithdrawal({ account: 16, asset: 0, amountUnits: 50n, idempotencyKey: 'out' }),
    write.command(KillSwitch, { scope: KillScope.market, market: 1 }),
  )
  venue.finish()
  return venue
}

/** With a taker between two of its trades, a trigger reached, and commands that wait. */
export function stopInTheMiddle(): Venue {
  const venue = fillVenue({ stepsPerFrameMax: 2 })
  const sell = { account: 17, side: Side.sell, priceTicks: 201, quantityLots: 1 }
  for (let i = 0; i < 4; i++) {
    venue.frame(write.placeOrder(sell))
    venue.finish()
  }
  const buy = { account: 18, priceTicks: 201, quantityLots: 30, clientOrderId: 'taker' }
  venue.frame(
    write.placeOrder(buy),
    write.cancelAllOrders({ account: 16, reason: CloseReason.cancelledByOwner, allMarkets: 1 }),
  )
  return venue
}
