// Many seeds on a few threads, added up; the first violation ends it.
import { createHash } from 'node:crypto'
import { Facts } from './run/facts.js'
import type { SeedResult } from './run/seed.js'
import { askThreads, type SeedRange } from './seed-threads.js'
import type { SeedAnswer, SeedOrder } from './worker.js'

export interface CampaignOptions extends SeedRange {
  readonly threads: number
  /** Of so many seeds one is run twice; 0 for none. */
  readonly twiceEvery: number
}

export interface CampaignResult {
  readonly seeds: number
  readonly commands: number
  readonly frames: number
  readonly recoveries: number
  readonly acknowledged: number
  readonly checks: number
  readonly facts: Facts
  /** 16 hex digits over the seeds' own, in their order. */
  readonly traceHash: string
}

/** What must never happen, with the seed that shows it. */
export class SeedViolation extends Error {
  override name = 'SeedViolation'
  constructor(
    readonly seed: number,
    sentence: string,
  ) {
    super(`seed ${seed}: ${sentence}`)
  }
}

/** @throws SeedViolation */
export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const { from, count, commands, threads, twiceEvery } = options
  const results: SeedResult[] = []
  await askThreads<SeedOrder, SeedAnswer>({
    file: new URL('./worker.js', import.meta.url),
    threads,
    count,
    order(index) {
      const isTwice = twiceEvery > 0 && index % twiceEvery === 0
      return { seed: from + index, commands, isTwice }
    },
    take(answer, index) {
      if ('violation' in answer) throw new SeedViolation(answer.seed, answer.violation)
      results[index] = answer.result
      return true
    },
  })
  return addUp(results)
}

function addUp(results: readonly SeedResult[]): CampaignResult {
  const facts = new Facts()
  const trace = createHash('sha256')
  for (const result of results) {
    facts.add(result.facts)
    trace.update(result.traceHash)
  }
  const sum = (of: (result: SeedResult) => number) =>
    results.reduce((total, result) => total + of(result), 0)
  return {
    seeds: results.length,
    commands: sum(({ commands }) => commands),
    frames: sum(({ frames }) => frames),
    recoveries: sum(({ recoveries }) => recoveries),
    acknowledged: sum(({ acknowledged }) => acknowledged),
    checks: sum(({ checks }) => checks),
    facts,
    traceHash: trace.digest('hex').slice(0, 16),
  }
}
