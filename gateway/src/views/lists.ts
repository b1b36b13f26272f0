// Order lists by account: all open ones, and the newest finished ones.
import { type Contingency, limits } from '@openbell/protocol'
import type { HistoryPage, HistoryRange, ListView } from '../ports.js'
import type { ByteReader, ByteWriter } from './bytes.js'
import { Unexplained } from './errors.js'
import { DroppedMarks, type HistoryBudget, pageOf } from './history.js'
import { Ring } from './ring.js'

interface AccountLists {
  readonly open: Map<number, ListView>
  finished: Ring<ListView>
  readonly dropped: DroppedMarks
}

const idOf = (list: ListView): number => list.listId
const createdUsOf = (list: ListView): number => list.createdUs

export class Lists {
  readonly #accounts: (AccountLists | undefined)[] = []

  constructor(
    readonly finishedPerAccountMax: number,
    private readonly budget: HistoryBudget,
  ) {}

  /** @throws Unexplained where it is open already */
  accept(list: ListView): void {
    const { open } = this.#of(list.account)
    if (open.has(list.listId)) throw new Unexplained(`list ${list.listId} is accepted twice`)
    open.set(list.listId, list)
  }

  /** The list after its end. @throws Unexplained where it is not open */
  close(account: number, listId: number, nowUs: number): ListView {
    const lists = this.#of(account)
    const before = lists.open.get(listId)
    if (!before) throw new Unexplained(`account ${account} has no open list ${listId}`)
    const list = { ...before, isOpen: false, updatedUs: nowUs }
    lists.open.delete(listId)
    const isKept = this.#remember(lists, list)
    this.budget.touch(account, isKept ? 1 : 0)
    return list
  }

  byId(account: number, listId: number): ListView | undefined {
    const lists = this.#accounts[account]
    return lists?.open.get(listId) ?? lists?.finished.findNewest((list) => list.listId === listId)
  }

  byClientId(account: number, listClientOrderId: string): ListView | undefined {
    const lists = this.#accounts[account]
    if (!lists || listClientOrderId === '') return undefined
    const isMeant = (list: ListView) => list.listClientOrderId === listClientOrderId
    return [...lists.open.values()].findLast(isMeant) ?? lists.finished.findNewest(isMeant)
  }

  open(account: number, market?: number): ListView[] {
    const open = [...(this.#accounts[account]?.open.values() ?? [])]
    const chosen = market === undefined ? open : open.filter((list) => list.market === market)
    return chosen.sort((one, other) => one.listId - other.listId)
  }

  page(account: number, range: HistoryRange, market?: number): HistoryPage<ListView> {
    const lists = this.#accounts[account]
    if (!lists) return { entries: [], complete: true }
    const isOfMarket = (list: ListView) => market === undefined || list.market === market
    const finished = lists.finished.toArray().filter(isOfMarket)
    const entries = [...this.open(account, market), ...finished]
    entries.sort((one, other) => one.listId - other.listId)
    const dropped = market === undefined ? lists.dropped.ofAll() : lists.dropped.of(market)
    return pageOf(entries, range, dropped, idOf, createdUsOf)
  }

  finishedCount(account: number): number {
    return this.#accounts[account]?.finished.length ?? 0
  }

  /** Forgets the finished lists of an account. */
  drop(account: number): void {
    const lists = this.#accounts[account]
    if (!lists) return
    for (const { market, listId, createdUs } of lists.finished.toArray())
      lists.dropped.mark(market, listId, createdUs)
    lists.finished = this.#ring(account)
  }

  write(out: ByteWriter): void {
    const accounts = [...this.#accounts.entries()].filter(([, lists]) => lists !== undefined)
    out.list(accounts as [number, AccountLists][], accounts.length, ([account, lists]) => {
      out.u32(account)
      out.list(lists.open.values(), lists.open.size, (list) => writeList(out, list))
      const finished = lists.finished.toArray()
      out.list(finished, finished.length, (list) => writeList(out, list))
      lists.dropped.write(out)
    })
  }

  read(from: ByteReader): void {
    from.list(() => {
      const account = from.u32()
      const lists = this.#of(account)
      for (const list of from.list(() => readList(from, account))) lists.open.set(list.listId, list)
      for (const list of from.list(() => readList(from, account))) this.#remember(lists, list)
      lists.dropped.read(from)
    })
  }

  #of(account: number): AccountLists {
    const known = this.#accounts[account]
    if (known) return known
    const lists = {
      open: new Map<number, ListView>(),
      finished: this.#ring(account),
      dropped: new DroppedMarks(),
    }
    this.#accounts[account] = lists
    return lists
  }

  /** The house's accounts have no history. */
  #ring(account: number): Ring<ListView> {
    return new Ring(account < limits.accountUserMin ? 0 : this.finishedPerAccountMax)
  }

  /** True where the history grew, false where an older list gave way. */
  #remember(lists: AccountLists, list: ListView): boolean {
    const oldest = lists.finished.push(list)
    if (oldest) lists.dropped.mark(oldest.market, oldest.listId, oldest.createdUs)
    return oldest === undefined
  }
}

function writeList(out: ByteWriter, list: ListView): void {
  out.u64(list.listId)
  out.u32(list.market)
  out.text(list.listClientOrderId)
  out.u8(list.contingency)
  out.list(list.orders, list.orders.length, ({ orderId, clientOrderId }) => {
    out.u64(orderId)
    out.text(clientOrderId)
  })
  out.u8(list.isOpen ? 1 : 0)
  out.u64(list.createdUs)
  out.u64(list.updatedUs)
}

const readList = (from: ByteReader, account: number): ListView => ({
  listId: from.u64(),
  account,
  market: from.u32(),
  listClientOrderId: from.text(),
  contingency: from.u8() as Contingency,
  orders: from.list(() => ({ orderId: from.u64(), clientOrderId: from.text() })),
  isOpen: from.u8() === 1,
  createdUs: from.u64(),
  updatedUs: from.u64(),
})
