// Every size that two rooms of the house must agree on.
export const limits = {
  /** Raised with every change of a record, an enum or a frame; a foreign version is refused. */
  formatVersion: 4,
  /** 'OBJS', 'OBJF' of the journal, 'OBES', 'OBEF' of the event log, read as little-endian. */
  magicJournalSegment: 0x534a424f,
  magicJournalFrame: 0x464a424f,
  magicEventSegment: 0x5345424f,
  magicEventFrame: 0x4645424f,
  /** 'OBSN' of a snapshot file. */
  magicSnapshot: 0x4e53424f,
  /** 'OBEX' of a canonical export, and the version of its records, which outlives formats. */
  magicExport: 0x5845424f,
  exportVersion: 1,
  /** Bytes of commands in a journal frame; a NATS message of 1 MiB with its headers is refused. */
  framePayloadBytesMax: 512 * 1024,
  /** Bytes of events in one part of an event frame. */
  eventPartBytesMax: 512 * 1024,
  /** The largest command, and so the size of a slot of the link. */
  commandBytesMax: 384,
  /** The commandIndex of events that finish a command of an earlier frame. */
  commandIndexResumed: 0xffffffff,
  /** The commandIndex of what no command asked for now: timers, triggers, reopening auctions. */
  commandIndexOwn: 0xfffffffe,
  /** Commands that may be under way on one link and lane: its credits. */
  linkSlots: 16384,
  /** Ids and counters stay exact as JSON numbers. */
  idMax: 2 ** 53 - 1,
  /** Characters of a client order id or an idempotency key. */
  clientIdLength: 36,
  /** Numbers below are the house's; the first account of a user has this one. */
  accountUserMin: 16,
  /** The outside world: the other leg of deposits and withdrawals; it may be negative. */
  accountExternal: 1,
  /** Where fees and rounding remainders go. */
  accountFees: 2,
  /** The other leg of adjustments; it may be negative. */
  accountAdjustments: 3,
} as const
