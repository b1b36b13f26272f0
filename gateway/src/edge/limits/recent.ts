// A map that holds so many names at most: who has not been asked for while many others were is forgotten.

/** Two maps instead of an exact order of use, which costs several times as much at every look. */
export class Recent<Value extends object> {
  #young = new Map<string, Value>()
  #old = new Map<string, Value>()

  /** @param namesMax half of these, asked for last, are never forgotten */
  constructor(private readonly namesMax: number) {}

  get(name: string): Value | undefined {
    const young = this.#young.get(name)
    if (young !== undefined) return young
    const old = this.#old.get(name)
    if (old !== undefined) this.set(name, old)
    return old
  }

  set(name: string, value: Value): void {
    if (this.#young.size * 2 >= this.namesMax) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#young.set(name, value)
  }
}
