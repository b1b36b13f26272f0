// The one bridge between public decimal strings and exact integers.

const decimalPattern = /^(0|[1-9]\d{0,18})(?:\.(\d{1,18}))?$/
/** The greatest amount, in units. */
export const amountMax = (1n << 63n) - 1n

/** Why a text is no amount. */
export type DecimalFault = 'malformed' | 'tooPrecise' | 'overflow'

/**
 * The units of 10^-decimals in a decimal string such as `0.015`.
 * No sign, exponent, blank, leading zero or bare point is taken; nothing is ever rounded.
 */
export function parseUnits(text: string, decimals: number): bigint | DecimalFault {
  const match = decimalPattern.exec(text)
  if (!match) return 'malformed'
  const fraction = (match[2] ?? '').replace(/0+$/, '')
  if (fraction.length > decimals) return 'tooPrecise'
  const units = BigInt((match[1] as string) + fraction.padEnd(decimals, '0'))
  return units > amountMax ? 'overflow' : units
}

/** The decimal string of an amount, with all its decimals: `formatUnits(150n, 4)` is `0.0150`. */
export function formatUnits(units: bigint, decimals: number): string {
  const sign = units < 0n ? '-' : ''
  const digits = (units < 0n ? -units : units).toString().padStart(decimals + 1, '0')
  if (decimals === 0) return sign + digits
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
}

/** The whole number of steps in an amount, or undefined where it is not a multiple. */
export const stepsIn = (units: bigint, stepUnits: bigint): number | undefined =>
  units % stepUnits === 0n && units / stepUnits <= BigInt(Number.MAX_SAFE_INTEGER)
    ? Number(units / stepUnits)
    : undefined
