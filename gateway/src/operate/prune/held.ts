// Whether a data folder holds what lies in a generation of a stream: then the folder is its archive.
import { eventHeadOf } from '../../adapters/nats/event-places.js'
import type { Generation, StreamKind, StreamSet } from '../../adapters/nats/streams.js'
import { hex, readFrame } from '../../journal/frame.js'
import { segmentNames } from '../../journal/segment.js'
import { walkSegment } from '../../journal/walk-segment.js'
import type { Files } from '../../ports.js'
import { findEventLogEnd } from '../../publish/event-log.js'
import { openEventReader } from '../../publish/event-reader.js'
import { baseSequenceOf, eventSegmentNames } from '../../publish/event-segment.js'
import { eventsFolder, journalFolder } from '../../recovery.js'
import { OperateError } from '../errors.js'

/** Of the streams, what is compared with a folder. */
export type HeldStreams = Pick<StreamSet, 'kind' | 'info' | 'stored'>

/**
 * Why a folder is no archive of a generation that ends with `lastSequence`; undefined where it is one: it
 * begins no later, and its frame of that sequence has the chain of all that came before it.
 */
export async function archiveFault(
  files: Files,
  folder: string,
  streams: HeldStreams,
  generation: Generation,
  lastSequence: number,
): Promise<string | undefined> {
  const { kind } = streams
  const first = firstSequence(files, folder, kind)
  if (first === undefined || first > generation.base + 1)
    return `${folder} holds its ${kind} ${first === undefined ? 'not at all' : `from frame ${first} on`}`
  const info = await streams.info(generation)
  const data = await streams.stored(generation, info?.state.last_seq ?? 0)
  const here = kind === 'journal' ? journalChain : eventsChain
  const there = kind === 'journal' ? chainOf(data) : hex(eventHeadOf(data).chain)
  return here(files, folder, lastSequence) === there
    ? undefined
    : `frame ${lastSequence} in ${folder} is not that of the stream`
}

function firstSequence(files: Files, folder: string, kind: StreamKind): number | undefined {
  const [name] =
    kind === 'journal'
      ? segmentNames(files, journalFolder(folder))
      : eventSegmentNames(files, eventsFolder(folder))
  return name === undefined ? undefined : baseSequenceOf(name)
}

function chainOf(bytes: Uint8Array): string {
  const frame = readFrame(bytes, 0)
  if (typeof frame === 'string') throw new OperateError(`the journal stream: ${frame}`)
  return hex(frame.chain)
}

function journalChain(files: Files, folder: string, sequence: number): string | undefined {
  const journal = journalFolder(folder)
  const name = segmentNames(files, journal).findLast((name) => baseSequenceOf(name) <= sequence)
  for (const { head, chain } of name ? walkSegment(files, `${journal}/${name}`) : [])
    if (head.sequence === sequence) return hex(chain)
  return undefined
}

function eventsChain(files: Files, folder: string, sequence: number): string | undefined {
  const events = eventsFolder(folder)
  const lastSequence = findEventLogEnd(files, events)?.sequence ?? 0
  const options = { files, folder: events, lastSequence: () => lastSequence }
  const reader = openEventReader(options, sequence - 1)
  try {
    return reader.next()?.chain
  } finally {
    reader.close()
  }
}
