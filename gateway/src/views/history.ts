// How much history stays in memory, and what a page of it may claim to be.
import type { HistoryPage, HistoryRange } from '../ports.js'
import type { ByteReader, ByteWriter } from './bytes.js'

/** What of an account and a market is no longer in memory: nothing above both was dropped. */
export interface Dropped {
  readonly idMax: number
  readonly timeUsMax: number
}

/** How far each market of an account was dropped. */
export class DroppedMarks {
  readonly #marks = new Map<number, { -readonly [Field in keyof Dropped]: Dropped[Field] }>()

  mark(market: number, id: number, timeUs: number): void {
    const known = this.#marks.get(market)
    if (known) {
      known.idMax = Math.max(known.idMax, id)
      known.timeUsMax = Math.max(known.timeUsMax, timeUs)
    } else this.#marks.set(market, { idMax: id, timeUsMax: timeUs })
  }

  of(market: number): Dropped | undefined {
    return this.#marks.get(market)
  }

  /** Of all markets together. */
  ofAll(): Dropped | undefined {
    const marks = [...this.#marks.values()]
    if (marks.length === 0) return undefined
    return {
      idMax: Math.max(...marks.map(({ idMax }) => idMax)),
      timeUsMax: Math.max(...marks.map(({ timeUsMax }) => timeUsMax)),
    }
  }

  write(out: ByteWriter): void {
    const marks = [...this.#marks].sort(([one], [other]) => one - other)
    out.list(marks, marks.length, ([market, { idMax, timeUsMax }]) => {
      out.u32(market)
      out.u64(idMax)
      out.u64(timeUsMax)
    })
  }

  read(from: ByteReader): void {
    from.list(() => this.mark(from.u32(), from.u64(), from.u64()))
  }
}

/**
 * The page of `range` out of entries sorted by id: from its start on, or the newest ones where it
 * has none. All that was asked for is known to be no older than `notBeforeUs`.
 */
export function pageOf<Entry>(
  entries: readonly Entry[],
  range: HistoryRange,
  dropped: Dropped | undefined,
  idOf: (entry: Entry) => number,
  timeUsOf: (entry: Entry) => number,
  notBeforeUs = 0,
): HistoryPage<Entry> {
  const { fromId = 0, startUs = 0, endUs = Infinity, limit } = range
  const inRange = entries.filter((entry) => {
    const timeUs = timeUsOf(entry)
    return idOf(entry) >= fromId && timeUs >= startUs && timeUs <= endUs
  })
  const isAllHere =
    !dropped || fromId > dropped.idMax || Math.max(startUs, notBeforeUs) > dropped.timeUsMax
  if (range.fromId !== undefined || range.startUs !== undefined)
    return { entries: inRange.slice(0, limit), complete: isAllHere }
  const newest = limit > 0 ? inRange.slice(-limit) : []
  const isFull = newest.length === limit
  return {
    entries: newest,
    complete: isAllHere || (isFull && newest.every((entry) => idOf(entry) > dropped.idMax)),
  }
}

/** Counts the entries of all accounts; past the bound, who was active longest ago gives way. */
export class HistoryBudget {
  /** Entries by account, least recently active first. */
  readonly #counts = new Map<number, number>()
  #total = 0
  #newest = 0

  constructor(
    readonly entriesMax: number,
    /** Drops the history of an account. */
    private readonly drop: (account: number) => void,
  ) {}

  /** Says that an account got an entry, and by how many its history grew. */
  touch(account: number, growth: number): void {
    const count = (this.#counts.get(account) ?? 0) + growth
    if (account !== this.#newest) this.#counts.delete(account)
    this.#counts.set(account, count)
    this.#newest = account
    this.#total += growth
    while (this.#total > this.entriesMax && this.#counts.size > 1) this.#dropOldest()
  }

  /** The order of activity; the entries themselves stand elsewhere. */
  write(out: ByteWriter): void {
    out.list(this.#counts.keys(), this.#counts.size, (account) => out.u32(account))
  }

  read(from: ByteReader, countOf: (account: number) => number): void {
    for (const account of from.list(() => from.u32())) this.touch(account, countOf(account))
  }

  #dropOldest(): void {
    const [account, count] = this.#counts.entries().next().value as [number, number]
    this.#counts.delete(account)
    this.#total -= count
    this.drop(account)
  }
}
