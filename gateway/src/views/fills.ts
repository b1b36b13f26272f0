// The newest fills of every account: each trade from the side of its owner.
import { Side } from '@openbell/protocol'
import type { FillView } from '../ports.js'
import type { EntryKind } from './entries.js'

export const fillKind: EntryKind<FillView> = {
  idOf: ({ tradeId }) => tradeId,
  timeUsOf: ({ timestampUs }) => timestampUs,
  marketOf: ({ market }) => market,
  write(out, fill) {
    out.u64(fill.tradeId)
    out.u64(fill.orderId)
    out.u32(fill.market)
    out.u8(fill.side)
    out.u8(fill.isMaker ? 1 : 0)
    out.u64(fill.priceTicks)
    out.u64(fill.quantityLots)
    out.i64(fill.quoteUnits)
    out.i64(fill.feeUnits)
    out.u32(fill.feeAsset)
    out.u64(fill.timestampUs)
  },
  read: (from, account) => ({
    tradeId: from.u64(),
    orderId: from.u64(),
    account,
    market: from.u32(),
    side: from.u8() === Side.sell ? Side.sell : Side.buy,
    isMaker: from.u8() === 1,
    priceTicks: from.u64(),
    quantityLots: from.u64(),
    quoteUnits: from.i64(),
    feeUnits: from.i64(),
    feeAsset: from.u32(),
    timestampUs: from.u64(),
  }),
}
