// Many seeds on a few threads, added up; the first violation ends it.
import { createHash } from 'node:crypto'
import { Worker } from 'node:worker_threads'
import { Facts } from './run/facts.js'
import type { SeedResult } from './run/seed.js'
import type { SeedAnswer, SeedOrder } from './worker.js'

export interface CampaignOptions {
  readonly from: number
  readonly count: number
  /** That each seed sends at least. */
  readonly commands: number
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
  let next = 0
  const workers = Array.from(
    { length: Math.min(threads, count) },
    () => new Worker(new URL('./worker.js', import.meta.url)),
  )
  const work = async (worker: Worker): Promise<void> => {
    while (next < count) {
      const index = next++
      const isTwice = twiceEvery > 0 && index % twiceEvery === 0
      results[index] = await ask(worker, { seed: from + index, commands, isTwice })
    }
  }
  try {
    await Promise.all(workers.map(work))
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
  return addUp(results)
}

function ask(worker: Worker, order: SeedOrder): Promise<SeedResult> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject)
    worker.once('message', (answer: SeedAnswer) => {
      worker.off('error', reject)
      if ('result' in answer) resolve(answer.result)
      else reject(new SeedViolation(answer.seed, answer.violation))
    })
    worker.postMessage(order)
  })
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
