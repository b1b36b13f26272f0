// Random numbers of the tests' own, so that every run is the same.

/** A generator of whole numbers from 0 to below. */
export function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 4294967296) * below)
  }
}
