// Writes what a peer answered as the reports that the core itself would give.
import {
  ReportCancelAck,
  ReportCancelReject,
  ReportModifyAck,
  ReportModifyReject,
  ReportOrderAck,
  ReportTrade,
} from '@openbell/protocol'
import { ReportLog, reportBytes } from '../report-hash.js'
import type { Message } from './peer.js'

/** All reports have one layout. */
type Shape = Pick<typeof ReportTrade, 'write'>

const scratch = new Uint8Array(reportBytes)
const view = new DataView(scratch.buffer)

export class PeerReports {
  readonly log = new ReportLog()

  orderAck(message: Message): void {
    this.add(ReportOrderAck, message)
  }

  modifyAck(message: Message): void {
    this.add(ReportModifyAck, message)
  }

  /** The taker is the message's order. */
  trade(taker: Message, makerOrderId: number, priceTicks: number, quantity: number): void {
    this.add(ReportTrade, { ...taker, priceTicks, quantity }, makerOrderId)
  }

  /** `side` and `priceTicks` are the book's. */
  cancelAck(message: Message, side: number, priceTicks: number): void {
    this.add(ReportCancelAck, { ...message, side, priceTicks })
  }

  cancelReject(message: Message): void {
    this.add(ReportCancelReject, message)
  }

  modifyReject(message: Message): void {
    this.add(ReportModifyReject, message)
  }

  private add(shape: Shape, message: Message, makerOrderId = 0): void {
    const { side, quantity, sequence, orderId } = message
    const priceTicks = BigInt(message.priceTicks)
    shape.write(view, 0, { side, quantity, sequence, orderId, priceTicks, makerOrderId })
    this.log.add(scratch)
  }
}
