// The newest amendments of every account: what its owner made smaller, and by how much.
import type { AmendmentView } from '../ports.js'
import type { EntryKind } from './entries.js'

export const amendmentKind: EntryKind<AmendmentView> = {
  idOf: ({ accountEvent }) => accountEvent,
  timeUsOf: ({ timestampUs }) => timestampUs,
  marketOf: ({ market }) => market,
  write(out, amendment) {
    out.u32(amendment.market)
    out.u64(amendment.orderId)
    out.u64(amendment.accountEvent)
    out.text(amendment.clientOrderId)
    out.u64(amendment.beforeLots)
    out.u64(amendment.quantityLots)
    out.u64(amendment.timestampUs)
  },
  read: (from, account) => ({
    account,
    market: from.u32(),
    orderId: from.u64(),
    accountEvent: from.u64(),
    clientOrderId: from.text(),
    beforeLots: from.u64(),
    quantityLots: from.u64(),
    timestampUs: from.u64(),
  }),
}
