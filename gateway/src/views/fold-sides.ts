// What events with a maker and a taker have in common.
import type { Changes } from './changes.js'
import type { ViewState } from './state.js'

export interface TwoSided {
  readonly makerAccount: number
  readonly takerAccount: number
  readonly makerAccountEvent: number
  readonly takerAccountEvent: number
}

/** Who meets himself has two events of one meeting, in the order of their numbers. */
export function stepBoth({ accounts }: ViewState, changes: Changes, event: TwoSided): void {
  const { makerAccount, makerAccountEvent, takerAccount, takerAccountEvent } = event
  const { timestampUs } = changes
  if (makerAccountEvent < takerAccountEvent || makerAccount !== takerAccount) {
    accounts.step(makerAccount, makerAccountEvent, timestampUs)
    accounts.step(takerAccount, takerAccountEvent, timestampUs)
  } else {
    accounts.step(takerAccount, takerAccountEvent, timestampUs)
    accounts.step(makerAccount, makerAccountEvent, timestampUs)
  }
}
