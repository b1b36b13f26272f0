// `npm run fuzz:core`: the core against the naive one, by seed, and what came of it in one line.
import { availableParallelism } from 'node:os'
import { readSeedOptions } from '../seed-options.js'
import { type FuzzReport, runFuzz } from './campaign.js'

const usage = `npm run fuzz:core -- [--seed N | --seeds COUNT [--from N]] [--commands N] [--brief | --facts]

  --seed N       one seed
  --seeds COUNT  so many (200), from 1 or from --from
  --commands N   that each seed sends at least (2000)
  --brief        does not shorten a stream on which the cores differ
  --facts        also tells how often each fact came about`

/** Seeds and commands a seed from which on an expected fact that never came about is a failure. */
const forAllFacts = { seeds: 200, commands: 2000 }

/** Runs what the arguments say; returns the exit code. */
export async function fuzz(args: string[]): Promise<number> {
  const options = readSeedOptions(args, ['brief', 'facts'], forAllFacts)
  if (!options) {
    console.error(usage)
    return 2
  }
  const startedMs = performance.now()
  const report = await runFuzz({
    ...options,
    threads: availableParallelism(),
    isShrunk: !options.brief,
  })
  const { mismatch, missing } = report
  if (mismatch) {
    console.error(`seed ${mismatch.seed}, frame ${mismatch.frame}: ${mismatch.text}`)
    const again = `--seed ${mismatch.seed} --commands ${options.commands}`
    console.error(`once more: npm run fuzz:core -- ${again}`)
    return 1
  }
  console.log(lineOf(report, (performance.now() - startedMs) / 1000))
  if (options.facts)
    for (const [fact, count] of [...report.facts].sort()) console.log(`${count} ${fact}`)
  const isLarge = options.count >= forAllFacts.seeds && options.commands >= forAllFacts.commands
  if (!isLarge) return 0
  for (const fact of missing) console.error(`never came about: ${fact}`)
  return missing.length === 0 ? 0 : 1
}

const lineOf = (report: FuzzReport, seconds: number): string =>
  [
    `seeds ${report.seeds}`,
    `commands ${report.commands}`,
    `frames ${report.frames}`,
    `event bytes ${report.eventBytes}`,
    `facts ${report.facts.size}`,
    'mismatches 0',
    `events ${report.eventsHash}`,
    `${seconds.toFixed(1)} s`,
  ].join(' · ')
