// Views over a small exchange whose market is listed, for tests that fold frames one by one.
import { OrderType, Side } from '@openbell/protocol'
import { createViews } from '../index.js'
import type { ViewBounds } from '../state.js'
import { alice, FrameStream, type OrderFields } from './frames.js'

/** The views, the stream to go on with, and what folds the next frame of it. */
export function listed(bounds: Partial<ViewBounds> = {}) {
  const stream = new FrameStream()
  const views = createViews(bounds)
  views.fold(stream.listing())
  const fold = (...records: Uint8Array[]) => views.fold(stream.frame(...records))
  return { stream, views, fold }
}

/** A bid of alice, an ask of hers that would meet it, and the same ask behind a stop. */
export const bid: OrderFields = {
  account: alice,
  orderId: 1,
  side: Side.buy,
  priceTicks: 100,
  quantityLots: 50,
}
export const own: OrderFields = { ...bid, orderId: 2, side: Side.sell, quantityLots: 30 }
export const stop: OrderFields = { ...own, orderId: 3, orderType: OrderType.stopLossLimit }
