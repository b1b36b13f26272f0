// What is wrong with a genesis file, and where; and the amounts in it.
import { parseUnits } from '@openbell/protocol'

export class GenesisError extends Error {
  override name = 'GenesisError'
  /** @param path of the field, such as `markets[3].tick` */
  constructor(path: string, fault: string) {
    super(`genesis: ${path}: ${fault}`)
  }
}

const faults = {
  malformed: 'is no decimal number',
  tooPrecise: 'has too many decimals',
  overflow: 'is too large',
}

/** The units of 10^-decimals in the text of a field. @throws GenesisError */
export function units(path: string, text: string, decimals: number): bigint {
  const amount = parseUnits(text, decimals)
  if (typeof amount === 'string')
    throw new GenesisError(path, `${text} ${faults[amount]} (${decimals} decimals)`)
  return amount
}
