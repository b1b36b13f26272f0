// Runs a benchmark's command inside of the test.
import { main } from '../main.js'

export interface BenchRun {
  readonly code: number
  readonly out: string
  readonly errors: string
}

/** What the command returns and prints. */
export async function runBench(...args: string[]): Promise<BenchRun> {
  const { log, error } = console
  const lines = { out: [] as string[], errors: [] as string[] }
  console.log = (line: string) => lines.out.push(line)
  console.error = (line: string) => lines.errors.push(line)
  try {
    const code = await main(args)
    return { code, out: lines.out.join('\n'), errors: lines.errors.join('\n') }
  } finally {
    console.log = log
    console.error = error
  }
}
