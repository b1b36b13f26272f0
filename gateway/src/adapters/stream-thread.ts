// The stream's thread: started from the main one, and what it does there for the core's.
import {
  MessageChannel,
  type MessagePort,
  parentPort,
  Worker,
  workerData,
} from 'node:worker_threads'
import type { LeaseState, LogCondition } from '../ports.js'
import { SharedCount } from './shared-count.js'
import { RingReader, RingWriter } from './shared-ring.js'
import {
  type answers,
  makeStreamMemory,
  type StreamMemory,
  type StreamPlace,
  type StreamRequest,
  told,
} from './stream-behind.js'

export interface StreamThreadData<Settings> {
  readonly role: 'stream'
  readonly memory: StreamMemory
  /** From the core's thread. */
  readonly requests: MessagePort
  readonly settings: Settings
}

/** What the thread says to the main one. */
export type StreamNews =
  | { readonly kind: 'ready'; readonly exchangeId: Uint8Array }
  | { readonly kind: 'log'; readonly level: 'info' | 'warn' | 'error'; readonly message: string }
  | { readonly kind: 'condition'; readonly condition: LogCondition }
  | { readonly kind: 'lease'; readonly state: LeaseState }
  /** An operator wants another process to lead. */
  | { readonly kind: 'handover' }

export interface StreamThread {
  /** For the core's thread. */
  readonly place: StreamPlace
  /** Resolves, with the exchange's id, when the journal's file and the stream agree. */
  readonly ready: Promise<Uint8Array>
  /** Tells edges, while this process leads, where its link is. */
  announce(address: string): void
  /** Gives up the lead, where it is held, and ends the thread. */
  stop(): Promise<void>
}

export interface StreamThreadOptions<Settings> {
  readonly entry: URL
  readonly settings: Settings
  readonly onNews: (news: StreamNews) => void
  /** Told once where the thread ends by itself, after `ready`. */
  readonly onFailed: (error: Error) => void
}

export function startStreamThread<Settings>(options: StreamThreadOptions<Settings>): StreamThread {
  const { entry, settings, onNews, onFailed } = options
  const memory = makeStreamMemory()
  const ring = new RingReader(memory.ring)
  const { port1, port2 } = new MessageChannel()
  const data: StreamThreadData<Settings> = { role: 'stream', memory, requests: port1, settings }
  const worker = new Worker(entry, {
    workerData: data,
    transferList: [port1],
    name: 'stream',
    execArgv: [],
  })
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  let isStopping = false
  const ready = new Promise<Uint8Array>((resolve, reject) => {
    const fail = (error: Error) => {
      reject(error)
      if (!isStopping) onFailed(error)
      isStopping = true
    }
    worker.once('error', fail)
    worker.once('exit', () => fail(new Error('the stream’s thread ended')))
    worker.on('message', (news: StreamNews) => {
      if (news.kind === 'ready') resolve(news.exchangeId)
      onNews(news)
    })
  })
  return {
    place: { memory, requests: port2 },
    ready,
    announce: (address) => worker.postMessage({ address }),
    stop: async () => {
      isStopping = true
      worker.postMessage('stop')
      // It may wait for room for a frame, and nobody reads there any more.
      ring.fail()
      await ended
    },
  }
}

/** The thread's own end. */
export class StreamSeat<Settings> {
  readonly settings: Settings
  private readonly frame: Uint8Array
  private readonly answered: SharedCount
  private readonly lastAnswer: Int32Array
  private readonly ring: RingWriter
  private readonly requests: MessagePort

  constructor() {
    const { memory, requests, settings } = workerData as StreamThreadData<Settings>
    this.settings = settings
    this.requests = requests
    this.frame = new Uint8Array(memory.frame)
    this.answered = new SharedCount(memory.answered, 0)
    this.lastAnswer = new Int32Array(memory.answer)
    this.ring = new RingWriter(memory.ring)
  }

  tell(news: StreamNews): void {
    parentPort?.postMessage(news)
  }

  /** What the core's thread asks for. */
  onRequest(listener: (request: StreamRequest) => void): void {
    this.requests.on('message', listener)
  }

  /** What the main thread asks for: the end. */
  onStop(listener: () => void): void {
    parentPort?.on('message', (message) => {
      if (message === 'stop') listener()
    })
  }

  /** Where edges find the core, as the main thread says. */
  onAddress(listener: (address: string) => void): void {
    parentPort?.on('message', ({ address }: { address?: string }) => {
      if (address) listener(address)
    })
  }

  /** The frame of an `append` request; valid until it is answered. */
  frameOf(sizeBytes: number): Uint8Array {
    return this.frame.subarray(0, sizeBytes)
  }

  answer(answer: (typeof answers)[keyof typeof answers]): void {
    Atomics.store(this.lastAnswer, 0, answer)
    this.answered.raise(this.answered.value + 1)
    this.answered.wake()
  }

  /** A frame to follow. Waits for room where the core is behind. @throws Error where it has failed */
  give(frame: Uint8Array): void {
    this.ring.put(told.frame, frame)
    this.ring.wake()
  }

  /** Everything of the stream was given: the core is to lead. */
  giveLead(): void {
    this.ring.put(told.lead)
    this.ring.wake()
  }

  /** Ends the thread; the core does not wait for it in vain. */
  fail(): void {
    this.ring.fail()
  }

  close(): void {
    this.requests.close()
    parentPort?.close()
  }
}
