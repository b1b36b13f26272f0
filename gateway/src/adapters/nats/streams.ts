// Names and settings of the streams: what JetStream may never do with a frame is forbidden here, and a
// stream that exists with other settings is refused.
//
// A stream ends before it is full, and the next generation goes on. Its name holds its base, the
// sequence of the journal before its first message:
//
//   openbell-0-journal-0000000000000000   frames 1 … 5000; the last one is a roll
//   openbell-0-journal-0000000000005000   frames 5001 …
import { setTimeout as sleep } from 'node:timers/promises'
import { limits } from '@openbell/protocol'
import {
  DiscardPolicy,
  type JetStreamManager,
  nanos,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
  type StreamInfo,
} from 'nats'
import type { NatsClient } from './connect.js'
import {
  apiCode,
  noMessageFound,
  replicasNeedCluster,
  StreamDamagedError,
  StreamRefusedError,
  streamNameInUse,
  streamNotFound,
} from './errors.js'

export type StreamKind = 'journal' | 'events'

/** What one shard's streams are made with. */
export interface StreamSettings {
  /** Letters, digits and _; keeps exchanges apart that share servers. */
  readonly prefix: string
  readonly shard: number
  /** 1, or 3 or 5 in a cluster. */
  readonly replicas: number
  /** Of one generation of the journal, and of the events. */
  readonly journalBytesMax: number
  readonly eventsBytesMax: number
}

export interface Generation {
  readonly name: string
  readonly subject: string
  /** Sequence of the journal before the first message. */
  readonly base: number
}

/** NATS 2.10 answers what is repeated within it as a duplicate; else the slot is read instead. */
const duplicateWindowMs = 10_000
const requestTimeoutMs = 2_000
const baseDigits = 16
const missingAsks = 10
const missingPauseMs = 300
/** A frame with its head and the headers of its message. */
export const messageBytesMax = limits.framePayloadBytesMax + 4 * 1024

/** Finds, makes and checks the generations of one kind of stream of one shard. */
export class StreamSet {
  private constructor(
    readonly manager: JetStreamManager,
    private readonly settings: StreamSettings,
    readonly kind: StreamKind,
  ) {}

  static async open(
    client: NatsClient,
    settings: StreamSettings,
    kind: StreamKind,
  ): Promise<StreamSet> {
    // A server that is away must not keep anybody from being made; the requests themselves will tell.
    const options = { checkAPI: false, timeout: requestTimeoutMs }
    return new StreamSet(await client.connection.jetstreamManager(options), settings, kind)
  }

  generation(base: number): Generation {
    const { prefix, shard } = this.settings
    const digits = String(base).padStart(baseDigits, '0')
    const name = `${prefix}-${shard}-${this.kind}-${digits}`
    return { name, subject: `${prefix}.${shard}.${this.kind}.${digits}`, base }
  }

  /** All that exist, the oldest first. */
  async list(): Promise<Generation[]> {
    const { prefix, shard } = this.settings
    const start = `${prefix}-${shard}-${this.kind}-`
    const bases: number[] = []
    for await (const name of this.manager.streams.names(`${prefix}.${shard}.${this.kind}.*`))
      if (name.startsWith(start)) bases.push(Number(name.slice(start.length)))
    return bases.sort((a, b) => a - b).map((base) => this.generation(base))
  }

  /** @throws StreamRefusedError where it exists with settings that could lose a frame */
  async info(generation: Generation): Promise<StreamInfo | undefined> {
    let info: StreamInfo
    try {
      info = await this.manager.streams.info(generation.name)
    } catch (error) {
      if (apiCode(error) === streamNotFound) return undefined
      throw error
    }
    this.refuse(generation, info.config)
    return info
  }

  /** Makes it where it does not exist. @throws StreamRefusedError as `info` does */
  async make(generation: Generation): Promise<StreamInfo> {
    const found = await this.info(generation)
    if (found) return found
    try {
      return await this.manager.streams.add(this.configuration(generation))
    } catch (error) {
      if (apiCode(error) === replicasNeedCluster)
        throw new StreamRefusedError(
          `${this.settings.replicas} replicas of a stream need a cluster, and this server is alone: ` +
            'set 1, or give the servers of a cluster',
        )
      if (apiCode(error) !== streamNameInUse) throw error
      // Somebody was faster.
      const made = await this.info(generation)
      if (!made) throw error
      return made
    }
  }

  /** The bytes of one message; undefined where the stream has none there. */
  async message(generation: Generation, sequence: number): Promise<Uint8Array | undefined> {
    try {
      const { data } = await this.manager.streams.getMessage(generation.name, { seq: sequence })
      return data
    } catch (error) {
      if (apiCode(error) === noMessageFound) return undefined
      throw error
    }
  }

  /**
   * The bytes of a message that the stream counts. A server that has just begun to lead a cluster's stream
   * may not know it yet, so that it is asked for again and again, for three seconds.
   * @throws StreamDamagedError where it stays missing
   */
  async stored(generation: Generation, sequence: number): Promise<Uint8Array> {
    for (let asked = 0; asked < missingAsks; asked++) {
      if (asked > 0) await sleep(missingPauseMs)
      const bytes = await this.message(generation, sequence)
      if (bytes) return bytes
    }
    throw new StreamDamagedError(
      generation.name,
      sequence,
      'it is missing, though the stream counts it',
    )
  }

  /** Deletes, for good, the generations that end at or before a sequence, and returns their names. */
  async deleteThrough(sequence: number): Promise<string[]> {
    const generations = await this.list()
    const deleted: string[] = []
    for (const [index, { name }] of generations.entries()) {
      const next = generations[index + 1]
      if (!next || next.base > sequence) break
      // Where nothing follows a roll yet, the roll is the last frame of all, which must stay.
      const info = await this.info(next)
      if (!info || info.state.last_seq === 0) break
      await this.manager.streams.delete(name)
      deleted.push(name)
    }
    return deleted
  }

  private configuration(generation: Generation): Partial<StreamConfig> {
    const { replicas, journalBytesMax, eventsBytesMax } = this.settings
    return {
      ...never,
      name: generation.name,
      subjects: [generation.subject],
      num_replicas: replicas,
      max_bytes: this.kind === 'journal' ? journalBytesMax : eventsBytesMax,
      duplicate_window: nanos(duplicateWindowMs),
    }
  }

  private refuse({ name, subject }: Generation, config: StreamConfig): void {
    const faults = Object.entries(never)
      .filter(([key, wanted]) => (config[key as keyof StreamConfig] ?? wanted) !== wanted)
      .map(
        ([key, wanted]) => `${key} is ${config[key as keyof StreamConfig]} and must be ${wanted}`,
      )
    const { replicas } = this.settings
    if (config.num_replicas < replicas)
      faults.push(`num_replicas is ${config.num_replicas} and must be ${replicas}`)
    if (config.subjects.join() !== subject)
      faults.push(`subjects is ${config.subjects.join()} and must be ${subject}`)
    for (const key of ['mirror', 'sources', 'republish', 'subject_transform'] as const)
      if (config[key]) faults.push(`${key} is set and must not be`)
    if (config.max_msg_size > 0 && config.max_msg_size < messageBytesMax)
      faults.push(`max_msg_size is ${config.max_msg_size} and must be -1`)
    if (faults.length === 0) return
    throw new StreamRefusedError(
      `stream ${name} exists with settings that could lose what it acknowledged: ${faults.join('; ')}. ` +
        `Repair them with "nats stream edit ${name}", or give this exchange another prefix`,
    )
  }
}

/** What holds for every stream, whatever an operator sets. */
const never = {
  retention: RetentionPolicy.Limits,
  storage: StorageType.File,
  discard: DiscardPolicy.New,
  max_age: 0,
  max_msgs: -1,
  max_msgs_per_subject: -1,
  deny_delete: true,
  deny_purge: true,
  allow_rollup_hdrs: false,
  no_ack: false,
  sealed: false,
} satisfies Partial<StreamConfig>
