// The protocol: every record, enum, reject and limit, and the bridge between decimals and integers.

export { readU64, writeU64 } from './bytes.js'
export { CommandBatch } from './command-batch.js'
export { EventCursor } from './event-cursor.js'
export * from './flags.js'
export * from './generated/commands.js'
export * from './generated/enums.js'
export * from './generated/events.js'
export * from './generated/frames.js'
export * from './generated/states.js'
export { laneOf } from './lanes.js'
export * from './market-rules.js'
export * from './order-types.js'
export {
  commandNames,
  commandSizes,
  countRecords,
  eventSizes,
  forEachRecord,
  RecordError,
  type RecordSizes,
  stateSizes,
} from './records.js'
export * from './units.js'
export type { Amount, Given } from './words.js'
