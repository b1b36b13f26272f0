// The command line: `npx openbell <command>`. Each command is a file beside this one.
import { isDamage, lineOf, UsageError } from './errors.js'
import { exitDifferent, exitFailed } from './exit-codes.js'
import { help, helpOn } from './help.js'

type Command = (args: string[]) => number | Promise<number>
type Load = () => Promise<Command>

/** Each loads what it needs when it is asked for. */
const commands: ReadonlyMap<string, Load> = new Map<string, Load>([
  ['start', async () => (await import('./start.js')).start],
  ['status', async () => (await import('./status.js')).status],
  ['halt', async () => (await import('./halt.js')).halt],
  ['resume', async () => (await import('./halt.js')).resume],
  ['promote', async () => (await import('./promote.js')).promote],
  ['reseed', async () => (await import('./reseed.js')).reseed],
  ['migrate', async () => (await import('./migrate.js')).migrate],
  ['reconcile', async () => (await import('./reconcile.js')).reconcile],
  ['rebuild', async () => (await import('./rebuild.js')).rebuild],
  ['replay', async () => (await import('./replay.js')).replay],
  ['verify', async () => (await import('./verify.js')).verify],
  ['explain', async () => (await import('./explain.js')).explain],
  ['snapshot', async () => (await import('./snapshot.js')).snapshot],
  ['prune', async () => (await import('./prune.js')).prune],
  ['help', async () => help],
  ['--help', async () => help],
  ['-h', async () => help],
  ['version', async () => (await import('./version.js')).version],
  ['--version', async () => (await import('./version.js')).version],
])

export const commandNames: readonly string[] = [...commands.keys()]

/** Runs the command and returns its exit code (`exit-codes.ts`). */
export async function main(argv: readonly string[]): Promise<number> {
  const [first = 'start', ...rest] = argv
  const isOption = first.startsWith('-') && !commands.has(first)
  const [name, args] = isOption ? ['start', [...argv]] : [first, rest]
  try {
    const load = commands.get(name)
    if (!load) throw new UsageError(`there is no command '${name}'`)
    if (args.includes('--help')) return helpOn(name)
    const command = await load()
    return await command(args)
  } catch (error) {
    const line = lineOf(error)
    if (line === undefined) throw error
    console.error(`openbell: ${line}`)
    return isDamage(error) ? exitDifferent : exitFailed
  }
}
