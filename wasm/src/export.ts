// A canonical export: what a core knows, as sorted records that say nothing of memory, under a head and
// over a digest. Equal states give equal bytes, whatever the cores' capacities and histories.
//
//   ├ ExportHead: sequence, time, state hash, counts ┼ records, in the order of their kinds … ┼ SHA-256 ┤
import {
  ExportHead,
  forEachRecord,
  limits,
  RecordError,
  StateVenue,
  stateSizes,
} from '@openbell/protocol'
import { type Capacities, capacityNames } from './capacities.js'
import { EngineExportError } from './errors.js'
import { fromHex, toHex } from './hex.js'
import { importFaults } from './import-faults.js'
import type { EngineInstance } from './instance.js'
import { sha256 } from './sha256.js'

const headBytes = ExportHead.sizeBytes
const digestBytes = 32
const firstKind = StateVenue.kind
const countsAt = ExportHead.offset.venueCount
const countBytes = 4
const kindsCount = (headBytes - countsAt) / countBytes

const viewOf = ({ buffer, byteOffset, length }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, length)

/** Where a core is, and what it says of itself. */
export interface ExportIdentity {
  readonly sequence: number
  readonly timestampUs: number
  /** 16 hex digits. */
  readonly stateHash: string
}

/** What an export says of itself, and its records. */
export interface ReadExport extends ExportIdentity {
  readonly records: Uint8Array
}

/** The records of the state, some at a time; each part is valid until the next one is asked for. */
export function* exportParts(instance: EngineInstance): Generator<Uint8Array> {
  const { abi } = instance
  instance.assertBetweenFrames()
  instance.call(() => abi.beginExport())
  for (;;) {
    const length = instance.call(() => abi.exportPart())
    if (length === 0) return
    yield instance.output(length)
  }
}

/** Walks the state twice, so that the one piece of memory that it takes has its size at once. */
export function writeExport(instance: EngineInstance, identity: ExportIdentity): Uint8Array {
  let recordsBytes = 0
  for (const { length } of exportParts(instance)) recordsBytes += length
  const bytes = new Uint8Array(headBytes + recordsBytes + digestBytes)
  let at = headBytes
  for (const records of exportParts(instance)) {
    bytes.set(records, at)
    at += records.length
  }
  writeHead(bytes, identity)
  bytes.set(sha256(bytes.subarray(0, at)), at)
  return bytes
}

function writeHead(bytes: Uint8Array, { sequence, timestampUs, stateHash }: ExportIdentity): void {
  const view = viewOf(bytes)
  const records = bytes.subarray(headBytes, bytes.length - digestBytes)
  view.setUint32(ExportHead.offset.magic, limits.magicExport, true)
  view.setUint32(ExportHead.offset.version, limits.exportVersion, true)
  view.setBigUint64(ExportHead.offset.sequence, BigInt(sequence), true)
  view.setBigUint64(ExportHead.offset.timestampUs, BigInt(timestampUs), true)
  view.setBigUint64(ExportHead.offset.recordsBytes, BigInt(records.length), true)
  bytes.set(fromHex(stateHash), ExportHead.offset.stateHash)
  for (const [index, count] of countKinds(records).entries())
    view.setUint32(countsAt + index * countBytes, count, true)
}

/** How many records there are of each kind. @throws RecordError where they are no records */
function countKinds(records: Uint8Array): number[] {
  const counts = new Array<number>(kindsCount).fill(0)
  const visit = (kind: number) => counts[kind - firstKind]++
  forEachRecord(records, visit, stateSizes)
  return counts
}

/** @throws EngineExportError where it is none, of another version, cut or corrupt */
export function readExport(bytes: Uint8Array): ReadExport {
  if (bytes.length < headBytes + digestBytes)
    throw new EngineExportError(`an export of ${bytes.length} bytes is cut`)
  const head = ExportHead.read(viewOf(bytes), 0)
  if (head.magic !== limits.magicExport) throw new EngineExportError('this is no export')
  if (head.version !== limits.exportVersion)
    throw new EngineExportError(`version ${head.version} is not ${limits.exportVersion}`)
  const end = bytes.length - digestBytes
  if (!sha256(bytes.subarray(0, end)).every((byte, index) => byte === bytes[end + index]))
    throw new EngineExportError('its digest does not match: it is cut or corrupt')
  const records = bytes.subarray(headBytes, end)
  if (head.recordsBytes !== records.length)
    throw new EngineExportError(
      `it has ${records.length} bytes of records, not ${head.recordsBytes}`,
    )
  const stated = Array.from({ length: kindsCount }, (_, index) =>
    viewOf(bytes).getUint32(countsAt + index * countBytes, true),
  )
  const differing = countOrRefuse(records).findIndex((count, index) => count !== stated[index])
  if (differing >= 0)
    throw new EngineExportError(
      `it has not the ${stated[differing]} records of kind ${firstKind + differing} that its head says`,
    )
  const { sequence, timestampUs } = head
  return { sequence, timestampUs, stateHash: toHex(head.stateHash), records }
}

function countOrRefuse(records: Uint8Array): number[] {
  try {
    return countKinds(records)
  } catch (error) {
    if (!(error instanceof RecordError)) throw error
    throw new EngineExportError(error.message, { cause: error })
  }
}

/** The limits of the venue by the names of the pools that they must fit. */
function limitsOf(venue: StateVenue): Record<Exclude<keyof Capacities, 'outputBytes'>, number> {
  return {
    sessions: venue.sessionsMax,
    assets: venue.assetsMax,
    markets: venue.marketsMax,
    accounts: venue.accountsMax,
    orders: venue.ordersMax,
    clientIds: venue.clientIdsMax,
    priceDirectoryEntries: venue.priceDirectoryEntriesMax,
    tiers: venue.tiersMax,
    specialOrders: venue.specialOrdersMax,
    orderLists: venue.orderListsMax,
    withdrawals: venue.withdrawalsMax,
  }
}

/** @throws EngineExportError naming the first pool that is too small for the limits of the venue */
function refuseSmallPools(records: Uint8Array, capacities: Capacities): void {
  if (records[0] !== StateVenue.kind) return // without one the core takes no record
  const needed = limitsOf(StateVenue.read(viewOf(records), 0))
  for (const name of capacityNames) {
    if (name === 'outputBytes' || needed[name] <= capacities[name]) continue
    throw new EngineExportError(
      `capacity ${name} is ${capacities[name]}, the limit of the venue is ${needed[name]}`,
    )
  }
}

/**
 * Puts the records into a fresh instance of these capacities.
 * @throws EngineExportError naming a pool that is too small, or the first record that is refused
 */
export function importRecords(
  instance: EngineInstance,
  { records, sequence, timestampUs }: ReadExport,
  capacities: Capacities,
): void {
  refuseSmallPools(records, capacities)
  const { abi, view } = instance
  let number = 0
  const ask = (question: () => number): void => {
    const at = instance.call(question) >>> 0
    const fault = view.getUint32(at, true)
    number += view.getUint32(at + 4, true)
    if (fault !== 0) throw refusal(number, importFaults[fault] ?? `fault ${fault}`)
  }
  for (let at = 0; at < records.length; ) {
    const part = records.subarray(at, partEnd(records, at))
    instance.bytes.set(part, instance.call(() => abi.importAddress()) >>> 0)
    ask(() => abi.importPart(part.length))
    at += part.length
  }
  ask(() =>
    abi.endImport(
      sequence | 0,
      (sequence / 4294967296) | 0,
      timestampUs | 0,
      (timestampUs / 4294967296) | 0,
    ),
  )
  instance.readPosition()
}

/** Whole records from a place on, as many as one call takes. */
function partEnd(records: Uint8Array, from: number): number {
  let at = from
  while (at < records.length) {
    const next = at + stateSizes[records[at] as number]
    if (next - from > limits.framePayloadBytesMax) break
    at = next
  }
  return at
}

const refusal = (number: number, why: string): EngineExportError =>
  new EngineExportError(`record ${number}: ${why}`)

/** What an imported core says of itself. */
interface Imported {
  checkInvariants(): string[]
  stateHash(): string
  exportState(): Uint8Array
}

/** @throws EngineExportError where an imported core is not sound, or would be exported otherwise */
export function proveImport(imported: Imported, given: Uint8Array, read: ReadExport): void {
  const broken = imported.checkInvariants()
  if (broken.length > 0) throw new EngineExportError(`an invariant is ${broken[0]}`)
  const hash = imported.stateHash()
  if (hash !== read.stateHash)
    throw new EngineExportError(`its state hash is ${hash}, its head says ${read.stateHash}`)
  refuseDifference(given, imported.exportState())
}

/** @throws EngineExportError naming the first record that the imported core would not export so */
function refuseDifference(given: Uint8Array, again: Uint8Array): void {
  const length = Math.max(given.length, again.length)
  let at = 0
  while (at < length && given[at] === again[at]) at++
  if (at === length) return
  if (at < headBytes)
    throw new EngineExportError(`its head is not that of this state, at byte ${at}`)
  let number = 0
  for (let end = headBytes; end <= at && end < given.length - digestBytes; number++)
    end += stateSizes[given[end] as number]
  throw refusal(number, 'this is not how the state is exported')
}
