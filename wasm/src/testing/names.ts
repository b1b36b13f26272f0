// What the numbers of records are called in drawings.

/** Names of assets and accounts, for drawing. */
export interface Names {
  asset(number: number): string
  account(number: number): string
}

/** One event as a line. */
export type Drawer = (view: DataView, at: number, names: Names) => string

/** A value of an enumeration, or its number and a question mark. */
export const name = (names: readonly string[], number: number): string =>
  names[number] ?? `${number}?`

/** Microseconds as seconds, to the last digit. */
export function time(microseconds: number): string {
  const rest = microseconds % 1_000_000
  const decimals = rest === 0 ? '' : `.${String(rest).padStart(6, '0')}`
  return `${Math.floor(microseconds / 1_000_000)}${decimals}s`
}

/** Which market is meant, where it is not the first. */
export const onMarket = (market: number): string => (market === 0 ? '' : ` on ${market}`)
