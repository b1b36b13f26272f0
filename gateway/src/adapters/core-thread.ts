// The core's thread and the scribe's beside it: started and watched from the main one, and the core's
// own end of what they share.
import {
  MessageChannel,
  type MessagePort,
  parentPort,
  Worker,
  workerData,
} from 'node:worker_threads'
import { type LinkEdge, PathMeter, pathMeterBytes, type Reporter } from '../ports.js'
import { makeScribeMemory, type ScribeMemory } from './scribe-records.js'
import { startScribeThread } from './scribe-thread.js'
import { SharedLinkCore, SharedLinkEdge, sharedLinkBytes } from './shared-link.js'
import { unreadBytes } from './shared-ring.js'
import type { StreamPlace } from './stream-behind.js'

/** What the core's thread is told at its start; plain data. */
export interface CoreThreadData<Settings> {
  readonly role: 'core'
  readonly linkMemory: SharedArrayBuffer
  readonly scribe: ScribeMemory
  readonly meterMemory: SharedArrayBuffer
  readonly keeper: MessagePort
  /** Undefined where the file is the log. */
  readonly stream: StreamPlace | undefined
  readonly settings: Settings
}

type CoreNews =
  | { readonly kind: 'ready'; readonly report: CoreReport }
  | { readonly kind: 'leading'; readonly lead: Lead }
  | { readonly kind: 'news' }
  | { readonly kind: 'log'; readonly level: 'info' | 'warn' | 'error'; readonly message: string }

/** What recovery found. */
export interface CoreReport {
  readonly frames: number
  readonly commands: number
  readonly fromSequence: number
  /** Of the last frame. */
  readonly sequence: number
  readonly milliseconds: number
}

/** What a core is left with that begins to lead. */
export interface Lead {
  readonly epoch: number
  /** The uuids of edges that have a session. */
  readonly edges: readonly Uint8Array[]
}

export interface CoreThread {
  readonly link: LinkEdge
  /** What the path counts of itself. */
  readonly meter: PathMeter
  /** Commands that the core has not taken yet, and bytes that its scribe has not done yet. */
  waiting(): { readonly commands: number; readonly scribeBytes: number }
  /** The thread's other end of the snapshots' channel, for the keeper's thread. */
  readonly keeperPort: MessagePort
  /** Resolves when recovery is done. */
  readonly ready: Promise<CoreReport>
  /** Resolves when commands are taken; of one who only follows it may never. */
  readonly leading: Promise<Lead>
  lastSequence(): number
  onPublished(listener: () => void): () => void
  /** Ends the thread in good order. @throws what the thread failed with instead */
  stop(): Promise<void>
}

export interface CoreThreadOptions<Settings> {
  readonly entry: URL
  readonly settings: Settings
  readonly stream?: StreamPlace
  readonly reporter: Reporter
  /** Told once when the thread ends by itself, after `ready`. */
  readonly onFailed: (error: Error) => void
}

export function startCoreThread<Settings>({
  entry,
  settings,
  stream,
  reporter,
  onFailed,
}: CoreThreadOptions<Settings>): CoreThread {
  const linkMemory = new SharedArrayBuffer(sharedLinkBytes)
  const sequenceMemory = new SharedArrayBuffer(8)
  const meterMemory = new SharedArrayBuffer(pathMeterBytes)
  const scribeMemory = makeScribeMemory()
  const { port1, port2 } = new MessageChannel()
  const data: CoreThreadData<Settings> = {
    role: 'core',
    linkMemory,
    scribe: scribeMemory,
    meterMemory,
    keeper: port1,
    stream,
    settings,
  }
  const worker = new Worker(entry, {
    workerData: data,
    transferList: stream ? [port1, stream.requests] : [port1],
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
  let isOver = false
  let failure: Error | undefined
  const tellNews = () => {
    link.takeNews()
    link.drainRefusals()
    for (const listener of listeners) listener()
  }
  let lead: (lead: Lead) => void = () => {}
  const leading = new Promise<Lead>((resolve) => {
    lead = resolve
  })
  const ready = new Promise<CoreReport>((resolve, reject) => {
    const fail = (error: Error) => {
      reject(error)
      if (isOver) return
      isOver = true
      if (isStopping) failure = error
      else if (isReady) onFailed(error)
    }
    worker.once('error', fail)
    worker.once('exit', () => {
      const error = new Error('the core’s thread ended')
      if (isStopping) reject(error)
      else fail(error)
    })
    worker.on('message', (news: CoreNews) => {
      if (news.kind === 'ready') {
        isReady = true
        resolve(news.report)
      } else if (news.kind === 'leading') lead(news.lead)
      else if (news.kind === 'log') reporter[news.level](news.message)
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
    meter: new PathMeter(meterMemory),
    waiting: () => ({ commands: link.waiting(), scribeBytes: unreadBytes(scribeMemory.ring) }),
    keeperPort: port2,
    ready,
    leading,
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
      if (failure) throw failure
    },
  }
}

/** The thread's own end. */
export interface CoreSeat<Settings> {
  readonly link: SharedLinkCore
  readonly settings: Settings
  readonly keeper: MessagePort
  readonly scribe: ScribeMemory
  readonly meter: PathMeter
  readonly stream: StreamPlace | undefined
  ready(report: CoreReport): void
  leading(lead: Lead): void
  log(level: 'info' | 'warn' | 'error', message: string): void
}

/** What the thread that runs this was started with. */
export function coreSeat<Settings>(): CoreSeat<Settings> {
  const { linkMemory, meterMemory, scribe, keeper, stream, settings } =
    workerData as CoreThreadData<Settings>
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
    meter: new PathMeter(meterMemory),
    stream,
    ready: (report) => post({ kind: 'ready', report }),
    leading: (lead) => post({ kind: 'leading', lead }),
    log: (level, message) => post({ kind: 'log', level, message }),
  }
}
