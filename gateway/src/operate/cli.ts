// The command line: `npx openbell <command>`. Each command is a file beside this one.
import { JournalError } from '../journal/segment.js'
import { EventLogError } from '../publish/event-segment.js'
import { RecoveryError } from '../recovery.js'
import { fileFault, OperateError, UsageError } from './errors.js'
import { help } from './help.js'
import { replay } from './replay.js'
import { start } from './start.js'
import { verify } from './verify.js'
import { version } from './version.js'

type Command = (args: string[]) => number | Promise<number>

const commands: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['start', start],
  ['replay', replay],
  ['verify', verify],
  ['help', help],
  ['--help', help],
  ['-h', help],
  ['version', version],
  ['--version', version],
])

/** Runs the command and returns the exit code: 0 done, 1 not done, 2 not understood. */
export async function main(argv: readonly string[]): Promise<number> {
  const [first = 'start', ...rest] = argv
  const isOption = first.startsWith('-') && !commands.has(first)
  const [name, args] = isOption ? ['start', [...argv]] : [first, rest]
  try {
    const command = commands.get(name)
    if (!command) throw new UsageError(`there is no command '${name}'`)
    return await command(args)
  } catch (error) {
    const line = lineOf(error)
    if (line === undefined) throw error
    console.error(`openbell: ${line}`)
    return error instanceof UsageError ? 2 : 1
  }
}

/** What a person should read of an error; undefined for a bug, which shows its stack. */
function lineOf(error: unknown): string | undefined {
  if (error instanceof UsageError) return `${error.message} (see: openbell help)`
  const isExpected = [OperateError, JournalError, EventLogError, RecoveryError].some(
    (kind) => error instanceof kind,
  )
  if (isExpected) return (error as Error).message
  const fault = fileFault(error)
  return fault && `${(error as NodeJS.ErrnoException).path ?? 'file'}: ${fault}`
}
