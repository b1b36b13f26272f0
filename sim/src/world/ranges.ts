// Sets of byte ranges, as files need them to know what was not synced.

export interface Range {
  readonly from: number
  readonly to: number
}

/** Ranges [from, to) in order, which neither touch nor overlap. */
export class Ranges {
  private list: Range[] = []

  get isEmpty(): boolean {
    return this.list.length === 0
  }

  [Symbol.iterator](): Iterator<Range> {
    return this.list[Symbol.iterator]()
  }

  add(from: number, to: number): void {
    if (from >= to) return
    let start = from
    let end = to
    const apart: Range[] = []
    for (const range of this.list)
      if (range.to < from || range.from > to) apart.push(range)
      else {
        start = Math.min(start, range.from)
        end = Math.max(end, range.to)
      }
    this.list = [...apart, { from: start, to: end }].sort((a, b) => a.from - b.from)
  }

  remove(from: number, to: number): void {
    this.list = this.list.flatMap((range) =>
      [
        { from: range.from, to: Math.min(range.to, from) },
        { from: Math.max(range.from, to), to: range.to },
      ].filter((piece) => piece.from < piece.to),
    )
  }

  clear(): void {
    this.list = []
  }

  copy(): Ranges {
    const copy = new Ranges()
    copy.list = [...this.list]
    return copy
  }
}
