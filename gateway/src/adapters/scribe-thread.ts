// The scribe's thread: started from the main one, and what it does there.
import { deserialize } from 'node:v8'
import { parentPort, Worker, workerData } from 'node:worker_threads'
import { EventHead, readU64 } from '@openbell/protocol'
import type { Publisher, Scribe, Spare } from '../ports.js'
import { ask, readIdentity, type ScribeMemory, viewOf } from './scribe-records.js'
import { SharedCount } from './shared-count.js'
import { SharedLinkCore } from './shared-link.js'
import { RingReader, type RingRecord } from './shared-ring.js'

/** How the world hears of what is published. */
export interface NewsMemory {
  readonly link: SharedArrayBuffer
  /** The last published sequence, as one 64-bit word. */
  readonly sequence: SharedArrayBuffer
}

export interface ScribeThreadData {
  readonly role: 'scribe'
  readonly memory: ScribeMemory
  /** Undefined where nobody listens. */
  readonly news: NewsMemory | undefined
}

/** The thread never keeps the process alive. */
export function startScribeThread(entry: URL, memory: ScribeMemory, news?: NewsMemory): Worker {
  const data: ScribeThreadData = { role: 'scribe', memory, news }
  const worker = new Worker(entry, { workerData: data, name: 'scribe', execArgv: [] })
  worker.unref()
  return worker
}

/** The thread's own end. */
export interface ScribeSeat {
  readonly memory: ScribeMemory
  published(sequence: number): void
}

/** What the thread that runs this was started with. */
export function scribeSeat(): ScribeSeat {
  const { memory, news } = workerData as ScribeThreadData
  if (!news) return { memory, published: () => {} }
  const link = new SharedLinkCore(news.link, () => {})
  const words = new BigInt64Array(news.sequence)
  const published = (sequence: number) => {
    Atomics.store(words, 0, BigInt(sequence))
    if (link.announceNews()) parentPort?.postMessage({ kind: 'news' })
  }
  return { memory, published }
}

/** Runs in the scribe's thread, until it was told to close everything: what it is asked for first. */
export function serveScribe({ memory, published }: ScribeSeat, scribe: Scribe): void {
  const ring = new RingReader(memory.ring)
  const work = new Work(scribe, new SharedCount(memory.spares, 0), published)
  try {
    while (!work.isOver) {
      const record = ring.next()
      if (record) {
        work.do(record)
        ring.done()
      } else if (!work.makeSpare()) ring.rest()
    }
  } catch (error) {
    ring.fail()
    throw error
  }
}

class Work {
  private publisher: Publisher | undefined
  private spare: Spare | undefined
  private isSpareWhole = false
  isOver = false

  private readonly handlers: Readonly<Record<number, (bytes: Uint8Array) => void>>

  constructor(
    scribe: Scribe,
    private readonly spares: SharedCount,
    published: (sequence: number) => void,
  ) {
    this.handlers = {
      [ask.publish]: (bytes) => {
        const { place, end } = deserialize(bytes)
        this.publisher = scribe.publish(place, end)
      },
      [ask.publishEvents]: (bytes) => {
        this.publisher?.add(readIdentity(bytes), bytes.subarray(EventHead.sizeBytes))
      },
      [ask.publishFinish]: (bytes) => {
        const identity = readIdentity(bytes)
        this.publisher?.finish(identity, identity.eventsDigest)
      },
      [ask.published]: (bytes) => published(readU64(viewOf(bytes), 0)),
      [ask.closePublisher]: () => this.publisher?.close(),
      [ask.spare]: (bytes) => {
        const { path, sizeBytes } = deserialize(bytes)
        this.spare = scribe.spare(path, sizeBytes)
      },
      [ask.spareTaken]: () => {
        this.spare?.take(() => {})
        this.isSpareWhole = false
      },
      [ask.closeSpare]: () => {
        this.spare?.close()
        this.isOver = true
      },
    }
  }

  do({ kind, bytes }: RingRecord): void {
    const handle = this.handlers[kind]
    if (!handle) throw new RangeError(`nobody asks a scribe for ${kind}`)
    handle(bytes)
  }

  /** Works ahead a little; false where there is nothing to do. */
  makeSpare(): boolean {
    if (!this.spare || this.isSpareWhole) return false
    if (this.spare.prepare()) return true
    this.isSpareWhole = true
    this.spares.raise(this.spares.value + 1)
    this.spares.wake()
    return true
  }
}
