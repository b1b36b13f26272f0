// Somebody who reads every event frame once and never forgets: folds them into the real views,
// counts what must happen at most once, and finds the same frames again after every crash.
import { crc32 } from 'node:zlib'
import type { EventFrame, EventReader } from '@openbell/gateway/ports.js'
import { createViews, type FoldedViews } from '@openbell/gateway/views/index.js'
import {
  FrameType,
  forEachRecord,
  Outcome,
  OutcomeStatus,
  Reject,
  rejectNames,
} from '@openbell/protocol'
import { must } from '../violation.js'
import type { Facts } from './facts.js'
import { FrameFacts } from './frame-facts.js'
import { deliveryOf } from './names.js'
import { Promises } from './promises.js'

/** What was decided about one delivery. */
export interface Decision {
  readonly sequence: number
  readonly status: number
  readonly reject: number
  readonly result: number
}

export class Witness {
  readonly views: FoldedViews = createViews()
  /** Of the newest snapshot that was kept: what a recovery must not begin before. */
  snapshotSequence = 0
  /** One text a frame, from the first on. */
  private readonly seen: string[] = []
  private readonly decisions = new Map<string, Decision>()
  readonly promises: Promises
  private readonly frameFacts: FrameFacts
  private timestampUs = 0
  private epoch = 0

  constructor(private readonly facts: Facts) {
    this.promises = new Promises(facts)
    this.frameFacts = new FrameFacts(facts)
  }

  /** The last frame that the world has seen. */
  get sequence(): number {
    return this.seen.length
  }

  decisionOn(delivery: string): Decision | undefined {
    return this.decisions.get(delivery)
  }

  /** What was applied under a client's own name, as its outcome says it. */
  appliedUnder(key: string): number | undefined {
    return this.promises.applied.get(key)
  }

  /** The core has no work left after the last frame: what was due is done. @throws Violation */
  settle(): void {
    this.promises.settle(this.timestampUs)
  }

  /** Takes the next frame, which nobody has seen before. */
  take(frame: EventFrame): void {
    must(frame.sequence === this.sequence + 1, `frame ${frame.sequence} after ${this.sequence}`)
    this.checkEpoch(frame)
    this.views.fold(frame)
    this.timestampUs = frame.timestampUs
    this.promises.begin(frame)
    for (const part of frame.parts)
      forEachRecord(part, (kind, view, at) => {
        if (kind === Outcome.kind) this.takeOutcome(frame.sequence, Outcome.read(view, at))
        else this.promises.take(kind, view, at)
        this.frameFacts.take(frame, kind, view, at)
      })
    this.seen.push(textOf(frame))
  }

  /** Reads a log after a frame: what was seen must be there, the rest is taken and passed on. */
  readAgain(reader: EventReader, from: number, onNew: (frame: EventFrame) => void): void {
    let sequence = from
    for (let frame = reader.next(); frame; frame = reader.next()) {
      sequence++
      if (sequence > this.sequence) {
        this.take(frame)
        onNew(frame)
      } else {
        const [before, now] = [this.seen[sequence - 1], textOf(frame)]
        must(before === now, () => `frame ${sequence} was ${before} and is now ${now}`)
      }
    }
    must(
      sequence >= this.sequence,
      () => `frame ${this.sequence} was seen, and the log ends at ${sequence}`,
    )
  }

  /** Folds a log from its first frame. */
  foldFromZero(reader: EventReader): void {
    const views = createViews()
    for (let frame = reader.next(); frame; frame = reader.next()) views.fold(frame)
    const isSame = Buffer.compare(views.snapshot(), this.views.snapshot()) === 0
    must(isSame, 'views folded from the first frame are not what they were live')
  }

  /** Compares a log with what was seen. @throws Violation saying `what` was done to it */
  compare(reader: EventReader, what: string): void {
    for (
      let frame = reader.next();
      frame && frame.sequence <= this.sequence;
      frame = reader.next()
    ) {
      const isSame = this.seen[frame.sequence - 1] === textOf(frame)
      must(isSame, `${what}: frame ${frame.sequence} is another one now`)
    }
  }

  private checkEpoch({ sequence, epoch, type }: EventFrame): void {
    const expected = type === FrameType.epoch ? this.epoch + 1 : this.epoch
    must(epoch === expected, `frame ${sequence} has epoch ${epoch}, not ${expected}`)
    this.epoch = epoch
  }

  private takeOutcome(sequence: number, outcome: Outcome): void {
    const { status, reject, result } = outcome
    if (outcome.session === 0) {
      // The genesis and the openings of sessions; these are not told apart by their lanes.
      must(status !== OutcomeStatus.rejected, `the house was refused: ${rejectNames[reject]}`)
      return
    }
    const delivery = deliveryOf(outcome)
    if (status === OutcomeStatus.repeated) this.facts.note('answered repeated')
    if (status === OutcomeStatus.rejected) this.facts.note(`reject ${rejectNames[reject]}`)
    const known = this.decisions.get(delivery)
    if (!known) {
      this.decisions.set(delivery, { sequence, status, reject, result })
      return
    }
    must(
      reject === Reject.laneSequenceMustIncrease,
      `delivery ${delivery} was decided in frame ${known.sequence} and again in ${sequence}`,
    )
    this.facts.note('resent though it was decided')
  }
}

function textOf({ sequence, epoch, type, timestampUs, commandCount, chain, parts }: EventFrame) {
  const sum = parts.reduce((crc, part) => crc32(part, crc), 0)
  return `${sequence} ${epoch} ${type} ${timestampUs} ${commandCount} ${chain} ${sum}`
}
