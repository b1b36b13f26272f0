// The total of every price level, by market. Best prices lie at the end of sorted arrays, so that
// changes near the touch, which are most, move little.
import { limits, Side } from '@openbell/protocol'
import type { DepthView, LevelView } from '../ports.js'
import type { ByteReader, ByteWriter } from './bytes.js'
import { Unexplained } from './errors.js'

export class Books {
  readonly #books: (Book | undefined)[] = []

  open(market: number): void {
    this.#books[market] = new Book()
  }

  /** The total of a level from now on; 0 removes it. @throws Unexplained */
  setLevel(
    market: number,
    updateId: number,
    side: Side,
    priceTicks: number,
    totalLots: number,
  ): void {
    const book = this.#books[market]
    if (!book) throw new Unexplained(`market ${market} is not listed`)
    if (updateId !== book.lastUpdateId && updateId !== book.lastUpdateId + 1)
      throw new Unexplained(`update ${updateId} of market ${market} follows ${book.lastUpdateId}`)
    if (totalLots > limits.idMax) throw new Unexplained(`${totalLots} lots are no total`)
    book.lastUpdateId = updateId
    book.side(side).set(priceTicks, totalLots)
  }

  lastUpdateId(market: number): number {
    return this.#books[market]?.lastUpdateId ?? 0
  }

  depth(market: number, levelsMax: number): DepthView {
    const book = this.#books[market]
    if (!book) return { lastUpdateId: 0, bids: [], asks: [] }
    return {
      lastUpdateId: book.lastUpdateId,
      bids: book.side(Side.buy).best(levelsMax),
      asks: book.side(Side.sell).best(levelsMax),
    }
  }

  /** Market by market, in the order of the catalogue. */
  write(out: ByteWriter, markets: readonly { readonly market: number }[]): void {
    for (const { market } of markets) {
      const book = this.#books[market] ?? new Book()
      out.u64(book.lastUpdateId)
      book.side(Side.buy).write(out)
      book.side(Side.sell).write(out)
    }
  }

  static read(from: ByteReader, markets: readonly { readonly market: number }[]): Books {
    const books = new Books()
    for (const { market } of markets) {
      const book = new Book()
      book.lastUpdateId = from.u64()
      book.side(Side.buy).read(from)
      book.side(Side.sell).read(from)
      books.#books[market] = book
    }
    return books
  }
}

class Book {
  lastUpdateId = 0
  readonly #bids = new BookSide(1)
  readonly #asks = new BookSide(-1)

  side(side: Side): BookSide {
    return side === Side.buy ? this.#bids : this.#asks
  }
}

class BookSide {
  /** Price times sign, ascending: the best is the last. */
  #keys = new Float64Array(64)
  #totals = new Float64Array(64)
  #count = 0

  constructor(readonly sign: 1 | -1) {}

  set(priceTicks: number, totalLots: number): void {
    const key = priceTicks * this.sign
    const at = this.#place(key)
    const isKnown = at < this.#count && this.#keys[at] === key
    if (totalLots === 0) {
      if (!isKnown) throw new Unexplained(`there is no level at ${priceTicks} ticks to remove`)
      this.#remove(at)
    } else if (isKnown) this.#totals[at] = totalLots
    else this.#insert(at, key, totalLots)
  }

  best(levelsMax: number): LevelView[] {
    const length = Math.min(levelsMax, this.#count)
    const levels = new Array<LevelView>(length)
    for (let index = 0, at = this.#count - 1; index < length; index++, at--)
      levels[index] = { priceTicks: this.#keys[at] * this.sign, totalLots: this.#totals[at] }
    return levels
  }

  write(out: ByteWriter): void {
    const levels = this.best(this.#count).reverse()
    out.list(levels, levels.length, ({ priceTicks, totalLots }) => {
      out.u64(priceTicks)
      out.u64(totalLots)
    })
  }

  read(from: ByteReader): void {
    from.list(() => this.set(from.u64(), from.u64()))
  }

  /** Where a key is or would stand: looks back from the best in steps that double, then halves. */
  #place(key: number): number {
    let high = this.#count
    let step = 1
    let low = high - step
    while (low >= 0 && this.#keys[low] >= key) {
      high = low
      step *= 2
      low = high - step
    }
    low = Math.max(low + 1, 0)
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#keys[middle] < key) low = middle + 1
      else high = middle
    }
    return low
  }

  #insert(at: number, key: number, totalLots: number): void {
    if (this.#count === this.#keys.length) this.#grow()
    this.#keys.copyWithin(at + 1, at, this.#count)
    this.#totals.copyWithin(at + 1, at, this.#count)
    this.#keys[at] = key
    this.#totals[at] = totalLots
    this.#count++
  }

  #remove(at: number): void {
    this.#keys.copyWithin(at, at + 1, this.#count)
    this.#totals.copyWithin(at, at + 1, this.#count)
    this.#count--
  }

  #grow(): void {
    const keys = new Float64Array(this.#count * 2)
    const totals = new Float64Array(this.#count * 2)
    keys.set(this.#keys)
    totals.set(this.#totals)
    this.#keys = keys
    this.#totals = totals
  }
}
