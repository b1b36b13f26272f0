// The stream's thread: the client of the replicated log and of the lease. It brings the journal's file to
// the log's history, or an empty folder to the newest snapshot, lets the core follow, and then competes to
// lead.
import { compileEngine } from '@openbell/engine'
import { connectNats } from '../../adapters/nats/connect.js'
import { agreeOnExchange } from '../../adapters/nats/exchange-id.js'
import { LeaseHolder, type LeaseOptions, LeaseWatch } from '../../adapters/nats/lease.js'
import { LeaseStore } from '../../adapters/nats/lease-store.js'
import { SnapshotStore } from '../../adapters/nats/snapshot-store.js'
import { StreamLog } from '../../adapters/nats/stream-log.js'
import { Wishes } from '../../adapters/nats/wishes.js'
import { nodeFiles } from '../../adapters/node-files.js'
import { reporterTo } from '../../adapters/reporter.js'
import { answers, type StreamRequest } from '../../adapters/stream-behind.js'
import { StreamSeat } from '../../adapters/stream-thread.js'
import { systemClock, systemRandom, systemTimers } from '../../adapters/system.js'
import type { ClusterSettings } from '../../config.js'
import { findCommonEnd } from '../../journal/common-end.js'
import { frameFault, hex } from '../../journal/frame.js'
import { exchangeIdOf } from '../../journal/segment.js'
import type { LeaseState, LogCondition, StoredFrame } from '../../ports.js'
import { journalFolder } from '../../recovery.js'
import { joinBySnapshot } from './join.js'

export interface StreamThreadSettings {
  readonly folder: string
  readonly cluster: ClusterSettings
  /** The first frame whose events somebody in this process wants; infinity = nobody does. */
  readonly eventsFrom: number
}

type Seat = StreamSeat<StreamThreadSettings>

/** @throws whatever ends the process: a stream that has lost something, a lease that is lost */
export async function runStream(): Promise<void> {
  const seat: Seat = new StreamSeat()
  const ending = new AbortController()
  seat.onStop(() => ending.abort(new Error('the process ends')))
  try {
    await serve(seat, ending.signal)
  } catch (error) {
    if (!ending.signal.aborted) {
      seat.fail()
      throw error
    }
  }
  seat.close()
}

async function serve(seat: Seat, signal: AbortSignal): Promise<void> {
  const { folder, cluster, eventsFrom } = seat.settings
  const { streams: settings, leaseMs } = cluster
  const log = reporterTo((level, message) => seat.tell({ kind: 'log', level, message }))
  const client = await connectNats(cluster.natsUrl, { name: 'openbell log', log, signal })
  try {
    const onCondition = (condition: LogCondition) => seat.tell({ kind: 'condition', condition })
    const check = frameFault
    const stream = await StreamLog.open({ client, settings, check, log, signal, onCondition })
    const journal = journalFolder(folder)
    const known = exchangeIdOf(nodeFiles, journal)
    const proposed = known ?? systemRandom.bytes(16)
    const exchangeId = await agreeOnExchange(client, settings, proposed, { log, signal })
    if (known && hex(known) !== hex(exchangeId))
      throw new Error(`${journal} and the streams of ${settings.prefix} are of two exchanges`)
    await joinBySnapshot({
      files: nodeFiles,
      folder,
      client,
      settings,
      store: new SnapshotStore(client, settings),
      stream,
      exchangeId,
      engineHash: Buffer.from(compileEngine().hash, 'hex'),
      eventsFrom,
      reporter: log,
      signal,
    })
    await findCommonEnd(nodeFiles, journal, stream, log)
    const store = new LeaseStore(client, settings, 'leader')
    const lease = { store, clock: systemClock, timers: systemTimers, log, leaseMs }
    const service = new Service(seat, stream, lease, signal)
    seat.tell({ kind: 'ready', exchangeId })
    await service.run()
  } finally {
    await client.close()
  }
}

/** Follows, competes to lead, and then appends for the core. */
class Service {
  private readonly following = new AbortController()
  private readonly watch: LeaseWatch
  private readonly wishes: Wishes
  /** Of this process, among those that may lead. */
  private readonly name: string
  private isFollowing = false
  /** That it follows is being written down. */
  private marking: Promise<void> | undefined
  private readonly holder: LeaseHolder
  /** The last frame that was given to the core. */
  private given = 0
  private epoch = 0
  private address = ''
  /** Whom an operator wants to lead instead; empty: anybody. */
  private successor: string | undefined
  private fail: (error: Error) => void = () => {}

  constructor(
    private readonly seat: Seat,
    private readonly log: StreamLog,
    private readonly lease: Omit<LeaseOptions, 'store'> & { readonly store: LeaseStore },
    private readonly signal: AbortSignal,
  ) {
    this.watch = new LeaseWatch(lease)
    this.wishes = new Wishes(lease.store, lease.log)
    this.name = seat.settings.cluster.name ?? 'core'
    const self = `${this.name}/${hex(systemRandom.bytes(8))}`
    this.holder = new LeaseHolder({ ...lease, self, onState: this.onLease })
  }

  /** Serves until the signal ends it. @throws what ends the process */
  async run(): Promise<void> {
    const { seat, signal } = this
    const ended = new Promise<never>((_, reject) => {
      this.fail = reject
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    })
    seat.onRequest((request) => {
      this.serve(request).catch(this.fail)
    })
    seat.onAddress((address) => {
      this.address = address
      this.announce().catch(this.fail)
    })
    const { timers, leaseMs } = this.lease
    const endLooking = timers.every(leaseMs, () => {
      if (this.isFollowing) this.mark()
      else void this.lookForWish()
    })
    try {
      await ended
    } finally {
      endLooking()
      this.following.abort()
      this.watch.close()
      await this.unmark()
      await this.holder.release(this.successor)
    }
  }

  private async serve(request: StreamRequest): Promise<void> {
    if (request.kind === 'append') await this.append(request)
    else if (request.kind === 'follow') await this.follow(request.after)
    else {
      this.epoch = request.epoch
      await this.announce()
    }
  }

  private async append(request: Extract<StreamRequest, { kind: 'append' }>): Promise<void> {
    const { log, seat } = this
    const { sequence, sizeBytes, chain } = request
    const outcome = await log.append(seat.frameOf(sizeBytes), hex(chain), sequence - 1)
    if (outcome === 'deposed') seat.answer(answers.deposed)
    else seat.answer(log.isRollDue ? answers.committedAndRollDue : answers.committed)
  }

  /** Follows until the lease is held, and then to the end of what is there. */
  private async follow(after: number): Promise<void> {
    const { log, seat, following } = this
    this.given = after
    const followed = log.follow(after + 1, this.give, following.signal)
    followed.catch(this.fail)
    this.isFollowing = true
    this.mark()
    await this.untilHeld()
    void this.unmark()
    following.abort()
    await followed
    for await (const frames of log.read(this.given + 1))
      for (const frame of frames) this.give(frame)
    seat.giveLead()
  }

  private readonly give = (frame: StoredFrame): void => {
    this.seat.give(frame.bytes)
    this.given = frame.sequence
  }

  /** Who is far behind does not compete: nobody would lead until he has caught up. */
  private async untilHeld(): Promise<void> {
    const { watch, holder, signal, log } = this
    for (;;) {
      signal.throwIfAborted()
      if (watch.isFree(holder.self)) {
        const end = (await log.last())?.sequence ?? 0
        signal.throwIfAborted()
        if (this.given >= end && (await holder.acquire(watch.entry))) return
      }
      await watch.untilLook(signal)
    }
  }

  /** Edges are told when the epoch is in the log, and where the link is served. */
  private async announce(): Promise<void> {
    if (this.epoch > 0 && this.address !== '') await this.holder.announce(this.epoch, this.address)
  }

  /** Whether an operator wants the leader of this very epoch to hand over. */
  private async lookForWish(): Promise<void> {
    const { holder, name, epoch, seat, wishes, successor: told } = this
    if (holder.state !== 'held' || epoch === 0 || told !== undefined) return
    const successor = await wishes.successorTo(name, epoch)
    if (successor === undefined) return
    this.successor = successor
    seat.tell({ kind: 'handover' })
  }

  /** Says that this process follows; what fails is said anew with the next one. */
  private mark(): void {
    const { store, leaseMs } = this.lease
    this.marking ??= store
      .follow(this.name, leaseMs)
      .catch(() => {})
      .finally(() => {
        this.marking = undefined
      })
  }

  /** Nobody is to wish for it any more; where this cannot be said, its mark is soon too old. */
  private async unmark(): Promise<void> {
    if (!this.isFollowing) return
    this.isFollowing = false
    await this.marking
    await this.lease.store.followNoMore(this.name).catch(() => {})
  }

  /** The stream fences who is deposed; a lease that is lost says so before the next frame does. */
  private readonly onLease = (state: LeaseState): void => {
    this.seat.tell({ kind: 'lease', state })
    if (state === 'lost') this.fail(new Error('the lease is lost: another process leads'))
  }
}
