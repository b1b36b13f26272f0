// The keeper's thread: writes snapshots down and proves them, while the path goes on.
import {
  type MessagePort,
  parentPort,
  receiveMessageOnPort,
  Worker,
  workerData,
} from 'node:worker_threads'
import type { SnapshotKeeper, SnapshotKept, SnapshotLost, SnapshotOrder } from '../ports.js'

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
  /** Told of every order that was not kept. */
  readonly onLost: (snapshot: SnapshotLost) => void
  /** Told once where the thread ends by itself: nothing is kept any more. */
  readonly onFailed: (error: Error) => void
}

/** The thread never keeps the process alive. */
export function startKeeperThread(options: KeeperThreadOptions): void {
  const { entry, folder, orders, onKept, onLost, onFailed } = options
  const data: KeeperThreadData = { role: 'keeper', orders, folder }
  const worker = new Worker(entry, {
    workerData: data,
    transferList: [orders],
    name: 'keeper',
    execArgv: [],
  })
  worker.on('message', (result: SnapshotKept | SnapshotLost) => {
    if ('stateHash' in result) onKept(result)
    else onLost(result)
  })
  worker.once('error', onFailed)
  worker.unref()
}

/** What the keeper's thread is asked for: to keep a snapshot, or room for so many bytes. */
type KeeperRequest = SnapshotOrder | number

/**
 * The core's end: a copy goes over without being copied again, and its room comes back with the
 * answer, so that there is one order at a time. New room is made by the keeper's thread too: the
 * system gives memory page by page when it is first written, and that takes longer than the copy.
 */
export function keeperBehind(port: MessagePort): SnapshotKeeper {
  let room: Uint8Array | undefined = new Uint8Array(0)
  const request = (what: KeeperRequest, memory: readonly ArrayBuffer[]) => {
    port.postMessage(what, memory)
    room = undefined
  }
  return {
    keep: (bytes, makeOrder) => {
      // A parked thread handles no messages, so the answer is looked for.
      room ??= receiveMessageOnPort(port)?.message as Uint8Array | undefined
      if (room === undefined) return false
      if (room.length < bytes) {
        request(bytes, [])
        return false
      }
      const order = makeOrder(room)
      request(order, [order.body.buffer as ArrayBuffer])
      return true
    },
  }
}

/** What the keeper's thread does. */
export interface KeeperWork {
  /** What is proved of what lies there. */
  find(folder: string): readonly SnapshotKept[]
  keep(folder: string, order: SnapshotOrder): SnapshotKept | SnapshotLost
}

/** Memory whose pages are there, and a quarter more of it, for what comes until it is used. */
const makeRoom = (bytes: number): Uint8Array => new Uint8Array(Math.ceil(bytes * 1.25)).fill(0)

/** Runs in the keeper's thread: every request is answered with room, be its order kept or not. */
export function serveKeeper({ find, keep }: KeeperWork): void {
  const { orders, folder } = workerData as KeeperThreadData
  for (const found of find(folder)) parentPort?.postMessage(found)
  const answer = (room: Uint8Array) => orders.postMessage(room, [room.buffer as ArrayBuffer])
  orders.on('message', (request: KeeperRequest) => {
    if (typeof request === 'number') {
      answer(makeRoom(request))
      return
    }
    parentPort?.postMessage(keep(folder, request))
    answer(new Uint8Array(request.body.buffer))
  })
}
