// What ends a command with one clear line: the caller's mistake, or the world's.

/** The command line itself is wrong: exit 2. */
export class UsageError extends Error {
  override name = 'UsageError'
}

/** The command cannot do what was asked: exit 1. */
export class OperateError extends Error {
  override name = 'OperateError'
}

/** The words of an error of the file system without its code and call; undefined for any other. */
export function fileFault(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const { code, syscall } = error as NodeJS.ErrnoException
  if (code === undefined || syscall === undefined) return undefined
  const words = /^[A-Z0-9]+: (.*?), /.exec(error.message)?.[1]
  return words ?? error.message
}
