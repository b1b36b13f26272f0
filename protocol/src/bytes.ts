// Reads and writes the field types of the protocol. Numbers hold u64 exactly up to 2^53 - 1.

export const readU64 = (view: DataView, at: number): number =>
  view.getUint32(at, true) + view.getUint32(at + 4, true) * 4294967296

export function writeU64(view: DataView, at: number, value: number): void {
  view.setUint32(at, value >>> 0, true)
  view.setUint32(at + 4, (value / 4294967296) >>> 0, true)
}

/** A copy, so that it outlives the memory it was read from. */
export const readBytes = (view: DataView, at: number, length: number): Uint8Array =>
  new Uint8Array(view.buffer, view.byteOffset + at, length).slice()

export function writeBytes(view: DataView, at: number, length: number, value: Uint8Array): void {
  if (value.length !== length) throw new RangeError(`expected ${length} bytes, got ${value.length}`)
  new Uint8Array(view.buffer, view.byteOffset + at, length).set(value)
}

export function clearBytes(view: DataView, at: number, length: number): void {
  new Uint8Array(view.buffer, view.byteOffset + at, length).fill(0)
}

/** Printable ASCII up to the first zero byte; made in one piece, for it may be kept. */
export function readText(view: DataView, at: number, lengthMax: number): string {
  const codes: number[] = []
  for (let i = 0; i < lengthMax; i++) {
    const code = view.getUint8(at + i)
    if (code === 0) break
    codes.push(code)
  }
  return String.fromCharCode(...codes)
}

/** @throws RangeError where the text is too long or not printable ASCII. */
export function writeText(view: DataView, at: number, lengthMax: number, text: string): void {
  if (text.length > lengthMax) throw new RangeError(`'${text}' exceeds ${lengthMax} characters`)
  for (let i = 0; i < lengthMax; i++) {
    const code = i < text.length ? text.charCodeAt(i) : 0
    if (i < text.length && (code < 0x20 || code > 0x7e))
      throw new RangeError(`'${text}' is not printable ASCII`)
    view.setUint8(at + i, code)
  }
}
