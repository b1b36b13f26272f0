// What a cache miss costs here: a walk in which each step tells only where the next one is.
import { Random } from './workload/random.js'

const lineWords = 16

export class PointerChase {
  private readonly words: Uint32Array
  private at = 0

  /** Over `bytes` bytes, of which it reads a word of each 64. */
  constructor(bytes: number) {
    this.words = new Uint32Array(Math.max(1, Math.floor(bytes / 64)) * lineWords)
    const lines = this.words.length / lineWords
    const random = new Random(1)
    const order = Uint32Array.from({ length: lines }, (_, line) => line)
    // Sattolo's shuffle: the walk comes by every line before it is home again.
    for (let left = lines - 1; left > 0; left--) {
      const drawn = random.below(left)
      const line = order[drawn]
      order[drawn] = order[left]
      order[left] = line
    }
    for (const [line, next] of order.entries()) this.words[line * lineWords] = next * lineWords
  }

  /** The number of the line where it stands. */
  get line(): number {
    return this.at / lineWords
  }

  /** Nanoseconds of one of so many steps. */
  stepNs(steps: number): number {
    const { words } = this
    let { at } = this
    const startedMs = performance.now()
    for (let step = 0; step < steps; step++) at = words[at]
    const tookMs = performance.now() - startedMs
    this.at = at
    return (tookMs * 1_000_000) / steps
  }
}
