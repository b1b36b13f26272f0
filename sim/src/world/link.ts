// The link by direct call: what is put and published on one end is taken on the other.
import type { LinkCore, LinkEdge, Refusal, RefusalListener } from '@openbell/gateway/ports.js'
import { Lane, limits } from '@openbell/protocol'
import type { SimClock } from './clock.js'

type Refused = Parameters<RefusalListener>

/** Both ends; what is under way is lost with it. */
export class SimLink implements LinkEdge, LinkCore {
  private readonly lanes: Record<Lane, { put: Uint8Array[]; visible: number }> = [
    { put: [], visible: 0 },
    { put: [], visible: 0 },
  ]
  private refused: Refused[] = []
  private listener: RefusalListener = () => {}
  /** Called after a batch was taken; what it throws ends the path there. */
  onTaken: () => void = () => {}

  /** `commandsMax` bounds a batch, as if no more had arrived. */
  constructor(
    private readonly clock: SimClock,
    private readonly commandsMax = Number.MAX_SAFE_INTEGER,
  ) {}

  put(lane: Lane, command: Uint8Array): boolean {
    const { put } = this.lanes[lane]
    if (put.length >= limits.linkSlots) return false
    put.push(command.slice())
    return true
  }

  publish(): void {
    for (const lane of [Lane.orders, Lane.cancels])
      this.lanes[lane].visible = this.lanes[lane].put.length
  }

  onRefused(listener: RefusalListener): void {
    this.listener = listener
  }

  take(into: Uint8Array): number {
    let bytes = 0
    let commands = 0
    for (const lane of [this.lanes[Lane.cancels], this.lanes[Lane.orders]]) {
      while (lane.visible > 0 && commands < this.commandsMax) {
        const command = lane.put[0]
        if (bytes + command.length > into.length) break
        into.set(command, bytes)
        bytes += command.length
        commands++
        lane.put.shift()
        lane.visible--
      }
    }
    if (commands > 0) this.onTaken()
    return bytes
  }

  refuse(session: number, lane: Lane, laneSequence: number, refusal: Refusal): void {
    this.refused.push([session, lane, laneSequence, refusal])
  }

  /** Tells the edge what was refused. */
  deliverRefusals(): void {
    for (const refused of this.refused.splice(0)) this.listener(...refused)
  }

  /** Whoever waits for commands that nobody sends waits to the end. */
  wait(timeoutMs: number): void {
    if (!this.hasCommands) this.clock.advance(timeoutMs * 1000)
  }

  get hasCommands(): boolean {
    return this.lanes[Lane.orders].visible + this.lanes[Lane.cancels].visible > 0
  }
}
