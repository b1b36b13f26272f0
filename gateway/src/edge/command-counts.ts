// What went through since an edge opened its session, for the figures.
import { OrderAccepted, SpecialOrderAccepted, Trade } from '@openbell/protocol'

const rejectsMax = 1024

export class CommandCounts {
  orders = 0
  trades = 0
  /** By number of the reject. */
  readonly rejects = new Uint32Array(rejectsMax)
  /** Commands without an outcome. */
  pending = 0

  noteEvent(kind: number): void {
    if (kind === OrderAccepted.kind || kind === SpecialOrderAccepted.kind) this.orders++
    else if (kind === Trade.kind) this.trades++
  }

  /** 0 = none. */
  noteReject(reject: number): void {
    if (reject !== 0) this.rejects[Math.min(reject, rejectsMax - 1)] += 1
  }
}
