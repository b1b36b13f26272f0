// Order files of the public matching-engine benchmark.
//
//   0             8          12         16
//   ├ magic u64 ──┼ version ─┼ count ───┼ record of 40 bytes ┼ … the commands of kinds 0 to 2
import { BenchmarkModify, BenchmarkNew, readU64 } from '@openbell/protocol'
import { OperateError } from './errors.js'
import type { InputFile } from './input-file.js'

const headBytes = 16
const magic = 0x4d4542575f303031n
const version = 1
export const orderBytes: number = BenchmarkNew.sizeBytes
const at = BenchmarkNew.offset

/**
 * The records of an order file in pieces of at most `recordsMax`, each valid until the next.
 * @throws OperateError where it is none, or is not what its head says
 */
export async function* orderPieces(
  file: InputFile,
  recordsMax: number,
): AsyncGenerator<Uint8Array> {
  const piece = new Uint8Array(recordsMax * orderBytes)
  const head = new Uint8Array(headBytes)
  let headFilled = 0
  let filled = 0
  let total = 0
  for await (let bytes of file.pieces()) {
    if (headFilled < headBytes) {
      const taken = bytes.subarray(0, headBytes - headFilled)
      head.set(taken, headFilled)
      headFilled += taken.length
      bytes = bytes.subarray(taken.length)
      if (headFilled === headBytes) readCount(file, head)
    }
    while (bytes.length > 0) {
      const taken = bytes.subarray(0, piece.length - filled)
      piece.set(taken, filled)
      filled += taken.length
      bytes = bytes.subarray(taken.length)
      if (filled < piece.length) continue
      total = checkRecords(file, piece, total)
      filled = 0
      yield piece
    }
  }
  if (headFilled < headBytes) throw new OperateError(`${file.path} is no order file`)
  const whole = filled - (filled % orderBytes)
  total = checkRecords(file, piece.subarray(0, whole), total)
  const expected = readCount(file, head)
  if (total !== expected || whole !== filled)
    throw new OperateError(`${file.path} says ${expected} records and holds ${total}`)
  if (whole > 0) yield piece.subarray(0, whole)
}

/** All records of an order file. @throws OperateError as `orderPieces` does */
export async function readOrders(file: InputFile): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  for await (const piece of orderPieces(file, 65_536)) pieces.push(piece.slice())
  return Buffer.concat(pieces)
}

/** The head of a file of `count` records. */
export function orderFileHead(count: number): Uint8Array {
  const head = new Uint8Array(headBytes)
  const view = new DataView(head.buffer)
  view.setBigUint64(0, magic, true)
  view.setUint32(8, version, true)
  view.setUint32(12, count, true)
  return head
}

function readCount(file: InputFile, head: Uint8Array): number {
  const view = new DataView(head.buffer)
  if (view.getBigUint64(0, true) !== magic) throw new OperateError(`${file.path} is no order file`)
  const found = view.getUint32(8, true)
  if (found !== version) throw new OperateError(`${file.path} has version ${found}, not ${version}`)
  return view.getUint32(12, true)
}

/** Every record has a known type and the next sequence; returns the sequence after them. */
function checkRecords(file: InputFile, records: Uint8Array, from: number): number {
  const view = new DataView(records.buffer, records.byteOffset)
  let sequence = from
  for (let record = 0; record < records.length; record += orderBytes) {
    const type = view.getUint8(record)
    if (type > BenchmarkModify.kind)
      throw new OperateError(`${file.path}: record ${sequence} has type ${type}`)
    const found = readU64(view, record + at.sequence)
    if (found !== sequence)
      throw new OperateError(`${file.path}: record ${sequence} has sequence ${found}`)
    sequence++
  }
  return sequence
}
