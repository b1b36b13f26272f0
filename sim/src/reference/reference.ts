// The naive core: applies frames like the real one and says the same, byte for byte. It has no step
// budget: what the real core spreads over several frames it does in one go.
import { EndSession, limits, OpenSession, Outcome, OutcomeStatus, Reject } from '@openbell/protocol'
import { hear } from './accounts.js'
import { followUp } from './activation.js'
import { type Answer, refused } from './answer.js'
import { indicateAuctions } from './auction.js'
import { balanceOf } from './balances.js'
import { closeConnections } from './cancelling.js'
import { knownCommands } from './commands.js'
import { brokenInvariants } from './invariants.js'
import { fireTimers, nextDeadlineUs, restartDeadMen } from './timers.js'
import { forgetExpired } from './used-ids.js'
import { type Balance, type Pools, Venue } from './venue.js'

const benchmarkKindMax = 2
const benchmarkBytes = 40
const headBytes = 32

/** Who a command is from. */
interface Head {
  readonly kind: number
  readonly lane: number
  readonly session: number
  readonly laneSequence: number
}

const nobody: Head = { kind: 0, lane: 0, session: 0, laneSequence: 0 }

/** A core whose every rule can be read in one place and in plain words. */
export class Reference {
  readonly venue: Venue
  private sequence = 0

  constructor(pools: Pools) {
    this.venue = new Venue(pools)
  }

  /**
   * Applies a frame and returns its events; they are valid until the next frame.
   * @throws Error where sequence or time go back, or an invariant does not hold afterwards
   */
  apply(sequence: number, timestampUs: number, commands: Uint8Array, isEpoch = false): Uint8Array {
    const { venue } = this
    if (sequence <= this.sequence || timestampUs < venue.nowUs)
      throw new Error(`frame ${sequence} at ${timestampUs} goes back`)
    this.sequence = sequence
    venue.nowUs = timestampUs
    if (isEpoch) restartDeadMen(venue)
    fireTimers(venue)
    const torn = this.runAll(commands)
    indicateAuctions(venue)
    if (torn !== undefined) this.tellTorn(torn)
    const broken = brokenInvariants(venue)
    if (broken.length > 0) throw new Error(`the reference breaks an invariant: ${broken[0]}`)
    return venue.events.take()
  }

  /** In microseconds; undefined where nothing is due ever. */
  get nextDeadlineUs(): number | undefined {
    return nextDeadlineUs(this.venue)
  }

  /** Zero for what is unknown. */
  balance(account: number, asset: number): Balance {
    const known = this.venue.accounts.get(account)
    return known ? balanceOf(known, asset) : { available: 0n, locked: 0n }
  }

  /** Returns the index of what is no record, where a frame does not end with a whole one. */
  private runAll(commands: Uint8Array): number | undefined {
    const view = new DataView(commands.buffer, commands.byteOffset, commands.byteLength)
    let index = 0
    for (let at = 0; at < commands.length; index++) {
      this.venue.events.commandIndex = index
      const sizeBytes = sizeOfRecord(view, at)
      if (sizeBytes === 0) return index
      this.run(view, at)
      at += sizeBytes
    }
    return undefined
  }

  private tellTorn(index: number): void {
    this.venue.events.commandIndex = index
    this.tellOutcome(nobody, refused(Reject.internalError))
  }

  private run(view: DataView, at: number): void {
    const { venue } = this
    const head = headOf(view, at)
    const answer = this.answerTo(head, view, at)
    this.tellOutcome(head, answer)
    if (answer.status !== 'rejected') this.endConnections(head.kind, answer.result, view, at)
    followUp(venue)
  }

  /** What follows from an opening by the only edge, and from the end of a session. */
  private endConnections(kind: number, session: number, view: DataView, at: number): void {
    const { venue } = this
    if (kind === EndSession.kind) closeConnections(venue, (other) => other === session)
    if (kind === OpenSession.kind && OpenSession.read(view, at).isOnly !== 0)
      closeConnections(venue, (other) => other !== session)
  }

  private answerTo(head: Head, view: DataView, at: number): Answer {
    const { venue } = this
    if (head.kind <= benchmarkKindMax) return refused(Reject.rulesMustAllowCommand)
    const known = knownCommands.get(head.kind)
    if (known?.sizeBytes !== view.getUint16(at + 2, true)) return refused(Reject.commandMustBeKnown)
    const refusal = hear(venue, head)
    if (refusal) return refused(refusal)
    if (!venue.limits && known !== knownCommands.get(8))
      return refused(Reject.configurationMustComeFirst)
    if (venue.limits) forgetExpired(venue)
    return known.run(venue, view, at)
  }

  private tellOutcome({ session, lane, laneSequence }: Head, answer: Answer): void {
    const isRejected = answer.status === 'rejected'
    this.venue.events.emit(Outcome, {
      session,
      lane,
      laneSequence,
      status: OutcomeStatus[answer.status],
      reject: isRejected ? answer.reject : Reject.none,
      result: isRejected ? 0 : answer.result,
    })
  }
}

/** 0 where the bytes are no record. */
function sizeOfRecord(view: DataView, at: number): number {
  const left = view.byteLength - at
  if (left < 8) return 0
  if (view.getUint8(at) <= benchmarkKindMax) return left < benchmarkBytes ? 0 : benchmarkBytes
  const sizeBytes = view.getUint16(at + 2, true)
  const isWhole = sizeBytes >= headBytes && sizeBytes % 8 === 0 && sizeBytes <= left
  return isWhole && sizeBytes <= limits.commandBytesMax ? sizeBytes : 0
}

function headOf(view: DataView, at: number): Head {
  const kind = view.getUint8(at)
  if (kind <= benchmarkKindMax) return { ...nobody, kind }
  return {
    kind,
    lane: view.getUint8(at + 1),
    session: view.getUint32(at + 4, true),
    laneSequence: Number(view.getBigUint64(at + 8, true)),
  }
}
