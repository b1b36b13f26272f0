// Fields in whole words of 32 bits: what batches are written in and read from, without an object a
// message. Numbers hold u64 exactly up to 2^53 - 1; an amount beyond that is a bigint. What is put
// leaves out zeros: the words are clear before.

/** Units of an asset: a number while it is exact, else a bigint. */
export type Amount = number | bigint

/** What a record need not say of who it is for and when. */
type Optional = 'lane' | 'deadlineMs' | 'account' | 'market'
/** What a batch says by itself. */
type ByBatch = 'session' | 'laneSequence'

/** A command as a batch takes it: what is left out is 0. */
export type Given<Command> = {
  readonly [Field in Exclude<keyof Command, Optional | ByBatch>]: Command[Field] extends bigint
    ? Amount
    : Command[Field]
} & Partial<Readonly<Pick<Command, keyof Command & Optional>>>

const wordSize = 4294967296

/** What has at most 52 bits, as nearly all has, is told by one look at its upper half. */
export function getAmount(words: Uint32Array, at: number): Amount {
  const high = words[at + 1] | 0
  return (high << 11) >> 11 === high ? words[at] + high * wordSize : getLargeAmount(words, at)
}

function getLargeAmount(words: Uint32Array, at: number): Amount {
  const high = words[at + 1] | 0
  const units = words[at] + high * wordSize
  return Number.isSafeInteger(units) ? units : (BigInt(high) << 32n) | BigInt(words[at])
}

/** Printable ASCII up to the first zero byte. */
export function getText(words: Uint32Array, at: number, count: number): string {
  let text = ''
  for (let index = 0; index < count; index++)
    for (let word = words[at + index]; word !== 0; word >>>= 8)
      text += String.fromCharCode(word & 0xff)
  return text
}

// These are small, so that a compiler puts them into the encoders; what is rare stands apart.

/** What shares a word. @throws RangeError where it is no whole number of 8 bits */
export function byteOf(value: number): number {
  return (value & 0xff) === value ? value : refuse(value, 8)
}

/** @throws RangeError where it is no whole number of 32 bits */
export function putU32(words: Uint32Array, at: number, value: number): void {
  words[at] = value >>> 0 === value ? value : refuse(value, 32)
}

/** @throws RangeError where it is no whole number of 53 bits */
export function putU64(words: Uint32Array, at: number, value: number): void {
  words[at] = value
  if (value >>> 0 !== value) putHigh(words, at + 1, value)
}

/** @throws RangeError where the text is too long or not printable ASCII. */
export function putText(words: Uint32Array, at: number, count: number, text: string): void {
  if (text !== '') putCharacters(words, at, count, text)
}

function refuse(value: number, bits: number): never {
  throw new RangeError(`${value} is no whole number of ${bits} bits`)
}

function putHigh(words: Uint32Array, at: number, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) refuse(value, 53)
  words[at] = value / wordSize
}

/** @throws RangeError where the amount is no whole number or does not fit 64 bits. */
export function putAmount(words: Uint32Array, at: number, units: Amount): void {
  if (typeof units === 'number') {
    if (!Number.isSafeInteger(units)) throw new RangeError(`${units} is no exact amount`)
    words[at] = units
    words[at + 1] = Math.floor(units / wordSize)
  } else {
    if (BigInt.asIntN(64, units) !== units) throw new RangeError(`${units} does not fit 64 bits`)
    words[at] = Number(BigInt.asUintN(32, units))
    words[at + 1] = Number(BigInt.asUintN(32, units >> 32n))
  }
}

export function putBytes(words: Uint32Array, at: number, count: number, bytes: Uint8Array): void {
  if (bytes.length !== count * 4)
    throw new RangeError(`expected ${count * 4} bytes, got ${bytes.length}`)
  new Uint8Array(words.buffer, words.byteOffset + at * 4, count * 4).set(bytes)
}

function putCharacters(words: Uint32Array, at: number, count: number, text: string): void {
  const { length } = text
  if (length > count * 4) throw new RangeError(`'${text}' exceeds ${count * 4} characters`)
  for (let index = 0; index < length; at++) {
    let word = 0
    for (let shift = 0; shift < 32 && index < length; shift += 8) {
      const code = text.charCodeAt(index++)
      if (code < 0x20 || code > 0x7e) throw new RangeError(`'${text}' is not printable ASCII`)
      word |= code << shift
    }
    words[at] = word
  }
}
