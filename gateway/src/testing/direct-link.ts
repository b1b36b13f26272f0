// A link inside one thread: what the edge shows, the core's end has at once.
import type { Lane } from '@openbell/protocol'
import type { LinkCore, LinkEdge, Refusal, RefusalListener } from '../ports.js'

export class DirectLink implements LinkEdge, LinkCore {
  #put: [Uint8Array[], Uint8Array[]] = [[], []]
  #listener: RefusalListener = () => {}

  /** `onPublished` is called for each publish, and may take. */
  constructor(private readonly onPublished: () => void) {}

  put(lane: Lane, command: Uint8Array): boolean {
    this.#put[lane].push(command.slice())
    return true
  }

  publish(): void {
    this.onPublished()
  }

  onRefused(listener: RefusalListener): void {
    this.#listener = listener
  }

  take(into: Uint8Array): number {
    const [orders, cancels] = this.#put
    this.#put = [[], []]
    let bytes = 0
    for (const command of [...cancels, ...orders]) {
      into.set(command, bytes)
      bytes += command.length
    }
    return bytes
  }

  refuse(session: number, lane: Lane, laneSequence: number, refusal: Refusal): void {
    this.#listener(session, lane, laneSequence, refusal)
  }

  wait(): void {}
}
