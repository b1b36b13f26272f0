// Many seeds on a few threads, added up; the first mismatch ends it.
import { createHash } from 'node:crypto'
import { askThreads, type SeedRange } from '../seed-threads.js'
import { expectedFacts } from './expected-facts.js'
import type { FuzzMismatch, FuzzResult, FuzzSeed } from './seed.js'

export interface FuzzOptions extends SeedRange {
  readonly threads: number
  readonly isShrunk: boolean
}

export interface FuzzReport {
  readonly seeds: number
  readonly commands: number
  readonly frames: number
  readonly eventBytes: number
  readonly facts: ReadonlyMap<string, number>
  /** What was expected and never came about. */
  readonly missing: readonly string[]
  /** 16 hex digits over the seeds' events, in their order. */
  readonly eventsHash: string
  readonly mismatch: FuzzMismatch | undefined
}

export async function runFuzz(options: FuzzOptions): Promise<FuzzReport> {
  const { from, count, commands, threads, isShrunk } = options
  const results: FuzzResult[] = []
  let mismatch: FuzzMismatch | undefined
  await askThreads<FuzzSeed, FuzzResult | FuzzMismatch>({
    file: new URL('./worker.js', import.meta.url),
    threads,
    count,
    order: (index) => ({ seed: from + index, commands, isShrunk }),
    take(answer, index) {
      if ('text' in answer) mismatch ??= answer
      else results[index] = answer
      return mismatch === undefined
    },
  })
  return addUp(results, mismatch)
}

function addUp(some: readonly FuzzResult[], mismatch: FuzzMismatch | undefined): FuzzReport {
  const results = some.filter((result) => result !== undefined)
  const facts = new Map<string, number>()
  const hash = createHash('sha256')
  for (const result of results) {
    for (const [fact, count] of Object.entries(result.facts))
      facts.set(fact, (facts.get(fact) ?? 0) + count)
    hash.update(result.eventsHash)
  }
  const sum = (of: (result: FuzzResult) => number) =>
    results.reduce((total, result) => total + of(result), 0)
  return {
    seeds: results.length,
    commands: sum(({ commands }) => commands),
    frames: sum(({ frames }) => frames),
    eventBytes: sum(({ eventBytes }) => eventBytes),
    facts,
    missing: expectedFacts.filter((fact) => !facts.has(fact)),
    eventsHash: hash.digest('hex').slice(0, 16),
    mismatch,
  }
}
