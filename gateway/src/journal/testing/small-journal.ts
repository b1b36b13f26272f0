// A journal on a simulated disk, small enough to be harmed in every possible way.

import { crc32 } from 'node:zlib'
import { FrameHead, FrameType } from '@openbell/protocol'
import { SimFiles } from '@openbell/sim/world/files.js'
import { scribeOf } from '../../roles/threads/scribe.js'
import { chainOf, FrameBuffer, type Link, nothingBefore } from '../frame.js'
import { Journal } from '../journal.js'
import { type JournalEnd, scanJournal } from '../scan.js'

export const folder = 'data/journal'
export const exchangeId = Uint8Array.from({ length: 16 }, (_, i) => i + 1)
export const engineHash = Uint8Array.from({ length: 32 }, (_, i) => 255 - i)

/** A payload that is told apart from all others, and is no multiple of 8 bytes long. */
export const payloadOf = (sequence: number): Uint8Array =>
  Uint8Array.from({ length: 17 + (sequence % 23) }, (_, i) => (sequence * 31 + i * 7) & 0xff)

export interface Placed {
  readonly path: string
  readonly offset: number
  readonly bytes: Uint8Array
}

/** Appends frames to a journal, and knows where each of them lies. */
export class SmallJournal {
  readonly placed: Placed[] = []
  readonly journal: Journal
  last: Link
  private readonly buffer = new FrameBuffer()

  constructor(
    readonly files = new SimFiles(),
    segmentBytes = 4096,
    end: JournalEnd | undefined = undefined,
  ) {
    this.last = { ...nothingBefore, ...end?.last }
    const openSpare = scribeOf(files).spare
    const identity = { exchangeId, engineHash }
    this.journal = new Journal({ files, folder, segmentBytes, openSpare, ...identity }, end)
  }

  /** Goes on with what lies on the disk. */
  static reopen(files: SimFiles, segmentBytes = 4096): SmallJournal {
    return new SmallJournal(
      files,
      segmentBytes,
      scanJournal(files, folder, () => {}),
    )
  }

  /** The bytes of the next frame; nothing is written. */
  seal(payload = payloadOf(this.last.sequence + 1)): Uint8Array {
    this.buffer.payload.set(payload)
    const next = { epoch: 1, timestampUs: this.last.timestampUs + 1000 }
    return this.buffer.seal(FrameType.commands, this.last, next, payload.length)
  }

  append(payload?: Uint8Array): void {
    const bytes = this.seal(payload).slice()
    const chain = chainOf(bytes)
    const sequence = this.last.sequence + 1
    this.journal.begin(sequence, bytes, chain)
    const timestampUs = this.last.timestampUs + 1000
    this.last = { ...this.last, sequence, epoch: 1, timestampUs, chain }
    this.place(bytes)
  }

  appendMany(count: number): this {
    for (let i = 0; i < count; i++) this.append()
    return this
  }

  private place(bytes: Uint8Array): void {
    for (const name of this.files.list(folder)) {
      const path = `${folder}/${name}`
      const offset = Buffer.from(this.files.contentOf(path)).indexOf(bytes)
      if (offset >= 0) this.placed.push({ path, offset, bytes })
    }
  }
}

/** What a journal gives back, as one text a frame. */
export function readJournal(files: SimFiles): { end: JournalEnd | undefined; frames: string[] } {
  const frames: string[] = []
  const end = scanJournal(files, folder, ({ bytes }) => {
    frames.push(Buffer.from(bytes).toString('hex'))
  })
  return { end, frames }
}

/** A frame that says otherwise what it is or follows, with checksums that hold. */
export function withHead(frame: Uint8Array, changes: Partial<FrameHead>): Uint8Array {
  const bytes = frame.slice()
  const view = new DataView(bytes.buffer)
  FrameHead.write(view, 0, { ...FrameHead.read(view, 0), ...changes })
  const { headCrc } = FrameHead.offset
  view.setUint32(headCrc, crc32(bytes.subarray(0, headCrc)), true)
  return bytes
}
