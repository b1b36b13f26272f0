// `openbell help`, and `--help` behind any command.
import { UsageError } from './errors.js'
import { exitGood } from './exit-codes.js'
import { helpTexts } from './help-texts.js'
import { parseOptions } from './options.js'

export function help(args: string[]): number {
  const { positionals } = parseOptions({ args, options: {}, allowPositionals: true })
  if (positionals.length > 1) throw new UsageError('help takes one COMMAND')
  if (positionals.length === 1) return helpOn(positionals[0])
  const lines = Object.values(helpTexts).map(({ usage, about }) =>
    usage.length > wideUsage
      ? `  openbell ${usage}\n${' '.repeat(wideUsage + 13)}${about}`
      : `  openbell ${usage.padEnd(wideUsage)}  ${about}`,
  )
  console.log(
    [
      'openbell: a trading exchange in one box',
      '',
      ...lines,
      '',
      'Exit codes: 0 = good or equal; 1 = different or damaged; 2 = asked wrongly, or it could not be',
      'done. `openbell help COMMAND` tells its options; docs/operating has the drills.',
    ].join('\n'),
  )
  return exitGood
}

/** Longer usages have a line of their own. */
const wideUsage = 30

/** @throws UsageError where there is no such command */
export function helpOn(name: string): number {
  const text = helpTexts[name.replace(/^-+/, '')]
  if (!text) throw new UsageError(`there is no command '${name}'`)
  console.log(
    [`openbell ${text.usage}: ${text.about}`, ...text.more.map((line) => `  ${line}`)].join('\n'),
  )
  return exitGood
}
