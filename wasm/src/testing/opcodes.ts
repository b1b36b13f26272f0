// Walks the instructions of a module's functions, as far as to tell which opcodes it uses.

/** Bytes of a module, read from front to back. */
class Reader {
  at: number
  constructor(
    readonly bytes: Uint8Array,
    at = 0,
  ) {
    this.at = at
  }

  byte(): number {
    const byte = this.bytes[this.at++]
    if (byte === undefined) throw new Error('the module ends in the middle')
    return byte
  }

  /** LEB128; exact below 2^31, which suffices for counts and skips longer ones. */
  number(): number {
    let value = 0
    let shift = 0
    for (;;) {
      const byte = this.byte()
      value |= (byte & 0x7f) << shift
      shift += 7
      if (byte < 0x80) return value >>> 0
    }
  }
}

const sectionCode = 10

/** Immediates of an instruction, by its opcode: how many LEB128 numbers follow. */
function immediates(opcode: number): number {
  if (opcode >= 0x28 && opcode <= 0x3e) return 2 // loads and stores: alignment, offset
  if (opcode === 0x11) return 2 // call_indirect
  if (opcode >= 0x02 && opcode <= 0x04) return 1 // block, loop, if: type
  if (opcode === 0x0c || opcode === 0x0d || opcode === 0x10) return 1 // br, br_if, call
  if (opcode >= 0x20 && opcode <= 0x24) return 1 // locals and globals
  if (opcode === 0x3f || opcode === 0x40) return 1 // memory.size, memory.grow
  if (opcode === 0x41 || opcode === 0x42) return 1 // i32.const, i64.const
  return 0
}

function skipImmediates(reader: Reader, opcode: number): void {
  if (opcode === 0x43) reader.at += 4
  else if (opcode === 0x44) reader.at += 8
  else if (opcode === 0x0e) for (let left = reader.number() + 1; left > 0; left--) reader.number()
  else if (opcode === 0xfc) {
    const bulk = reader.number()
    if (bulk >= 8) for (let left = bulk === 11 ? 1 : 2; left > 0; left--) reader.number()
  } else for (let left = immediates(opcode); left > 0; left--) reader.number()
}

/** Every opcode that a module's functions use; those behind a prefix as prefix × 256 + number. */
export function opcodesOf(bytes: Uint8Array): Set<number> {
  const found = new Set<number>()
  const reader = new Reader(bytes, 8)
  while (reader.at < bytes.length) {
    const section = reader.byte()
    const end = reader.number() + reader.at
    if (section === sectionCode) {
      for (let left = reader.number(); left > 0; left--) {
        const bodyEnd = reader.number() + reader.at
        for (let groups = reader.number(); groups > 0; groups--) {
          reader.number()
          reader.byte()
        }
        while (reader.at < bodyEnd) {
          const opcode = reader.byte()
          found.add(opcode === 0xfc ? opcode * 256 + (reader.bytes[reader.at] as number) : opcode)
          skipImmediates(reader, opcode)
        }
      }
    }
    reader.at = end
  }
  return found
}

/** Whether an opcode reads, makes or converts a floating-point number. */
export function isFloat(opcode: number): boolean {
  if (opcode >= 0xfc00) return opcode < 0xfc08
  if ([0x2a, 0x2b, 0x38, 0x39, 0x43, 0x44].includes(opcode)) return true
  if (opcode >= 0x5b && opcode <= 0x66) return true
  if (opcode >= 0x8b && opcode <= 0xa6) return true
  return opcode >= 0xa8 && opcode <= 0xbf && opcode !== 0xac && opcode !== 0xad
}
