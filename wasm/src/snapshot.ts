// A snapshot: the used ranges of the core's memory under a head that says whose they are.
//
//   ┌ magic u32 ┬ version u32 ┬ engine hash 32 ┬ sequence u64 ┬ timestampUs u64 ┬ state hash 8 ┐
//   ├ capacities, one u32 each ┬ ranges u32 ┬ (address u32, bytes u32)… ┬ the ranges' bytes … ┤
//   └ SHA-256 of all bytes before ┘
//
// A copy is a snapshot whose seal, the state hash and the SHA-256, is still zeros: all that the
// core's thread must do by itself. What has no seal is refused.
import { limits, readU64 } from '@openbell/protocol'
import { type Capacities, capacityNames } from './capacities.js'
import { EngineSnapshotError } from './errors.js'
import { fromHex, toHex } from './hex.js'
import type { EngineInstance } from './instance.js'
import { sha256 } from './sha256.js'

const checksumBytes = 32
const offset = { version: 4, hash: 8, sequence: 40, timestampUs: 48, stateHash: 56, capacities: 64 }
const rangesAt = offset.capacities + capacityNames.length * 4

/** What the head of a snapshot says. */
export interface SnapshotHead {
  readonly engineHash: string
  readonly sequence: number
  readonly timestampUs: number
  /** 16 hex digits. */
  readonly stateHash: string
  readonly capacities: Capacities
}

interface Range {
  readonly address: number
  readonly bytes: number
}

function usedRanges({ abi, view }: EngineInstance): Range[] {
  const at = abi.snapshotRanges() >>> 0
  return Array.from({ length: view.getUint32(at, true) }, (_, index) => ({
    address: view.getUint32(at + 4 + index * 8, true),
    bytes: view.getUint32(at + 8 + index * 8, true),
  }))
}

/** The first byte behind a table of ranges. */
const rangesEnd = (count: number): number => rangesAt + 4 + count * 8

const lengthOf = (ranges: readonly Range[]): number =>
  ranges.reduce((sum, range) => sum + range.bytes, rangesEnd(ranges.length)) + checksumBytes

/** How long a copy would be. */
export const copyLength = (instance: EngineInstance): number =>
  lengthOf(instance.call(() => usedRanges(instance)))

/**
 * Copies what the core holds to the beginning of `room`, under its head, without a seal.
 * @throws RangeError when the room is too small.
 */
export function copyRanges(
  instance: EngineInstance,
  head: Omit<SnapshotHead, 'stateHash'>,
  room: Uint8Array,
): Uint8Array {
  instance.assertBetweenFrames()
  const ranges = instance.call(() => usedRanges(instance))
  const length = lengthOf(ranges)
  if (length > room.length)
    throw new RangeError(`a copy of ${length} bytes has room for ${room.length}`)
  const copy = room.subarray(0, length)
  const view = viewOf(copy)
  view.setUint32(0, limits.magicSnapshot, true)
  view.setUint32(offset.version, limits.formatVersion, true)
  copy.set(fromHex(head.engineHash), offset.hash)
  view.setBigUint64(offset.sequence, BigInt(head.sequence), true)
  view.setBigUint64(offset.timestampUs, BigInt(head.timestampUs), true)
  view.setBigUint64(offset.stateHash, 0n, true)
  for (const [index, name] of capacityNames.entries())
    view.setUint32(offset.capacities + index * 4, head.capacities[name], true)
  view.setUint32(rangesAt, ranges.length, true)
  let at = rangesEnd(ranges.length)
  for (const [index, { address, bytes }] of ranges.entries()) {
    view.setUint32(rangesAt + 4 + index * 8, address, true)
    view.setUint32(rangesAt + 8 + index * 8, bytes, true)
    copy.set(instance.bytes.subarray(address, address + bytes), at)
    at += bytes
  }
  return copy.fill(0, at)
}

/** Makes a copy a snapshot, in place. */
export function sealCopy(copy: Uint8Array, stateHash: string): void {
  viewOf(copy).setBigUint64(offset.stateHash, BigInt(`0x${stateHash}`), true)
  copy.set(checksumOf(copy), copy.length - checksumBytes)
}

const viewOf = ({ buffer, byteOffset, length }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, length)

const checksumOf = (snapshot: Uint8Array): Uint8Array =>
  sha256(snapshot.subarray(0, snapshot.length - checksumBytes))

/** Whether a copy has its seal, be it good or not. */
export const isSealed = (copy: Uint8Array): boolean =>
  copy.subarray(copy.length - checksumBytes).some((byte) => byte !== 0)

/**
 * What a snapshot says of itself, after its checksum was verified.
 * @throws EngineSnapshotError when it is none, cut, flipped, not sealed, or of another format.
 */
export function readSnapshotHead(snapshot: Uint8Array): SnapshotHead {
  const head = readCopyHead(snapshot)
  const end = snapshot.length - checksumBytes
  if (!checksumOf(snapshot).every((byte, index) => byte === snapshot[end + index]))
    throw new EngineSnapshotError('its checksum does not match: it is cut or corrupt')
  return head
}

/** The same of a copy. @throws EngineSnapshotError when it is none, too short, or of another format. */
export function readCopyHead(copy: Uint8Array): SnapshotHead {
  if (copy.length < rangesAt + 4 + checksumBytes)
    throw new EngineSnapshotError(`a snapshot of ${copy.length} bytes is cut`)
  const view = viewOf(copy)
  if (view.getUint32(0, true) !== limits.magicSnapshot)
    throw new EngineSnapshotError('this is no snapshot')
  const version = view.getUint32(offset.version, true)
  if (version !== limits.formatVersion)
    throw new EngineSnapshotError(`format ${version} is not ${limits.formatVersion}`)
  const counts = capacityNames.map((name, index) => [
    name,
    view.getUint32(offset.capacities + index * 4, true),
  ])
  return {
    engineHash: toHex(copy.subarray(offset.hash, offset.sequence)),
    sequence: readU64(view, offset.sequence),
    timestampUs: readU64(view, offset.timestampUs),
    stateHash: view.getBigUint64(offset.stateHash, true).toString(16).padStart(16, '0'),
    capacities: Object.fromEntries(counts) as unknown as Capacities,
  }
}

/**
 * Puts a snapshot's ranges back into a fresh instance of the same engine and capacities.
 * @throws EngineSnapshotError when a range lies outside of the instance's memory.
 */
export function loadRanges(instance: EngineInstance, snapshot: Uint8Array): void {
  const view = viewOf(snapshot)
  const count = view.getUint32(rangesAt, true)
  let at = rangesEnd(count)
  if (at > snapshot.length - checksumBytes)
    throw new EngineSnapshotError(`${count} ranges do not fit: it is cut or corrupt`)
  for (let index = 0; index < count; index++) {
    const address = view.getUint32(rangesAt + 4 + index * 8, true)
    const bytes = view.getUint32(rangesAt + 8 + index * 8, true)
    if (address + bytes > instance.bytes.length || at + bytes > snapshot.length - checksumBytes)
      throw new EngineSnapshotError(`range ${index} does not fit: another layout wrote it`)
    instance.bytes.set(snapshot.subarray(at, at + bytes), address)
    at += bytes
  }
  instance.readPosition()
}

/** What no seal vouches for. @throws EngineSnapshotError where its capacities are none */
export function loadUnsealed<Core>(load: () => Core): Core {
  try {
    return load()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new EngineSnapshotError(error.message, { cause: error })
  }
}
