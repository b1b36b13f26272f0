// The core's thread and the scribe's beside it: started and watched from the main one, and the core's
// own end of what they share.
import {
  MessageChannel,
  type MessagePort,
  parentPort,
  Worker,
  workerData,
} from 'node:worker_threads'
import type { LinkEdge, Reporter } from '../ports.js'
import { makeScribeMemory, type ScribeMemory } from './scribe-records.js'
import { startScribeThread } from './scribe-thread.js'
import { SharedLinkCore, SharedLinkEdge, sharedLinkBytes } from './shared-link.js'

/** What the core's thread is told at its start; plain data. */
export interface CoreThreadData<Settings> {
  readonly role: 'core'
  readonly linkMemory: SharedArrayBuffer
  readonly scribe: ScribeMemory
  readonly keeper: MessagePort
  readonly settings: Settings
}

type CoreNews =
  | { readonly kind: 'ready'; readonly report: CoreReport }
  | { readonly kind: 'news' }
  | { readonly kind: 'log'; readonly level: 'info' | 'warn' | 'error'; readonly message: string }

/** What recovery found. */
export interface CoreReport {
  readonly frames: number
  readonly commands: number
  readonly fromSequence: number
  readonly milliseconds: number
}

export interface CoreThread {
  readonly link: LinkEdge
  /** The thread's other end of the snapshots' channel, for the keeper's thread. */
  readonly keeperPort: MessagePort
  /** Resolves when recovery is done and commands are taken. */
  readonly ready: Promise<CoreReport>
  lastSequence(): number
  onPublished(listener: () => void): () => void
  /** Ends the thread in good order. */
  stop(): Promise<void>
}

export interface CoreThreadOptions<Settings> {
  readonly entry: URL
  readonly settings: Settings
  readonly reporter: Reporter
  /** Told once when the thread ends by itself, after `ready`. */
  readonly onFailed: (error: Error) => void
}

export function startCoreThread<Settings>({
  entry,
  settings,
  reporter,
  onFailed,
}: CoreThreadOptions<Settings>): CoreThread {
  const linkMemory = new SharedArrayBuffer(sharedLinkBytes)
  const sequenceMemory = new SharedArrayBuffer(8)
  const scribeMemory = makeScribeMemory()
  const { port1, port2 } = new MessageChannel()
  const data: CoreThreadData<Settings> = {
    role: 'core',
    linkMemory,
    scribe: scribeMemory,
    keeper: port1,
    settings,
  }
  const worker = new Worker(entry, {
    workerData: data,
    transferList: [port1],
    name: 'core',
    execArgv: [],
  })
  const scribe = startScribeThread(entry, scribeMemory, {
    link: linkMemory,
    sequence: sequenceMemory,
  })
  const link = new SharedLinkEdge(linkMemory)
  const sequence = new BigInt64Array(sequenceMemory)
  const listeners = new Set<() => void>()
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  let isReady = false
  let isStopping = false
  const tellNews = () => {
    link.takeNews()
    link.drainRefusals()
    for (const listener of listeners) listener()
  }
  const ready = new Promise<CoreReport>((resolve, reject) => {
    const fail = (error: Error) => {
      reject(error)
      if (isReady && !isStopping) onFailed(error)
      isStopping = true
    }
    worker.once('error', fail)
    worker.once('exit', () => fail(new Error('the core’s thread ended')))
    worker.on('message', (news: CoreNews) => {
      if (news.kind === 'ready') {
        isReady = true
        resolve(news.report)
      } else if (news.kind === 'log') reporter[news.level](news.message)
      else tellNews()
    })
    scribe.on('message', tellNews)
    scribe.once('error', (error) => {
      reporter.error(`the scribe has failed: ${error.message}`)
      fail(error)
    })
  })
  return {
    link,
    keeperPort: port2,
    ready,
    lastSequence: () => Number(Atomics.load(sequence, 0)),
    onPublished: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    stop: async () => {
      isStopping = true
      link.stop()
      await ended
      await scribe.terminate()
    },
  }
}

/** The thread's own end. */
export interface CoreSeat<Settings> {
  readonly link: SharedLinkCore
  readonly settings: Settings
  readonly keeper: MessagePort
  readonly scribe: ScribeMemory
  ready(report: CoreReport): void
  log(level: 'info' | 'warn' | 'error', message: string): void
}

/** What the thread that runs this was started with. */
export function coreSeat<Settings>(): CoreSeat<Settings> {
  const { linkMemory, scribe, keeper, settings } = workerData as CoreThreadData<Settings>
  const link = new SharedLinkCore(linkMemory, () => announce())
  const post = (news: CoreNews) => parentPort?.postMessage(news)
  const announce = () => {
    if (link.announceNews()) post({ kind: 'news' })
  }
  return {
    link,
    settings,
    keeper,
    scribe,
    ready: (report) => post({ kind: 'ready', report }),
    log: (level, message) => post({ kind: 'log', level, message }),
  }
}
