// The newest entries of one kind, by account: fills, prevented trades, amendments.
import { limits } from '@openbell/protocol'
import type { HistoryPage, HistoryRange } from '../ports.js'
import type { ByteReader, ByteWriter } from './bytes.js'
import { type Dropped, DroppedMarks, type HistoryBudget, pageOf } from './history.js'
import { Ring } from './ring.js'

/** What is known of a kind of entry, and its bytes in a snapshot. */
export interface EntryKind<Entry> {
  readonly idOf: (entry: Entry) => number
  readonly timeUsOf: (entry: Entry) => number
  readonly marketOf: (entry: Entry) => number
  readonly write: (out: ByteWriter, entry: Entry) => void
  readonly read: (from: ByteReader, account: number) => Entry
}

interface AccountEntries<Entry> {
  entries: Ring<Entry>
  readonly dropped: DroppedMarks
}

export class Entries<Entry> {
  readonly #accounts: (AccountEntries<Entry> | undefined)[] = []

  constructor(
    private readonly kind: EntryKind<Entry>,
    readonly perAccountMax: number,
    private readonly budget: HistoryBudget,
  ) {}

  add(account: number, entry: Entry): void {
    const isKept = this.#remember(this.#of(account), entry)
    this.budget.touch(account, isKept ? 1 : 0)
  }

  /** Those that satisfy, none of which is older than `notBeforeUs`. */
  page(
    account: number,
    market: number,
    range: HistoryRange,
    satisfies: (entry: Entry) => boolean,
    notBeforeUs?: number,
  ): HistoryPage<Entry> {
    const { marketOf, idOf, timeUsOf } = this.kind
    const entries = this.of(account).filter(
      (entry) => marketOf(entry) === market && satisfies(entry),
    )
    return pageOf(entries, range, this.dropped(account, market), idOf, timeUsOf, notBeforeUs)
  }

  findNewest(account: number, satisfies: (entry: Entry) => boolean): Entry | undefined {
    return this.#accounts[account]?.entries.findNewest(satisfies)
  }

  /** Oldest first. */
  of(account: number): Entry[] {
    return this.#accounts[account]?.entries.toArray() ?? []
  }

  /** What is no longer in memory; of all markets where none is given. */
  dropped(account: number, market?: number): Dropped | undefined {
    const dropped = this.#accounts[account]?.dropped
    return market === undefined ? dropped?.ofAll() : dropped?.of(market)
  }

  count(account: number): number {
    return this.#accounts[account]?.entries.length ?? 0
  }

  /** Forgets the entries of an account. */
  drop(account: number): void {
    const known = this.#accounts[account]
    if (!known) return
    for (const entry of this.of(account)) this.#mark(known, entry)
    known.entries = this.#ring(account)
  }

  write(out: ByteWriter): void {
    const accounts = [...this.#accounts.entries()].filter(([, known]) => known !== undefined)
    out.list(accounts as [number, AccountEntries<Entry>][], accounts.length, ([account, known]) => {
      out.u32(account)
      const kept = known.entries.toArray()
      out.list(kept, kept.length, (entry) => this.kind.write(out, entry))
      known.dropped.write(out)
    })
  }

  read(from: ByteReader): void {
    from.list(() => {
      const account = from.u32()
      const known = this.#of(account)
      for (const entry of from.list(() => this.kind.read(from, account)))
        this.#remember(known, entry)
      known.dropped.read(from)
    })
  }

  #of(account: number): AccountEntries<Entry> {
    const known = this.#accounts[account]
    if (known) return known
    const entries = { entries: this.#ring(account), dropped: new DroppedMarks() }
    this.#accounts[account] = entries
    return entries
  }

  /** The house's accounts have no history. */
  #ring(account: number): Ring<Entry> {
    return new Ring(account < limits.accountUserMin ? 0 : this.perAccountMax)
  }

  /** True where the history grew, false where an older entry gave way. */
  #remember(known: AccountEntries<Entry>, entry: Entry): boolean {
    const oldest = known.entries.push(entry)
    if (oldest !== undefined) this.#mark(known, oldest)
    return oldest === undefined
  }

  #mark({ dropped }: AccountEntries<Entry>, entry: Entry): void {
    const { marketOf, idOf, timeUsOf } = this.kind
    dropped.mark(marketOf(entry), idOf(entry), timeUsOf(entry))
  }
}
