// Order lists by account: all open ones, and the newest finished ones.
import type { Contingency } from '@openbell/protocol'
import type { ListView } from '../ports.js'
import type { ByteReader, ByteWriter } from './bytes.js'
import type { HistoryBudget } from './history.js'
import { OpenAndFinished, type OpenKind } from './open-and-finished.js'

const listKind: OpenKind<ListView> = {
  noun: 'list',
  idOf: ({ listId }) => listId,
  timeUsOf: ({ createdUs }) => createdUs,
  marketOf: ({ market }) => market,
  write: writeList,
  read: readList,
}

export class Lists extends OpenAndFinished<ListView> {
  constructor(finishedPerAccountMax: number, budget: HistoryBudget) {
    super(listKind, finishedPerAccountMax, budget)
  }

  /** The list after its end. @throws Unexplained where it is not open */
  close(account: number, listId: number, nowUs: number): ListView {
    const list = { ...this.openOne(account, listId), isOpen: false, updatedUs: nowUs }
    this.finish(list)
    return list
  }

  byClientId(account: number, listClientOrderId: string): ListView | undefined {
    if (listClientOrderId === '') return undefined
    const isMeant = (list: ListView) => list.listClientOrderId === listClientOrderId
    return [...this.openOf(account)].findLast(isMeant) ?? this.findFinished(account, isMeant)
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

function readList(from: ByteReader, account: number): ListView {
  return {
    listId: from.u64(),
    account,
    market: from.u32(),
    listClientOrderId: from.text(),
    contingency: from.u8() as Contingency,
    orders: from.list(() => ({ orderId: from.u64(), clientOrderId: from.text() })),
    isOpen: from.u8() === 1,
    createdUs: from.u64(),
    updatedUs: from.u64(),
  }
}
