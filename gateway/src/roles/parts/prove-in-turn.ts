// What of the store is good: one file after another is tried, and what proves bad is passed over.
import type { Reporter } from '../../ports.js'

type ErrorClass = abstract new (...args: never[]) => Error

/** Proves each when it is asked for. @throws what `prove` throws, where it is none of the `faults` */
export async function* proveInTurn<Proved>(
  names: readonly string[],
  prove: (name: string) => Promise<Proved>,
  faults: readonly ErrorClass[],
  reporter: Reporter,
): AsyncGenerator<Proved> {
  for (const name of names)
    try {
      yield await prove(name)
    } catch (error) {
      if (!faults.some((kind) => error instanceof kind)) throw error
      reporter.warn(`the store's ${name} is passed over: ${(error as Error).message}`)
    }
}
