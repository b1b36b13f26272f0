// The protocol's enumerations as the tables spell them: the same words in snake_case.
import {
  assetKindNames,
  closeReasonNames,
  contingencyNames,
  marketStateNames,
  marketStateReasonNames,
  orderStatusNames,
  orderTypeNames,
  selfTradePreventionNames,
  sideNames,
  timeInForceNames,
} from '@openbell/protocol'
import { ProjectionError } from './faults.js'

class Words {
  readonly #words: readonly string[]

  constructor(
    readonly name: string,
    values: readonly string[],
  ) {
    this.#words = values.map((value) => value.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`))
  }

  /** @throws ProjectionError */
  of(value: number): string {
    const word = this.#words[value]
    if (word === undefined) throw new ProjectionError(`${this.name} ${value} is unknown`)
    return word
  }

  /** @throws ProjectionError */
  value(word: string): number {
    const value = this.#words.indexOf(word)
    if (value < 0) throw new ProjectionError(`${this.name} '${word}' is unknown`)
    return value
  }
}

export const assetKindWords = new Words('asset kind', assetKindNames)
export const closeReasonWords = new Words('close reason', closeReasonNames)
export const contingencyWords = new Words('contingency', contingencyNames)
export const marketStateWords = new Words('market state', marketStateNames)
export const stateReasonWords = new Words('state reason', marketStateReasonNames)
export const orderStatusWords = new Words('order status', orderStatusNames)
export const orderTypeWords = new Words('order type', orderTypeNames)
export const preventionWords = new Words('self-trade prevention', selfTradePreventionNames)
export const sideWords = new Words('side', sideNames)
export const timeInForceWords = new Words('time in force', timeInForceNames)
