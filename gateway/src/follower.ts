// The one who follows: takes the log's frames as they come, proves each, writes it down, and gives it
// to a core of its own, so that it may lead at any moment.
import type { FrameType } from '@openbell/protocol'
import { chainOf, linkFault, readFrame } from './journal/frame.js'
import { commandsOf, countCommands, engineHashIn, expectDigest, RecoveryError } from './recovery.js'
import type { Replica } from './replica.js'

export class Follower {
  constructor(private readonly replica: Replica) {}

  /**
   * The next frame of the log, whole. Its head holds the digest of the events before, so that every
   * frame proves that this core gave the same ones as the leader's.
   * @throws RecoveryError where it is damaged or does not follow; EventsDifferError where it tells of
   *   other events
   */
  follow(bytes: Uint8Array): void {
    const { replica } = this
    const { last, journal } = replica
    const frame = readFrame(bytes, 0)
    if (typeof frame === 'string') throw faultOf(last.sequence + 1, frame)
    const { head } = frame
    if (frame.bytes.length !== bytes.length) throw faultOf(head.sequence, 'the message is too long')
    const misplaced = linkFault(head, last)
    if (misplaced) throw faultOf(last.sequence + 1, misplaced)
    if (last.sequence > 0) expectDigest(last.sequence, head.previousEventsDigest, last.eventsDigest)
    const { sequence, epoch, timestampUs } = head
    const type = head.type as FrameType
    const chain = chainOf(bytes)
    journal.begin(sequence, bytes, chain)
    journal.finish()
    const newModule = engineHashIn(frame)
    if (newModule) replica.beginEpoch(newModule)
    const commands = commandsOf(frame)
    const commandCount = countCommands(commands)
    replica.advance({ sequence, epoch, type, timestampUs, commandCount, chain }, commands)
  }
}

const faultOf = (sequence: number, fault: string): RecoveryError =>
  new RecoveryError(`frame ${sequence} of the stream: ${fault}`)
