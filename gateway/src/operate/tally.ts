// Counts what became of commands, as any consumer sees it: from the event frames.
import {
  forEachRecord,
  OrderAccepted,
  OrderClosed,
  Outcome,
  OutcomeStatus,
  ReportCancelAck,
  ReportCancelReject,
  ReportModifyReject,
  ReportOrderAck,
  ReportTrade,
  Trade,
} from '@openbell/protocol'
import type { EventReader } from '../ports.js'
import type { Check } from './check.js'

export class Tally {
  /** That were taken. */
  orders = 0
  /** Orders that ended before they were filled. */
  cancels = 0
  trades = 0
  /** Commands that changed nothing. */
  rejects = 0

  constructor(private readonly reader: EventReader) {}

  /** Counts all frames that were published since the last time, and shows them to `check`. */
  drain(check?: Check): void {
    for (let frame = this.reader.next(); frame; frame = this.reader.next())
      for (const part of frame.parts)
        forEachRecord(part, (kind, view, at) => {
          this.count(kind, view, at)
          check?.see(kind, view, at)
        })
  }

  private count(kind: number, view: DataView, at: number): void {
    switch (kind) {
      case OrderAccepted.kind:
      case ReportOrderAck.kind:
        this.orders++
        break
      case OrderClosed.kind:
      case ReportCancelAck.kind:
        this.cancels++
        break
      case Trade.kind:
      case ReportTrade.kind:
        this.trades++
        break
      case ReportCancelReject.kind:
      case ReportModifyReject.kind:
        this.rejects++
        break
      case Outcome.kind:
        if (view.getUint8(at + Outcome.offset.status) === OutcomeStatus.rejected) this.rejects++
    }
  }
}
