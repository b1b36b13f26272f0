// The heads of what lies on disk and travels between processes: segments, journal frames, event frames.
import { field, type RecordShape } from './shape.js'
import { states } from './state.js'

/** `StateOrder` → `orderCount` */
const countNameOf = (state: string): string =>
  state.replace(
    /^State(.)(.*)$/,
    (_, first: string, rest: string) => `${first.toLowerCase()}${rest}Count`,
  )

export const frames: readonly RecordShape[] = [
  {
    name: 'SegmentHead',
    kind: 0,
    about: 'The start of every segment file, of the journal and of the event log.',
    fields: [
      field('magic', 'u32'),
      field('version', 'u32'),
      field('exchangeId', { bytes: 16 }, 'uuid, drawn at the first start'),
      field('engineHash', { bytes: 32 }, 'SHA-256 of the module that wrote it'),
      field('index', 'u64', 'of the segment, from 0'),
      field('baseSequence', 'u64', 'of its first frame'),
      field('previousChain', { bytes: 8 }, 'the chain at the end of the segment before'),
      field('reserved', { bytes: 36 }),
      field('headCrc', 'u32', 'CRC-32 of the bytes before'),
    ],
  },
  {
    name: 'FrameHead',
    kind: 0,
    about: 'A journal frame: head, payload, zeros up to a multiple of 8.',
    fields: [
      field('magic', 'u32'),
      field('payloadBytes', 'u32'),
      field('version', 'u16'),
      field('type', 'u16', 'FrameType'),
      field('epoch', 'u32', 'one higher at every start'),
      field('sequence', 'u64', 'dense, from 1'),
      field('previousChain', { bytes: 8 }, 'first 8 bytes of SHA-256 of the frame before'),
      field('committedSequence', 'u64', 'known durable when this frame was written'),
      field(
        'previousEventsDigest',
        { bytes: 8 },
        'XXH64 of the events of the frame before, so that readers can compare',
      ),
      field('timestampUs', 'u64', 'since 1970; never below the frame before'),
      field('payloadCrc', 'u32', 'CRC-32'),
      field('headCrc', 'u32', 'CRC-32 of the bytes before'),
    ],
  },
  {
    name: 'EventHead',
    kind: 0,
    about: 'A part of an event frame; the parts of one sequence follow each other.',
    fields: [
      field('magic', 'u32'),
      field('payloadBytes', 'u32'),
      field('version', 'u16'),
      field('type', 'u16', 'FrameType of the journal frame'),
      field('epoch', 'u32'),
      field('sequence', 'u64', 'the journal frame’s'),
      field('timestampUs', 'u64'),
      field('part', 'u16', 'from 0'),
      field('last', 'u16', '1 on the last part'),
      field('commandCount', 'u32', 'of the journal frame'),
      field('chain', { bytes: 8 }, 'of the journal frame'),
      field(
        'eventsDigest',
        { bytes: 8 },
        'on the last part: XXH64 of all payload bytes of the frame',
      ),
      field('payloadCrc', 'u32'),
      field('headCrc', 'u32'),
    ],
  },
  {
    name: 'SnapshotHead',
    kind: 0,
    about: 'The start of a snapshot file; the engine’s own snapshot follows.',
    fields: [
      field('magic', 'u32'),
      field('version', 'u32'),
      field('exchangeId', { bytes: 16 }),
      field('sequence', 'u64', 'of the last frame that it holds'),
      field('timestampUs', 'u64', 'of that frame'),
      field('epoch', 'u32'),
      field('bodyCrc', 'u32'),
      field('bodyBytes', 'u64'),
      field('chain', { bytes: 8 }, 'of that frame'),
      field('eventsDigest', { bytes: 8 }, 'of that frame'),
      field('reserved', 'u32'),
      field('headCrc', 'u32'),
    ],
  },
  {
    name: 'ExportHead',
    kind: 0,
    about:
      'The start of a canonical export of a core; its records follow, and a SHA-256 of it all.',
    fields: [
      field('magic', 'u32'),
      field('version', 'u32'),
      field('sequence', 'u64', 'of the last frame'),
      field('timestampUs', 'u64', 'of that frame'),
      field('stateHash', { bytes: 8 }),
      field('recordsBytes', 'u64'),
      ...states.map(({ name }) => field(countNameOf(name), 'u32')),
    ],
  },
  {
    name: 'EpochStarted',
    kind: 0,
    about: 'The payload of an epoch frame.',
    fields: [
      field('writer', { bytes: 16 }, 'random, so that two candidates never share a chain'),
      field('engineHash', { bytes: 32 }),
    ],
  },
  {
    name: 'CommandSkipped',
    kind: 0,
    about: 'The payload of a skip frame: frame `sequence` was applied without this command.',
    fields: [field('sequence', 'u64'), field('commandIndex', 'u32'), field('reserved', 'u32')],
  },
]
