// Names of what `checkInvariants` of the core looks at, by the core's numbers.
import { EngineInvariantError, EngineTrapError } from './errors.js'

export const invariantNames = [
  'none',
  'the sum of an asset over all accounts is zero',
  'no balance but a house account’s is negative',
  'locked equals what open orders need',
  'a level’s links and members agree',
  'a level’s total is the sum of its members',
  'a level is in the index and its key is marked, unless nothing better has come before it',
  'a page’s summary, its bits and its place in the directory agree',
  'levels are chained from the best to the worst',
  'the book is not crossed',
  'every order of a book is found by its id',
  'every order of a book stands once in its account’s list',
  'every client order id points at its order, and back',
  'the pools’ counts are what is in use',
  'the index of ids has no long runs',
  'a waiting order stands in exactly the book of its trigger',
  'every timer of an order, an account or a market is in the heap, and the heap is ordered',
  'a list and its orders point at each other',
  'a special order and its terms point at each other',
] as const

/** A sentence for each pair that the core's `checkInvariants` has left at an address. */
export const brokenInvariants = (view: DataView, at: number): string[] =>
  Array.from({ length: view.getUint32(at, true) }, (_, index) => {
    const number = view.getUint32(at + 4 + index * 8, true)
    // An address, a market, an account or an asset, by the invariant.
    const where = view.getUint32(at + 8 + index * 8, true)
    return `broken at ${where}: ${invariantNames[number] ?? `invariant ${number}`}`
  })

/** @throws EngineInvariantError where one is broken, or so much that the scan itself traps */
export function proveInvariants(core: { checkInvariants(): string[] }): void {
  const broken = scan(core)
  if (broken.length > 0) throw new EngineInvariantError(`an invariant is ${broken[0]}`)
}

function scan(core: { checkInvariants(): string[] }): string[] {
  try {
    return core.checkInvariants()
  } catch (error) {
    if (!(error instanceof EngineTrapError)) throw error
    throw new EngineInvariantError(`its invariants cannot be looked at: ${error.message}`, {
      cause: error,
    })
  }
}
