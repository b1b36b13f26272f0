// `npm run sim`: crashes the exchange by seed, and says what came of it in one line.
import { availableParallelism } from 'node:os'
import { type CampaignResult, runCampaign, SeedViolation } from './campaign.js'
import { fuzz } from './fuzz/main.js'
import { coreMutants } from './mutants/core-list.js'
import { simMutants } from './mutants/list.js'
import { runMutants } from './mutants/run.js'
import { crashPoints } from './run/crash.js'
import { readSeedOptions } from './seed-options.js'

const usage = `npm run sim -- [--seed N | --seeds COUNT [--from N]] [--commands N] [--json]
       npm run sim -- --mutants [--core] [--commands N]
       npm run sim -- --fuzz [...]   the core against the naive one: npm run fuzz:core

  --seed N       one seed
  --seeds COUNT  so many, from 1 or from --from; 200 or more must also have met every expected fact
  --mutants      plants bugs in a copy and shows that each is found
  --core         bugs of the core, to be found by --fuzz
  --commands N   that each seed sends at least (3000)
  --json         the result as JSON, with the count of every fact`

/** So many seeds must also have met every expected fact. */
const byDefault = { seeds: 200, commands: 3000 }

/** Runs what the arguments say; returns the exit code. */
export async function main(args: string[]): Promise<number> {
  if (args[0] === '--fuzz') return fuzz(args.slice(1))
  const options = readSeedOptions(args, ['json', 'mutants', 'core'], byDefault)
  if (!options) {
    console.error(usage)
    return 2
  }
  if (options.mutants) return runMutants(options.core ? coreMutants : simMutants, options.commands)
  const startedMs = performance.now()
  try {
    const result = await runCampaign({
      ...options,
      threads: availableParallelism(),
      twiceEvery: 20,
    })
    const seconds = (performance.now() - startedMs) / 1000
    console.log(options.json ? jsonOf(result, seconds) : lineOf(result, seconds))
    const missing = result.seeds >= byDefault.seeds ? result.facts.missing() : []
    for (const fact of missing) console.error(`never came about: ${fact}`)
    return missing.length === 0 ? 0 : 1
  } catch (error) {
    if (!(error instanceof SeedViolation)) throw error
    console.error(error.message)
    console.error(`once more: npm run sim -- --seed ${error.seed} --commands ${options.commands}`)
    return 1
  }
}

function lineOf(result: CampaignResult, seconds: number): string {
  const { facts } = result
  const crashes = crashPoints.map((point) => [point, facts.count(`crash ${point}`)] as const)
  const total = crashes.reduce((sum, [, count]) => sum + count, 0)
  const points = crashes.map(([point, count]) => `${point} ${count}`).join(', ')
  return [
    `seeds ${result.seeds}`,
    `commands ${result.commands}`,
    `frames ${result.frames}`,
    `crashes ${total} (${points})`,
    `recoveries ${result.recoveries}`,
    `acked ${result.acknowledged}`,
    'lost 0',
    'doubled 0',
    `checks ${result.checks}`,
    `trace ${result.traceHash}`,
    `${seconds.toFixed(1)} s`,
  ].join(' · ')
}

function jsonOf({ facts, ...result }: CampaignResult, seconds: number): string {
  const all = { ...result, lost: 0, doubled: 0, seconds: Number(seconds.toFixed(1)) }
  return JSON.stringify({ ...all, facts: facts.toRecord(), missing: facts.missing() })
}
