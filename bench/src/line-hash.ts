// SHA-256 over lines of decimal numbers, written straight into bytes: no string is ever made.
import { createHash } from 'node:crypto'

const comma = 0x2c
const newline = 0x0a
const zero = 0x30
const flushBytes = 1024 * 1024
/** A line is shorter than this: six numbers of at most 20 digits and a sign. */
const lineBytesMax = 256
const scratch = new Uint8Array(20)

export class LineHash {
  private readonly hash = createHash('sha256')
  private readonly bytes = new Uint8Array(flushBytes + lineBytesMax)
  private length = 0
  private isFirst = true

  /** Begins a line with a number of one digit. */
  begin(digit: number): void {
    if (this.length >= flushBytes) this.flush()
    if (!this.isFirst) this.bytes[this.length++] = newline
    this.isFirst = false
    this.bytes[this.length++] = zero + digit
  }

  /** The next number of the line, as an unsigned value of two words. */
  unsigned(low: number, high: number): void {
    this.bytes[this.length++] = comma
    if (high === 0) this.digits(low)
    else if (high < 0x200000) this.digits(low + high * 4294967296)
    else this.text((BigInt(high) << 32n) | BigInt(low))
  }

  /** The next number of the line, as a signed value of two words. */
  signed(low: number, high: number): void {
    if (high < 0x80000000) this.unsigned(low, high)
    else {
      this.bytes[this.length++] = comma
      this.text(BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low)))
    }
  }

  /** 64 hex digits; there is no newline behind the last line. */
  digest(): string {
    this.flush()
    return this.hash.digest('hex')
  }

  private digits(value: number): void {
    let left = value
    let at = scratch.length
    do {
      const rest = Math.floor(left / 10)
      scratch[--at] = zero + (left - rest * 10)
      left = rest
    } while (left > 0)
    while (at < scratch.length) this.bytes[this.length++] = scratch[at++]
  }

  private text(value: bigint): void {
    for (const character of String(value)) this.bytes[this.length++] = character.charCodeAt(0)
  }

  private flush(): void {
    this.hash.update(this.bytes.subarray(0, this.length))
    this.length = 0
  }
}
