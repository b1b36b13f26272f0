// SHA-256 (FIPS 180-4) in plain JavaScript, and the platform's own where it brings one.

/** 32 bytes. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array

const blockBytes = 64
const primesCount = 64

/** The first 32 bits of the fraction of a root. */
const fractionOf = (root: number): number => (root - Math.floor(root)) * 4294967296

const primes: number[] = []
for (let candidate = 2; primes.length < primesCount; candidate++)
  if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate)

const initial = Uint32Array.from(primes.slice(0, 8), (prime) => fractionOf(Math.sqrt(prime)))
const constants = Uint32Array.from(primes, (prime) => fractionOf(Math.cbrt(prime)))

const rotate = (word: number, bits: number): number => (word >>> bits) | (word << (32 - bits))

/** Works one block of sixteen words, at the beginning of `schedule`, into the state. */
function compress(state: Uint32Array, schedule: Uint32Array): void {
  for (let i = 16; i < 64; i++) {
    const early = schedule[i - 15]
    const late = schedule[i - 2]
    const small = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3)
    const large = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10)
    schedule[i] = schedule[i - 16] + small + schedule[i - 7] + large
  }
  let [a, b, c, d, e, f, g, h] = state
  for (let i = 0; i < 64; i++) {
    const mixedE = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
    const first = (h + mixedE + ((e & f) ^ (~e & g)) + constants[i] + schedule[i]) | 0
    const mixedA = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
    const second = (mixedA + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + first) | 0
    d = c
    c = b
    b = a
    a = (first + second) | 0
  }
  for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) state[index] += word
}

export const portableSha256: Sha256 = (bytes) => {
  const state = initial.slice()
  const schedule = new Uint32Array(64)
  const wholeBytes = bytes.length - (bytes.length % blockBytes)
  const work = (source: Uint8Array, end: number): void => {
    const view = new DataView(source.buffer, source.byteOffset, end)
    for (let at = 0; at < end; at += blockBytes) {
      for (let i = 0; i < 16; i++) schedule[i] = view.getUint32(at + i * 4)
      compress(state, schedule)
    }
  }
  work(bytes, wholeBytes)
  const rest = bytes.length - wholeBytes
  // A one bit, zeros, and the length in bits fill the last block, or two.
  const tail = new Uint8Array(rest < blockBytes - 8 ? blockBytes : 2 * blockBytes)
  tail.set(bytes.subarray(wholeBytes))
  tail[rest] = 0x80
  const length = new DataView(tail.buffer, tail.length - 8)
  length.setUint32(0, bytes.length / 2 ** 29)
  length.setUint32(4, bytes.length * 8)
  work(tail, tail.length)
  const digest = new Uint8Array(32)
  const view = new DataView(digest.buffer)
  for (const [index, word] of state.entries()) view.setUint32(index * 4, word)
  return digest
}

/** What the package hashes with. */
export let sha256: Sha256 = portableSha256

/** A platform's own code is several times as fast, which large snapshots feel. */
export function useSha256(own: Sha256): void {
  sha256 = own
}
