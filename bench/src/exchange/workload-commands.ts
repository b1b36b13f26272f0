// The records of an order file as commands of funded accounts.
import { OperateError } from '@openbell/gateway/operate/errors.js'
import { orderBytes } from '@openbell/gateway/operate/order-file.js'
import {
  BenchmarkCancel,
  BenchmarkModify,
  BenchmarkNew,
  ReportModifyReject,
  readU64,
} from '@openbell/protocol'
import { applyBatches, batchesOf } from '../benchmark-core.js'
import { reportBytes } from '../report-hash.js'
import type { CommandList } from './command-list.js'
import { type Placed, type Placing, SessionOrders } from './session-orders.js'
import { accountMin, quantityMaxLots, type Records, type Venue } from './venue.js'

const batch = 256

export interface Variant {
  /** Every order has one, and every second cancel names its order by it. */
  readonly clientOrderIds: boolean
  /** Every second immediate-or-cancel order becomes one. */
  readonly marketOrders: boolean
}

/**
 * The commands for all records of an order file, in the venue's first market, so that the exchange
 * trades as the benchmark does. Even accounts buy and odd ones sell, so that nobody ever meets an
 * order of his own.
 */
export function workloadCommands(
  records: Records,
  venue: Venue,
  orders: Uint8Array,
  { clientOrderIds, marketOrders }: Variant,
): CommandList {
  const session = new SessionOrders(records, venue, clientOrderIds)
  addWorkload(session, orders, marketOrders, (side, number) => placingOf(venue, side, number))
  return session.commands
}

/**
 * Adds the commands for all records of an order file; `placing` says who places an order, and where. A
 * modify becomes a cancel and a new order, one that is too late a cancel alone. Returns the latest
 * order that stands for each of the file.
 * @throws OperateError where an order's price or quantity is not one of the venue
 */
export function addWorkload(
  session: SessionOrders,
  orders: Uint8Array,
  marketOrders: boolean,
  placing: (side: number, number: number) => Placing,
): Map<number, Placed> {
  const view = new DataView(orders.buffer, orders.byteOffset, orders.length)
  const { offset } = BenchmarkNew
  const refused = refusedModifies(orders)
  const placed = new Map<number, Placed>()
  for (let at = 0; at < orders.length; at += orderBytes) {
    const kind = view.getUint8(at)
    const number = readU64(view, at + offset.orderId)
    const before = placed.get(number)
    if (before) session.cancel(before)
    if (kind === BenchmarkCancel.kind) continue
    if (kind === BenchmarkModify.kind && refused.has(readU64(view, at + offset.sequence))) continue
    const side = view.getUint8(at + offset.side)
    const takes = view.getUint8(at + offset.immediateOrCancel) === 1
    const isMarket = marketOrders && takes && number % 2 === 0
    const limitTicks = readU64(view, at + offset.priceTicks)
    const quantityLots = view.getUint32(at + offset.quantity, true)
    refuseForeign(session, number, limitTicks, quantityLots)
    const terms = { side, priceTicks: isMarket ? 0 : limitTicks, quantityLots, takes }
    placed.set(number, session.place(placing(side, number), terms))
  }
  return placed
}

/** @throws OperateError where the venue would not accept the order, by which all later ids are others */
function refuseForeign(
  { priceMaxTicks }: SessionOrders,
  number: number,
  priceTicks: number,
  quantityLots: number,
): void {
  if (priceTicks < 1 || priceTicks > priceMaxTicks)
    throw new OperateError(`order ${number}: its price is not from 1 to ${priceMaxTicks} ticks`)
  if (quantityLots < 1 || quantityLots > quantityMaxLots)
    throw new OperateError(`order ${number}: its quantity is not from 1 to ${quantityMaxLots} lots`)
}

/** The sequences of the modifies whose order is gone. */
function refusedModifies(orders: Uint8Array): Set<number> {
  const refused = new Set<number>()
  applyBatches(batchesOf(orders, batch), (reports) => {
    const view = new DataView(reports.buffer, reports.byteOffset, reports.length)
    for (let at = 0; at < reports.length; at += reportBytes)
      if (view.getUint8(at) === ReportModifyReject.kind)
        refused.add(readU64(view, at + ReportModifyReject.offset.sequence))
  })
  return refused
}

/** Neighbouring numbers lie far apart. */
function placingOf({ accounts }: Venue, side: number, number: number): Placing {
  const pair = Math.floor(((Math.imul(number, 0x9e3779b1) >>> 0) * (accounts / 2)) / 4294967296)
  return { account: accountMin + 2 * pair + side, market: 0 }
}
