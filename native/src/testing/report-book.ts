// A book that knows only what was reported: each order's rest, found without an index or a level.
import {
  ReportCancelAck,
  ReportModifyAck,
  ReportOrderAck,
  ReportTrade,
  Side,
} from '@openbell/protocol'
import type { Report } from './wasm-core.js'

const bidNone = -(2n ** 63n)
const askNone = 2n ** 63n - 1n

interface Resting {
  readonly side: number
  readonly priceTicks: bigint
  left: number
}

export class ReportBook {
  readonly #orders = new Map<number, Resting>()

  take({ kind, side, orderId, makerOrderId, priceTicks, quantity }: Report): void {
    if (kind === ReportOrderAck.kind || kind === ReportModifyAck.kind)
      this.#orders.set(orderId, { side, priceTicks, left: quantity })
    if (kind === ReportCancelAck.kind) this.#orders.delete(orderId)
    if (kind !== ReportTrade.kind) return
    for (const id of [orderId, makerOrderId]) {
      const order = this.#orders.get(id) as Resting
      order.left -= quantity
      if (order.left === 0) this.#orders.delete(id)
    }
  }

  depthAt(side: number, priceTicks: bigint): number {
    const at = this.#of(side).filter((order) => order.priceTicks === priceTicks)
    return at.reduce((sum, { left }) => sum + left, 0)
  }

  /** The line that the loader prints after `count` messages, the last of them at `priceTicks`. */
  probe(count: number, priceTicks: bigint): string {
    const bid = this.#of(Side.buy).reduce((best, o) => max(best, o.priceTicks), bidNone)
    const ask = this.#of(Side.sell).reduce((best, o) => -max(-best, -o.priceTicks), askNone)
    const buys = `bid ${bid} ${this.depthAt(Side.buy, bid)}`
    const sells = `ask ${ask} ${this.depthAt(Side.sell, ask)}`
    const here = `${this.depthAt(Side.buy, priceTicks)} ${this.depthAt(Side.sell, priceTicks)}`
    return `probe ${count} ${buys} ${sells} at ${priceTicks} ${here}`
  }

  #of(side: number): Resting[] {
    return [...this.#orders.values()].filter((order) => order.side === side)
  }
}

const max = (a: bigint, b: bigint): bigint => (a > b ? a : b)
