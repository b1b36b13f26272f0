// What can keep the embedded Postgres from starting, each in one line.

export type EmbeddedPostgresFault =
  | 'binariesMissing'
  | 'noUserToDropTo'
  | 'folderUnwritable'
  | 'folderInUse'
  | 'diskFull'
  | 'versionDiffers'
  | 'startFailed'

export class EmbeddedPostgresError extends Error {
  override name = 'EmbeddedPostgresError'
  constructor(
    readonly fault: EmbeddedPostgresFault,
    message: string,
  ) {
    super(`embedded Postgres: ${message}`)
  }
}

const faultByCode: Readonly<Record<string, EmbeddedPostgresFault>> = {
  EACCES: 'folderUnwritable',
  EPERM: 'folderUnwritable',
  EROFS: 'folderUnwritable',
  ENOTDIR: 'folderUnwritable',
  // Node's answer when a folder cannot be made on a read-only disk.
  ENOENT: 'folderUnwritable',
  ENOSPC: 'diskFull',
  EDQUOT: 'diskFull',
}

/** The one line for an error of the file system under `folder`; every other error as it is. */
export function explainFileError(error: unknown, folder: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error
  const fault = faultByCode[String(error.code)]
  if (fault === undefined) return error
  const what = fault === 'diskFull' ? 'no space left on the disk of' : 'cannot write in'
  return new EmbeddedPostgresError(fault, `${what} ${folder} (${error.message})`)
}

const severity = /^.*?(?:FATAL|PANIC|error):\s+/

/** The one line for what a Postgres program said before it gave up. */
export function explainOutput(program: string, output: string, folder: string): Error {
  if (/No space left on device|Disk quota exceeded/.test(output)) {
    return new EmbeddedPostgresError('diskFull', `no space left on the disk of ${folder}`)
  }
  if (/Permission denied/.test(output)) {
    return new EmbeddedPostgresError('folderUnwritable', `cannot write in ${folder}`)
  }
  const lines = output.split('\n').filter((line) => line.trim() !== '')
  const line = lines.find((text) => severity.test(text)) ?? lines.at(-1)
  return new EmbeddedPostgresError(
    'startFailed',
    `${program} gave up: ${line?.replace(severity, '').trim() ?? 'it said nothing'}`,
  )
}
