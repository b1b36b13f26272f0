// What ends a command with one clear line: the caller's mistake, the world's, or damaged data.
import { EngineExportError } from '@openbell/engine'
import { EmbeddedPostgresError } from '../adapters/embedded-postgres.js'
import { MigrationError } from '../adapters/migrate.js'
import { DatabaseRefusedError } from '../adapters/postgres.js'
import { SettingsError } from '../config.js'
import { JournalError } from '../journal/segment.js'
import { EngineFileError } from '../matching/engines.js'
import { DatabaseDownError } from '../ports.js'
import { ProjectionError } from '../projection/faults.js'
import { EventLogError } from '../publish/event-segment.js'
import { RecoveryError } from '../recovery.js'

/** The command line itself is wrong. */
export class UsageError extends Error {
  override name = 'UsageError'
}

/** The command cannot do what was asked; the message says what to do. */
export class OperateError extends Error {
  override name = 'OperateError'
}

const damages = [
  JournalError,
  EventLogError,
  RecoveryError,
  ProjectionError,
  EngineFileError,
  EngineExportError,
]
const hindrances = [
  UsageError,
  OperateError,
  SettingsError,
  MigrationError,
  DatabaseDownError,
  DatabaseRefusedError,
  EmbeddedPostgresError,
]

/** Durable data are damaged, or contradict each other. */
export const isDamage = (error: unknown): error is Error =>
  damages.some((kind) => error instanceof kind)

/** What a person should read of an error; undefined for a bug, which shows its stack. */
export function lineOf(error: unknown): string | undefined {
  if (error instanceof UsageError) return `${error.message} (see: openbell help)`
  if (isDamage(error) || hindrances.some((kind) => error instanceof kind))
    return (error as Error).message
  const fault = fileFault(error)
  if (fault === undefined) return undefined
  const { path, code } = error as NodeJS.ErrnoException
  const advice = code === 'ENOSPC' ? '; make room (docs/operating/disk-full.md)' : ''
  return `${path === undefined ? '' : `${path}: `}${fault}${advice}`
}

/** The words of an error of the file system without its code and call; undefined for any other. */
export function fileFault(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const { code, syscall } = error as NodeJS.ErrnoException
  if (code === undefined || syscall === undefined) return undefined
  const words = /^[A-Z0-9]+: (.*?), /.exec(error.message)?.[1]
  return words ?? error.message
}
