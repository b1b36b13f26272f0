// Chance by seed: one stream of 32-bit numbers a name, so that a draw in one place shifts no other.

/** Small fast counter generator (sfc32), whose state comes from a seed and a name. */
export class Chance {
  private readonly state: Uint32Array

  constructor(
    private readonly seed: number,
    private readonly name = 'root',
  ) {
    this.state = Uint32Array.from([0, 1, 2, 3], (word) => hash(`${seed}/${name}/${word}`))
    for (let i = 0; i < 12; i++) this.u32()
  }

  /** The stream of another name; the same name gives the same stream. */
  stream(name: string): Chance {
    return new Chance(this.seed, `${this.name}/${name}`)
  }

  u32(): number {
    const { state } = this
    const sum = (state[0] + state[1] + state[3]) >>> 0
    state[3] += 1
    state[0] = state[1] ^ (state[1] >>> 9)
    state[1] = state[2] + (state[2] << 3)
    state[2] = ((state[2] << 21) | (state[2] >>> 11)) + sum
    return sum
  }

  /** From 0 to `count - 1`. */
  below(count: number): number {
    return Math.floor((this.u32() / 4294967296) * count)
  }

  /** From `min` to `max`, both included. */
  between(min: number, max: number): number {
    return min + this.below(max - min + 1)
  }

  happens(probability: number): boolean {
    return this.u32() < probability * 4294967296
  }

  pick<Item>(items: readonly Item[]): Item {
    if (items.length === 0) throw new RangeError('there is nothing to pick from')
    return items[this.below(items.length)]
  }

  /** An item by its weight; at least one weight is positive. */
  weigh<Item>(items: readonly (readonly [Item, number])[]): Item {
    let rest = this.below(items.reduce((sum, [, weight]) => sum + weight, 0))
    for (const [item, weight] of items) {
      if (rest < weight) return item
      rest -= weight
    }
    throw new RangeError('no item has a weight')
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.u32() >>> 24)
  }
}

/** FNV-1a, then mixed, so that neighbouring seeds share nothing. */
function hash(text: string): number {
  let value = 2166136261
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 16777619)
  value = Math.imul(value ^ (value >>> 16), 2246822507)
  value = Math.imul(value ^ (value >>> 13), 3266489909)
  return (value ^ (value >>> 16)) >>> 0
}
