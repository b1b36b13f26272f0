// Which seeds a command line asks for: --seed N, or --seeds COUNT from --from, with --commands each.
import { parseArgs } from 'node:util'
import type { SeedRange } from './seed-threads.js'

export type SeedOptions<Flag extends string> = SeedRange & Readonly<Record<Flag, boolean>>

/** Undefined where an argument is unknown or a count is not above zero. */
export function readSeedOptions<Flag extends string>(
  args: string[],
  flags: readonly Flag[],
  otherwise: { readonly seeds: number; readonly commands: number },
): SeedOptions<Flag> | undefined {
  const values = parse(args, flags)
  if (!values) return undefined
  const number = (name: string, value: number) => Number(values[name] ?? value)
  const range = {
    from: number('seed', number('from', 1)),
    count: values.seed === undefined ? number('seeds', otherwise.seeds) : 1,
    commands: number('commands', otherwise.commands),
  }
  const isValid = Object.values(range).every((value) => Number.isSafeInteger(value) && value > 0)
  if (!isValid) return undefined
  const given = Object.fromEntries(flags.map((flag) => [flag, values[flag] === true]))
  return { ...range, ...(given as Record<Flag, boolean>) }
}

function parse(args: string[], flags: readonly string[]) {
  const count = { type: 'string' } as const
  const switches = flags.map((flag) => [flag, { type: 'boolean' as const }])
  const options = { seed: count, seeds: count, from: count, commands: count }
  try {
    const { values } = parseArgs({ args, options: { ...options, ...Object.fromEntries(switches) } })
    return values as Record<string, string | boolean | undefined>
  } catch {
    return undefined
  }
}
