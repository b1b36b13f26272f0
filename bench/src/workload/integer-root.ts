// Roots in whole numbers, the same on every machine.

/** The largest whole number whose `degree`th power is at most `value`, which is not negative. */
export function integerRoot(value: bigint, degree: number): number {
  const power = BigInt(degree)
  let root = 0n
  for (let bit = 1n << BigInt(Math.floor(bitsOf(value) / degree)); bit > 0n; bit >>= 1n)
    if ((root + bit) ** power <= value) root += bit
  return Number(root)
}

const bitsOf = (value: bigint): number => value.toString(2).length
