// A thread that runs seeds as they come: the answer is a result, or the sentence about a violation.
import { parentPort } from 'node:worker_threads'
import { runSeed, type SeedResult } from './run/seed.js'

export interface SeedOrder {
  readonly seed: number
  readonly commands: number
  /** Run it twice and compare. */
  readonly isTwice: boolean
}

export type SeedAnswer =
  | { readonly result: SeedResult }
  | { readonly seed: number; readonly violation: string }

async function run({ seed, commands, isTwice }: SeedOrder): Promise<SeedAnswer> {
  try {
    const result = await runSeed(seed, commands)
    if (isTwice && JSON.stringify(await runSeed(seed, commands)) !== JSON.stringify(result))
      return { seed, violation: 'the same seed did not give the same run' }
    return { result }
  } catch (error) {
    return { seed, violation: error instanceof Error ? error.message : String(error) }
  }
}

parentPort?.on('message', async (order: SeedOrder) => parentPort?.postMessage(await run(order)))
