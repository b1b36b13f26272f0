// The newest prevented trades of every account, on whichever side it was.
import { type SelfTradePrevention, Side } from '@openbell/protocol'
import type { PreventedStep } from '../ports.js'
import type { EntryKind } from './entries.js'

export const preventedKind: EntryKind<PreventedStep> = {
  idOf: ({ preventedId }) => preventedId,
  timeUsOf: ({ timestampUs }) => timestampUs,
  marketOf: ({ market }) => market,
  write(out, match) {
    out.u64(match.preventedId)
    out.u32(match.market)
    out.u32(match.makerAccount)
    out.u32(match.takerAccount)
    out.u32(match.tradeGroup)
    out.u64(match.makerOrderId)
    out.u64(match.takerOrderId)
    out.u8(match.mode)
    out.u8(match.takerSide)
    out.u64(match.priceTicks)
    out.u64(match.makerPreventedLots)
    out.u64(match.takerPreventedLots)
    out.u64(match.matchLots)
    out.u64(match.timestampUs)
  },
  read: (from) => ({
    preventedId: from.u64(),
    market: from.u32(),
    makerAccount: from.u32(),
    takerAccount: from.u32(),
    tradeGroup: from.u32(),
    makerOrderId: from.u64(),
    takerOrderId: from.u64(),
    mode: from.u8() as SelfTradePrevention,
    takerSide: from.u8() === Side.sell ? Side.sell : Side.buy,
    priceTicks: from.u64(),
    makerPreventedLots: from.u64(),
    takerPreventedLots: from.u64(),
    matchLots: from.u64(),
    timestampUs: from.u64(),
  }),
}
