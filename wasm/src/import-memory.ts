// Makes a core import its memory, which for every other host it has of its own. JavaScript's view of
// a memory that grows is detached, and once anything was, V8 asks at every access to every typed
// array whether that may be: the host gives a memory that need not grow (ADR 14).

const sectionsAt = 8
const importsId = 2
const memoriesId = 5
/** `env.memory`, a memory; its limits come behind. */
const memoryImport = [3, ...ascii('env'), 6, ...ascii('memory'), 2]

function ascii(text: string): number[] {
  return Array.from(text, (character) => character.charCodeAt(0))
}

/** A whole number of 32 bits as WebAssembly writes it: seven bits a byte, the lowest first. */
function encoded(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...encoded(value >>> 7)]
}

/** The number at `at`, and where it ends. */
function decoded(bytes: Uint8Array, at: number): { value: number; end: number } {
  let value = 0
  let end = at
  for (let shift = 0; shift < 35; shift += 7) {
    value |= (bytes[end] & 0x7f) << shift
    if (bytes[end++] < 0x80) break
  }
  return { value: value >>> 0, end }
}

interface Section {
  readonly id: number
  /** With its head. */
  readonly whole: Uint8Array
  /** How many things there are, and what they are. */
  readonly count: number
  readonly things: Uint8Array
}

function* sectionsOf(bytes: Uint8Array): Generator<Section> {
  for (let at = sectionsAt; at < bytes.length; ) {
    const size = decoded(bytes, at + 1)
    const end = size.end + size.value
    const count = decoded(bytes, size.end)
    const whole = bytes.subarray(at, end)
    yield { id: bytes[at], whole, count: count.value, things: bytes.subarray(count.end, end) }
    at = end
  }
}

function joined(parts: readonly ArrayLike<number>[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

/** The same module but for that; one without imports or with other than one memory as it is. */
export function importMemory(bytes: Uint8Array): Uint8Array {
  const sections = [...sectionsOf(bytes)]
  const memories = sections.find(({ id }) => id === memoriesId)
  if (memories?.count !== 1 || !sections.some(({ id }) => id === importsId)) return bytes
  const parts = sections.map(({ id, whole, count, things }) => {
    if (id === memoriesId) return []
    if (id !== importsId) return whole
    const content = joined([encoded(count + 1), things, memoryImport, memories.things])
    return joined([[id], encoded(content.length), content])
  })
  return joined([bytes.subarray(0, sectionsAt), ...parts])
}
