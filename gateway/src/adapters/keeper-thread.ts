// The keeper's thread: writes snapshots down and proves them, while the path goes on.
import { type MessagePort, receiveMessageOnPort, Worker, workerData } from 'node:worker_threads'
import type { SnapshotKeeper, SnapshotOrder } from '../ports.js'

export interface KeeperThreadData {
  readonly role: 'keeper'
  readonly orders: MessagePort
  readonly folder: string
}

/** Starts the thread at `entry`; it gets its orders through `orders` and never keeps the process alive. */
export function startKeeperThread(entry: URL, folder: string, orders: MessagePort): Worker {
  const data: KeeperThreadData = { role: 'keeper', orders, folder }
  const worker = new Worker(entry, {
    workerData: data,
    transferList: [orders],
    name: 'keeper',
    execArgv: [],
  })
  worker.unref()
  return worker
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

/** Runs in the keeper's thread: every order is answered, be it kept or not. */
export function serveKeeper(keep: (folder: string, order: SnapshotOrder) => void): void {
  const { orders, folder } = workerData as KeeperThreadData
  orders.on('message', (order: SnapshotOrder) => {
    keep(folder, order)
    orders.postMessage('done')
  })
}
