// Writes values as the text of one array, as Postgres reads it. The bytes of the last array are written
// over by the next: texts of single values would keep the garbage collector busy with every batch.
import { formatUnits } from '@openbell/protocol'

const bytesAtFirst = 65_536
/** Of a safe integer: a sign, a zero, a point, and 16 digits or the decimals of any asset. */
const numberBytesMax = 21
/** A character of a text may need a backslash, or three bytes. */
const characterBytesMax = 3

const [comma, quote, backslash, minus, point, zero] = Buffer.from(',"\\-.0')
const asciiMax = 127

/** Up to the greatest that is exact. */
const powersOfTen = Array.from({ length: 23 }, (_, exponent) => 10 ** exponent)
const billion = 1_000_000_000
const billionDigits = 9

export class ArrayText {
  #bytes = Buffer.allocUnsafe(bytesAtFirst)
  #end = 0

  /** Begins an array, whatever became of the last one. */
  begin(): void {
    this.#end = 0
  }

  null(): void {
    this.#next(4)
    this.#end += this.#bytes.write('NULL', this.#end, 'latin1')
  }

  boolean(value: boolean): void {
    this.#next(1)
    this.#end += this.#bytes.write(value ? 't' : 'f', this.#end, 'latin1')
  }

  /** @throws TypeError for what is no safe integer */
  integer(value: number): void {
    if (!Number.isSafeInteger(value)) throw new TypeError(`no whole number: ${value}`)
    this.#next(numberBytesMax)
    this.#writeInteger(value, 0)
  }

  /** Units of 10^-decimals. */
  amount(units: bigint, decimals: number): void {
    const value = Number(units)
    if (Number.isSafeInteger(value)) {
      this.#next(numberBytesMax)
      this.#writeInteger(value, decimals)
      return
    }
    const text = formatUnits(units, decimals)
    this.#next(text.length)
    this.#end += this.#bytes.write(text, this.#end, 'latin1')
  }

  text(value: string): void {
    this.#next(characterBytesMax * value.length + 2)
    const start = this.#end
    this.#bytes[this.#end++] = quote
    for (let index = 0; index < value.length; index++) {
      const code = value.charCodeAt(index)
      if (code > asciiMax) {
        this.#end = start
        this.#writeUnicode(value)
        return
      }
      if (code === quote || code === backslash) this.#bytes[this.#end++] = backslash
      this.#bytes[this.#end++] = code
    }
    this.#bytes[this.#end++] = quote
  }

  /** The array of what was written since it was begun. */
  toString(): string {
    return `{${this.#bytes.toString('utf8', 1, this.#end)}}`
  }

  /** A comma before every value: the first one's is left out at the end. */
  #next(sizeMax: number): void {
    const needed = this.#end + 1 + sizeMax
    if (needed > this.#bytes.length) {
      const more = Buffer.allocUnsafe(2 * needed)
      this.#bytes.copy(more, 0, 0, this.#end)
      this.#bytes = more
    }
    this.#bytes[this.#end++] = comma
  }

  #writeUnicode(value: string): void {
    this.#end += this.#bytes.write(`"${value.replace(/["\\]/g, '\\$&')}"`, this.#end)
  }

  #writeInteger(value: number, decimals: number): void {
    if (value < 0) this.#bytes[this.#end++] = minus
    const digits = Math.abs(value)
    if (decimals === 0) {
      this.#writeDigits(digits, 1)
      return
    }
    // Exact, as these are whole numbers below 2^53.
    const one = powersOfTen[decimals]
    const fraction = digits % one
    this.#writeDigits((digits - fraction) / one, 1)
    this.#bytes[this.#end++] = point
    this.#writeDigits(fraction, decimals)
  }

  /** At least so many digits, with zeros before them. */
  #writeDigits(value: number, countMin: number): void {
    if (value >= billion) {
      const low = value % billion
      this.#writeDigits((value - low) / billion, countMin - billionDigits)
      this.#writeDigits(low, billionDigits)
      return
    }
    let digits = 1
    for (let over = (value / 10) | 0; over > 0; over = (over / 10) | 0) digits++
    const count = Math.max(digits, countMin)
    let rest = value | 0
    for (let at = this.#end + count - 1; at >= this.#end; at--) {
      const tens = (rest / 10) | 0
      this.#bytes[at] = zero + rest - 10 * tens
      rest = tens
    }
    this.#end += count
  }
}
