// How far from the mid price an order is: mostly on a hump near it, else by a power law.
import { integerRoot } from './integer-root.js'
import { Weights } from './weights.js'

const ticksMax = 1024
/** A bell of deviation 1 round 9 ticks, as weights of ten thousand from 5 ticks on. */
const bell = [1, 44, 540, 2420, 3990, 2420, 540, 44, 1]
const bellFirstTicks = 5
/** One order in ten is not on the hump. */
const bellShare = 9
/** The weight of one tick by the power law. */
const powerLawFirst = 2 ** 27

/** `powerLawFirst` × ticks^(-29/13), rounded down. */
const powerLawWeight = (ticks: number): number =>
  integerRoot(BigInt(powerLawFirst) ** 13n / BigInt(ticks) ** 29n, 13)

/** Drawn are ticks, from 1 on; 0 has no weight. The law's exponent is 2.23. */
export function distanceWeights(): Weights {
  const weights = [0]
  for (let ticks = 1; ticks <= ticksMax; ticks++) weights.push(powerLawWeight(ticks))
  const tail = weights.reduce((sum, weight) => sum + weight)
  for (const [index, share] of bell.entries())
    weights[bellFirstTicks + index] += Math.floor((tail * bellShare * share) / 10_000)
  return new Weights(weights)
}
