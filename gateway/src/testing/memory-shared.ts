// What edges share, in the memory of a test that can take it away, empty it, or hold back its answers.
import type { CountAddition, Notice, SharedState } from '../ports.js'

export class MemoryServer {
  readonly counts = new Map<string, number>()
  readonly claimed = new Set<string>()
  readonly edges = new Set<MemoryShared>()
  isDown = false
  /** So many commands fail though it seems to be up. */
  failures = 0
}

export class MemoryShared implements SharedState {
  readonly #onNotice = new Set<(notice: Notice) => void>()
  readonly #onResumed = new Set<() => void>()
  /** Each call of `add`, by the count of its additions. */
  readonly rounds: number[] = []

  constructor(readonly server: MemoryServer) {
    server.edges.add(this)
  }

  isUp(): boolean {
    return !this.server.isDown
  }

  async add(additions: readonly CountAddition[]): Promise<readonly number[]> {
    this.rounds.push(additions.length)
    this.#check()
    return additions.map(({ name, amount }) => {
      const total = (this.server.counts.get(name) ?? 0) + amount
      this.server.counts.set(name, total)
      return total
    })
  }

  async claim(name: string): Promise<boolean> {
    this.#check()
    if (this.server.claimed.has(name)) return false
    this.server.claimed.add(name)
    return true
  }

  tell(notice: Notice): void {
    if (this.server.isDown) return
    for (const edge of this.server.edges)
      if (edge !== this) for (const listener of edge.#onNotice) listener(notice)
  }

  onNotice(listener: (notice: Notice) => void): void {
    this.#onNotice.add(listener)
  }

  onResumed(listener: () => void): void {
    this.#onResumed.add(listener)
  }

  resume(): void {
    for (const listener of this.#onResumed) listener()
  }

  #check(): void {
    if (this.server.isDown || this.server.failures-- > 0) throw new Error('the server is away')
  }
}
