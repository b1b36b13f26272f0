// What of the core's own work came about, and whether a tick or a start brought it.
import type { EventFrame } from '@openbell/gateway/ports.js'
import {
  ActivationReason,
  AuctionUncrossed,
  activationReasonNames,
  CloseReason,
  FrameType,
  MarketStateChanged,
  MarketStateReason,
  marketStateReasonNames,
  OrderActivated,
  OrderClosed,
  OrderListClosed,
  StopMoved,
} from '@openbell/protocol'
import type { Facts } from './facts.js'

export class FrameFacts {
  constructor(private readonly facts: Facts) {}

  take(frame: EventFrame, kind: number, view: DataView, at: number): void {
    const isTick = frame.type === FrameType.commands && frame.commandCount === 0
    const isStart = frame.type === FrameType.epoch
    const note = (what: string) => {
      if (isTick) this.facts.note(`by a tick: ${what}`)
      if (isStart) this.facts.note(`at a start: ${what}`)
    }
    if (kind === OrderClosed.kind) {
      const { reason } = OrderClosed.read(view, at)
      if (reason === CloseReason.timeOver) note('an order expired')
      if (reason === CloseReason.deadMan) note('a dead man’s switch worked')
      if (reason === CloseReason.otherLeg) note('the other leg closed')
    } else if (kind === OrderActivated.kind) {
      const { reason } = OrderActivated.read(view, at)
      this.facts.note(`activated: ${activationReasonNames[reason]}`)
      if (reason === ActivationReason.triggered) note('a cascade went on')
      if (reason === ActivationReason.firstFilled) note('a list went on')
    } else if (kind === MarketStateChanged.kind) {
      const { reason } = MarketStateChanged.read(view, at)
      this.facts.note(`market moved: ${marketStateReasonNames[reason]}`)
      if (reason === MarketStateReason.auctionEnd) note('an auction ended')
    } else if (kind === AuctionUncrossed.kind) {
      if (AuctionUncrossed.read(view, at).volumeLots > 0) this.facts.note('an auction traded')
    } else if (kind === StopMoved.kind) this.facts.note('a stop moved')
    else if (kind === OrderListClosed.kind) this.facts.note('a list closed')
  }
}
