// A snapshot: the used ranges of the core's memory under a head that says whose they are.
//
//   ┌ magic u32 ┬ version u32 ┬ engine hash 32 ┬ sequence u64 ┬ timestampUs u64 ┬ state hash 8 ┐
//   ├ capacities, one u32 each ┬ ranges u32 ┬ (address u32, bytes u32)… ┬ the ranges' bytes … ┤
//   └ SHA-256 of all bytes before ┘
import { limits, readU64 } from '@openbell/protocol'
import { type Capacities, capacityNames } from './capacities.js'
import { EngineSnapshotError } from './errors.js'
import { fromHex, toHex } from './hex.js'
import type { EngineInstance } from './instance.js'
import { sha256 } from './sha256.js'

const magic = 0x4e53424f // 'OBSN'
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

/** A copy of what the core holds, under its head. */
export function takeSnapshot(instance: EngineInstance, head: SnapshotHead): Uint8Array {
  const ranges = instance.call(() => usedRanges(instance))
  const headBytes = rangesAt + 4 + ranges.length * 8
  const length = ranges.reduce((sum, range) => sum + range.bytes, headBytes)
  const snapshot = new Uint8Array(length + checksumBytes)
  const view = new DataView(snapshot.buffer)
  view.setUint32(0, magic, true)
  view.setUint32(offset.version, limits.formatVersion, true)
  snapshot.set(fromHex(head.engineHash), offset.hash)
  view.setBigUint64(offset.sequence, BigInt(head.sequence), true)
  view.setBigUint64(offset.timestampUs, BigInt(head.timestampUs), true)
  view.setBigUint64(offset.stateHash, BigInt(`0x${head.stateHash}`), true)
  for (const [index, name] of capacityNames.entries())
    view.setUint32(offset.capacities + index * 4, head.capacities[name], true)
  view.setUint32(rangesAt, ranges.length, true)
  let at = headBytes
  for (const [index, { address, bytes }] of ranges.entries()) {
    view.setUint32(rangesAt + 4 + index * 8, address, true)
    view.setUint32(rangesAt + 8 + index * 8, bytes, true)
    snapshot.set(instance.bytes.subarray(address, address + bytes), at)
    at += bytes
  }
  snapshot.set(sha256(snapshot.subarray(0, at)), at)
  return snapshot
}

/**
 * What a snapshot says of itself, after its checksum was verified.
 * @throws EngineSnapshotError when it is none, cut, flipped, or of another format.
 */
export function readSnapshotHead(snapshot: Uint8Array): SnapshotHead {
  if (snapshot.length < rangesAt + 4 + checksumBytes)
    throw new EngineSnapshotError(`a snapshot of ${snapshot.length} bytes is cut`)
  const view = new DataView(snapshot.buffer, snapshot.byteOffset, snapshot.length)
  if (view.getUint32(0, true) !== magic) throw new EngineSnapshotError('this is no snapshot')
  const version = view.getUint32(offset.version, true)
  if (version !== limits.formatVersion)
    throw new EngineSnapshotError(`format ${version} is not ${limits.formatVersion}`)
  const end = snapshot.length - checksumBytes
  const checksum = sha256(snapshot.subarray(0, end))
  if (!checksum.every((byte, index) => byte === snapshot[end + index]))
    throw new EngineSnapshotError('its checksum does not match: it is cut or corrupt')
  const counts = capacityNames.map((name, index) => [
    name,
    view.getUint32(offset.capacities + index * 4, true),
  ])
  return {
    engineHash: toHex(snapshot.subarray(offset.hash, offset.sequence)),
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
  const view = new DataView(snapshot.buffer, snapshot.byteOffset, snapshot.length)
  const count = view.getUint32(rangesAt, true)
  let at = rangesAt + 4 + count * 8
  for (let index = 0; index < count; index++) {
    const address = view.getUint32(rangesAt + 4 + index * 8, true)
    const bytes = view.getUint32(rangesAt + 8 + index * 8, true)
    if (address + bytes > instance.bytes.length || at + bytes > snapshot.length - checksumBytes)
      throw new EngineSnapshotError(`range ${index} does not fit: another layout wrote it`)
    instance.bytes.set(snapshot.subarray(at, at + bytes), address)
    at += bytes
  }
}
