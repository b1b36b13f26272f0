// A workload of the public benchmark's shape: what arrives, by scenario and seed.
import { BenchmarkCancel, BenchmarkModify, BenchmarkNew, Side } from '@openbell/protocol'
import { GrowingBytes } from '../growing-bytes.js'
import { distanceWeights } from './distances.js'
import { midPrices } from './mid-prices.js'
import { Random } from './random.js'
import { type Scenario, swingSteps } from './scenarios.js'

export interface Workload {
  readonly scenario: Scenario
  /** New orders; there are about twice as many records. */
  readonly orders: number
  /** 32 bits. */
  readonly seed: number
}

type Shape = typeof BenchmarkNew | typeof BenchmarkCancel | typeof BenchmarkModify

interface Order {
  readonly orderId: number
  readonly side: number
  readonly immediateOrCancel: number
  readonly quantity: number
  readonly priceTicks: bigint
}

const quantityMax = 100
const immediatePercent = 15
const modifiedPercent = 20
const repricedPercent = 80
const cancelledPercent = 95
/** Of the cancels, one that comes again; of the modifies, one that comes again, after the cancel. */
const repeatedPercent = 2

/**
 * The records of an order file. Buyers come along the first half of the mid's way and sellers along
 * the second, each with the next id; they arrive shuffled. An order lives much shorter than the next
 * one takes to arrive, so its modify and its cancel follow it at once. Of one seed, all scenarios
 * have the same orders at other prices.
 */
export function generateOrders({ scenario, orders, seed }: Workload): Uint8Array {
  const random = new Random(seed)
  const mids = midPrices(random, orders, swingSteps[scenario])
  const distances = distanceWeights()
  const writer = new OrderWriter(random)
  for (const orderId of shuffledIds(random, orders)) {
    const side = orderId <= orders / 2 ? Side.buy : Side.sell
    const distanceTicks = distances.draw(random)
    writer.addLife({
      orderId,
      side,
      immediateOrCancel: random.happens(immediatePercent) ? 1 : 0,
      quantity: 1 + random.below(quantityMax),
      priceTicks: BigInt(mids[orderId - 1] + (side === Side.buy ? -distanceTicks : distanceTicks)),
    })
  }
  return writer.bytes.written.slice()
}

/** From 1 to `count`, in the order of their arrival. */
function shuffledIds(random: Random, count: number): Uint32Array {
  const ids = Uint32Array.from({ length: count }, (_, index) => index + 1)
  for (let left = count; left > 1; left--) {
    const drawn = random.below(left)
    const id = ids[drawn]
    ids[drawn] = ids[left - 1]
    ids[left - 1] = id
  }
  return ids
}

class OrderWriter {
  readonly bytes = new GrowingBytes()
  private sequence = 0

  constructor(private readonly random: Random) {}

  /** All that ever comes of an order. */
  addLife(order: Order): void {
    const { random } = this
    this.add(BenchmarkNew, order)
    if (order.immediateOrCancel === 1) return
    const isModified = random.happens(modifiedPercent)
    const modified = isModified ? this.modified(order) : order
    if (isModified) this.add(BenchmarkModify, modified)
    if (!random.happens(cancelledPercent)) return
    this.add(BenchmarkCancel, order)
    if (random.happens(repeatedPercent)) this.add(BenchmarkCancel, order)
    if (isModified && random.happens(repeatedPercent)) this.add(BenchmarkModify, modified)
  }

  /** One more, and mostly a tick nearer to the mid. */
  private modified(order: Order): Order {
    const towardsMid = order.side === Side.buy ? 1n : -1n
    const moveTicks = this.random.happens(repricedPercent) ? towardsMid : 0n
    return { ...order, quantity: order.quantity + 1, priceTicks: order.priceTicks + moveTicks }
  }

  private add(shape: Shape, order: Order): void {
    const { bytes } = this
    const at = bytes.extend(shape.sizeBytes)
    const { side, immediateOrCancel, quantity, orderId, priceTicks } = order
    const sequence = this.sequence++
    const record = { side, immediateOrCancel, quantity, sequence, orderId, priceTicks }
    shape.write(bytes.view, at, record)
  }
}
