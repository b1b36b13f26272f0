// What a new process begins with, as files in JetStream's object store: a core's snapshots with what
// belongs beside them, and the views of edges. Each file is proved by whoever takes it.
import { createReadStream, createWriteStream } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import {
  DiscardPolicy,
  type JetStreamClient,
  type JetStreamManager,
  type ObjectStore,
  StorageType,
} from 'nats'
import type { NatsClient } from './connect.js'
import { apiCode, streamNameInUse } from './errors.js'
import type { StreamSettings } from './streams.js'

/** A file cannot be taken from the store as it was put there. */
export class SnapshotTransferError extends Error {
  override name = 'SnapshotTransferError'
}

const chunkBytes = 128 * 1024
const requestTimeoutMs = 5_000
/** A transfer that brings nothing for so long has stalled. */
const silenceMs = 15_000

export class SnapshotStore {
  private readonly name: string
  private readonly stream: string
  private opened: Promise<ObjectStore> | undefined

  /** The first request that is answered makes the store. */
  constructor(
    private readonly client: NatsClient,
    private readonly settings: StreamSettings,
  ) {
    this.name = `${settings.prefix}-${settings.shard}-snapshots`
    this.stream = `OBJ_${this.name}`
  }

  /** Of the files that are whole, in the order of their names. */
  async names(): Promise<string[]> {
    const infos = await (await this.open()).list()
    return infos.flatMap(({ name, deleted }) => (deleted ? [] : name)).sort()
  }

  /** Puts a file there, a chunk at a time; one of this name that is there makes way for it. */
  async put(name: string, path: string): Promise<void> {
    const streams = this.streams()
    const publish = streams.publish.bind(streams)
    let answer: Promise<unknown> = Promise.resolve()
    let chunks: string | undefined
    // The client would send all of a file, and look at the answers behind it: one that fails before is
    // nobody's then, and ends the process.
    streams.publish = (...chunk) => {
      const published = publish(...chunk)
      published.catch(() => {})
      answer = published
      chunks ??= chunk[0]
      return published
    }
    const paced = async function* () {
      for await (const chunk of createReadStream(path, { highWaterMark: chunkBytes })) {
        yield chunk
        await answer
      }
    }
    const objects = await this.objectsOf(streams)
    const source = Readable.toWeb(Readable.from(paced())) as ReadableStream<Uint8Array>
    const meta = { name, options: { max_chunk_size: chunkBytes } }
    try {
      await objects.put(meta, source, { timeout: requestTimeoutMs })
    } catch (error) {
      await answer.catch(() => {})
      if (chunks) await this.purge(chunks).catch(() => {})
      throw error
    }
  }

  async delete(name: string): Promise<void> {
    await (await this.open()).delete(name)
  }

  /**
   * Writes it to a new file, which is durable behind the call.
   * @throws SnapshotTransferError where its digest is not the one that was stored, or nothing comes
   */
  async get(name: string, path: string): Promise<void> {
    try {
      await this.copy(name, path)
      const file = await open(path, 'r+')
      await file.sync().finally(() => file.close())
    } catch (error) {
      await rm(path, { force: true })
      throw new SnapshotTransferError(`${name} cannot be taken from the store: ${error}`)
    }
  }

  private async copy(name: string, path: string): Promise<void> {
    const stalled = new AbortController()
    let timer = setTimeout(() => {}, 0)
    const watch = () => {
      clearTimeout(timer)
      timer = setTimeout(() => stalled.abort(new Error('nothing comes')), silenceMs)
    }
    watch()
    try {
      const objects = await this.open()
      const found = await Promise.race([objects.get(name), aborted(stalled.signal)])
      if (!found) throw new Error('it is no longer there')
      let bytes = 0
      const counted = async function* (source: AsyncIterable<Uint8Array>) {
        for await (const chunk of source) {
          watch()
          bytes += chunk.length
          yield chunk
        }
      }
      const source = Readable.fromWeb(found.data as Parameters<typeof Readable.fromWeb>[0])
      await pipeline(source, counted, createWriteStream(path, { flags: 'wx', mode: 0o600 }), {
        signal: stalled.signal,
      })
      const fault = await found.error
      if (fault) throw fault
      const { size } = found.info
      if (bytes !== size) throw new Error(`it has ${bytes} of ${size} bytes`)
    } finally {
      clearTimeout(timer)
    }
  }

  private open(): Promise<ObjectStore> {
    this.opened ??= this.objectsOf(this.streams()).catch((error) => {
      this.opened = undefined
      throw error
    })
    return this.opened
  }

  /** What was under way when the client took back the chunks of a file may have come behind that. */
  private async purge(chunks: string): Promise<void> {
    const { streams } = await this.manager()
    await streams.purge(this.stream, { filter: chunks })
  }

  private manager(): Promise<JetStreamManager> {
    const options = { checkAPI: false, timeout: requestTimeoutMs }
    return this.client.connection.jetstreamManager(options)
  }

  private streams(): JetStreamClient {
    return this.client.connection.jetstream({ timeout: requestTimeoutMs })
  }

  private async objectsOf(streams: JetStreamClient): Promise<ObjectStore> {
    await this.make()
    return streams.views.os(this.name)
  }

  /**
   * The client would make it by a request that names a field of its own, which NATS 2.15 refuses.
   * A store is a stream of this name and these subjects (ADR-20 of nats-architecture-and-design).
   */
  private async make(): Promise<void> {
    const { streams } = await this.manager()
    try {
      await streams.add({
        name: this.stream,
        subjects: [`$O.${this.name}.C.>`, `$O.${this.name}.M.>`],
        storage: StorageType.File,
        num_replicas: this.settings.replicas,
        discard: DiscardPolicy.New,
        allow_direct: true,
        allow_rollup_hdrs: true,
      })
    } catch (error) {
      if (apiCode(error) !== streamNameInUse) throw error
    }
  }
}

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
