// Options that several benchmarks share.
import { UsageError } from '@openbell/gateway/operate/errors.js'

/** A whole number from 1 to `max`. @throws UsageError naming the option */
export function countOption(name: string, text: string, max: number): number {
  const count = /^\d{1,9}$/.test(text) ? Number(text) : 0
  if (count < 1 || count > max)
    throw new UsageError(`--${name} is a number from 1 to ${max}, not '${text}'`)
  return count
}
