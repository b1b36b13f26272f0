// The keeper's thread: writes snapshots down and proves them, while the path goes on.
import {
  type MessagePort,
  parentPort,
  receiveMessageOnPort,
  Worker,
  workerData,
} from 'node:worker_threads'
import type { SnapshotKeeper, SnapshotKept, SnapshotOrder } from '../ports.js'

export interface KeeperThreadData {
  readonly role: 'keeper'
  readonly orders: MessagePort
  readonly folder: string
}

export interface KeeperThreadOptions {
  readonly entry: URL
  readonly folder: string
  readonly orders: MessagePort
  /** Told of every snapshot that was found at the start, and of every new one. */
  readonly onKept: (snapshot: SnapshotKept) => void
}

/** The thread never keeps the process alive. */
export function startKeeperThread({ entry, folder, orders, onKept }: KeeperThreadOptions): void {
  const data: KeeperThreadData = { role: 'keeper', orders, folder }
  const worker = new Worker(entry, {
    workerData: data,
    transferList: [orders],
    name: 'keeper',
    execArgv: [],
  })
  worker.on('message', onKept)
  worker.unref()
}

/** The core's end: hands the copy over without copying it again; one at a time. */
export function keeperBehind(port: MessagePort): SnapshotKeeper {
  let isBusy = false
  return {
    keep: (makeOrder) => {
      // A parked thread handles no messages, so the answer is looked for.
      if (isBusy && receiveMessageOnPort(port) === undefined) return false
      isBusy = true
      const order = makeOrder()
      port.postMessage(order, [order.body.buffer as ArrayBuffer])
      return true
    },
  }
}

/** What the keeper's thread does; both return what is proved. */
export interface KeeperWork {
  find(folder: string): readonly SnapshotKept[]
  keep(folder: string, order: SnapshotOrder): SnapshotKept | undefined
}

/** Runs in the keeper's thread: every order is answered, be it kept or not. */
export function serveKeeper({ find, keep }: KeeperWork): void {
  const { orders, folder } = workerData as KeeperThreadData
  for (const found of find(folder)) parentPort?.postMessage(found)
  orders.on('message', (order: SnapshotOrder) => {
    const kept = keep(folder, order)
    if (kept) parentPort?.postMessage(kept)
    orders.postMessage('done')
  })
}
