// What lives and ends, by account: all open entries of a kind, and the newest finished ones.
import type { HistoryPage, HistoryRange } from '../ports.js'
import type { ByteReader, ByteWriter } from './bytes.js'
import { Entries, type EntryKind } from './entries.js'
import { Unexplained } from './errors.js'
import { type HistoryBudget, pageOf } from './history.js'

export interface OpenKind<Entry> extends EntryKind<Entry> {
  readonly noun: string
}

export class OpenAndFinished<Entry extends { readonly account: number }> {
  readonly #kind: OpenKind<Entry>
  /** Of every account, by id, in the order in which they were accepted. */
  readonly #open: (Map<number, Entry> | undefined)[] = []
  readonly #finished: Entries<Entry>

  constructor(kind: OpenKind<Entry>, finishedPerAccountMax: number, budget: HistoryBudget) {
    this.#kind = kind
    this.#finished = new Entries(kind, finishedPerAccountMax, budget)
  }

  /** Adds what was just accepted. @throws Unexplained where it is open already */
  accept(entry: Entry): void {
    const { noun, idOf } = this.#kind
    const id = idOf(entry)
    if (this.#open[entry.account]?.has(id)) throw new Unexplained(`${noun} ${id} is accepted twice`)
    this.setOpen(entry)
  }

  /** @throws Unexplained where there is none */
  openOne(account: number, id: number): Entry {
    const entry = this.#open[account]?.get(id)
    if (!entry) throw new Unexplained(`account ${account} has no open ${this.#kind.noun} ${id}`)
    return entry
  }

  open(account: number, market?: number): Entry[] {
    const { idOf } = this.#kind
    return [...this.openOf(account)]
      .filter(this.#isOf(market))
      .sort((one, other) => idOf(one) - idOf(other))
  }

  byId(account: number, id: number): Entry | undefined {
    const isMeant = (entry: Entry) => this.#kind.idOf(entry) === id
    return this.#open[account]?.get(id) ?? this.#finished.findNewest(account, isMeant)
  }

  page(account: number, range: HistoryRange, market?: number): HistoryPage<Entry> {
    const { idOf, timeUsOf } = this.#kind
    const finished = this.#finished.of(account).filter(this.#isOf(market))
    const entries = [...this.open(account, market), ...finished]
    entries.sort((one, other) => idOf(one) - idOf(other))
    return pageOf(entries, range, this.#finished.dropped(account, market), idOf, timeUsOf)
  }

  count(account: number): number {
    return this.#finished.count(account)
  }

  /** Forgets the finished entries of an account. */
  drop(account: number): void {
    this.#finished.drop(account)
  }

  write(out: ByteWriter): void {
    const open = this.#open.flatMap((entries) => [...(entries?.values() ?? [])])
    out.list(open, open.length, (entry) => {
      out.u32(entry.account)
      this.#kind.write(out, entry)
    })
    this.#finished.write(out)
  }

  read(from: ByteReader): void {
    for (const entry of from.list(() => this.#kind.read(from, from.u32()))) this.setOpen(entry)
    this.#finished.read(from)
  }

  /** As they were accepted. */
  protected openOf(account: number): Iterable<Entry> {
    return this.#open[account]?.values() ?? []
  }

  protected findFinished(account: number, satisfies: (entry: Entry) => boolean): Entry | undefined {
    return this.#finished.findNewest(account, satisfies)
  }

  /** Puts an open entry, or its next state, in its place. */
  protected setOpen(entry: Entry): void {
    const open = this.#open[entry.account] ?? new Map<number, Entry>()
    this.#open[entry.account] = open.set(this.#kind.idOf(entry), entry)
  }

  /** Moves an entry into history, in its last state. */
  protected finish(entry: Entry): void {
    this.#open[entry.account]?.delete(this.#kind.idOf(entry))
    this.#finished.add(entry.account, entry)
  }

  #isOf(market: number | undefined): (entry: Entry) => boolean {
    return (entry) => market === undefined || this.#kind.marketOf(entry) === market
  }
}
