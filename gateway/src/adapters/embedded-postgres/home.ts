// Chooses whom Postgres runs as and where its cluster lies, and remembers it in the data folder.
//
// Postgres refuses to run as root, so root runs it as another user. That user must be able to enter
// the cluster's folder, and a clone often lies where others may not go (/root, a home of mode 0700).
// Then the cluster lives in /var/lib/openbell: its place by the rules of the system, root may always
// make it, and it survives a reboot, which the temporary folder (the last resort) need not do.
//
//   <data folder>/moved-to                        the path of the home
//   /var/lib/openbell/<hash of the data folder>/  the home
//     data-folder                                 whose home it is
//     cluster/                                    mode 0700, of the other user
import { createHash } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Reporter } from '../../ports.js'
import { EmbeddedPostgresError, explainFileError } from './error.js'
import { type RunAs, runProgram } from './programs.js'

export interface Home {
  readonly folder: string
  readonly cluster: string
  readonly runAs: RunAs
}

const homeAt = (folder: string, runAs: RunAs): Home => ({
  folder,
  cluster: join(folder, 'cluster'),
  runAs,
})

/**
 * The home of the data folder's cluster: the one it has, or a new one.
 * @throws EmbeddedPostgresError
 */
export async function chooseHome(dataFolder: string, log: Reporter): Promise<Home> {
  const pointer = join(dataFolder, 'moved-to')
  const moved = await readText(pointer)
  if (moved !== undefined) await claim(moved, dataFolder)
  if (process.getuid?.() !== 0) return homeAt(moved ?? dataFolder, {})

  const runAs = (await ownerOf(join(moved ?? dataFolder, 'cluster'))) ?? (await otherUser())
  if (moved !== undefined) return homeAt(moved, runAs)
  if (await mayEnter(dataFolder, runAs)) return homeAt(dataFolder, runAs)
  if ((await ownerOf(join(dataFolder, 'cluster'))) !== undefined) {
    throw new EmbeddedPostgresError(
      'folderUnwritable',
      `user ${runAs.uid}, who owns the cluster, may no longer enter ${dataFolder}`,
    )
  }
  const folder = await makeHomeElsewhere(dataFolder, runAs, log)
  await fs.writeFile(pointer, `${folder}\n`, { mode: 0o600 })
  return homeAt(folder, runAs)
}

/** Root takes the cluster's own user, so that one made by an ordinary user goes on. */
async function ownerOf(cluster: string): Promise<RunAs | undefined> {
  const found = await fs.stat(cluster).catch(() => undefined)
  if (found === undefined) return undefined
  if (found.uid !== 0) return { uid: found.uid, gid: found.gid }
  // A backup that was restored by root.
  const runAs = await otherUser()
  await giveTo(cluster, runAs)
  return runAs
}

async function giveTo(path: string, { uid, gid }: RunAs): Promise<void> {
  if (uid === undefined || gid === undefined) return
  const entries = await fs.readdir(path, { withFileTypes: true, recursive: true })
  for (const entry of entries) {
    if (!entry.isSymbolicLink()) await fs.chown(join(entry.parentPath, entry.name), uid, gid)
  }
  await fs.chown(path, uid, gid)
}

async function otherUser(): Promise<RunAs> {
  for (const name of ['postgres', 'nobody']) {
    const uid = await idOf('-u', name)
    const gid = await idOf('-g', name)
    if (uid !== undefined && gid !== undefined) return { uid, gid }
  }
  throw new EmbeddedPostgresError(
    'noUserToDropTo',
    'it does not run as root, and there is neither a user postgres nor nobody: ' +
      'start as another user, or set DATABASE_URL',
  )
}

async function idOf(flag: '-u' | '-g', name: string): Promise<number | undefined> {
  const end = await runProgram('id', [flag, name], { runAs: {}, cwd: '/' }).catch(() => undefined)
  const id = Number(end?.output.trim() || Number.NaN)
  return end?.code === 0 && Number.isInteger(id) && id > 0 ? id : undefined
}

/** Asked of the system itself: mode bits alone know nothing of access lists and mounts. */
async function mayEnter(folder: string, runAs: RunAs): Promise<boolean> {
  const end = await runProgram('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { runAs, cwd: '/' })
  return end.code === 0
}

async function makeHomeElsewhere(dataFolder: string, runAs: RunAs, log: Reporter): Promise<string> {
  let failure: unknown
  for (const base of ['/var/lib/openbell', join(tmpdir(), 'openbell')]) {
    try {
      await makeOpenFolder(base)
      const folder = await freeHome(base, await fs.realpath(dataFolder), log)
      await makeOpenFolder(folder)
      if (!(await mayEnter(folder, runAs))) continue
      await fs.writeFile(join(folder, 'data-folder'), `${await fs.realpath(dataFolder)}\n`)
      log.info(
        `the database lies in ${folder}, since user ${runAs.uid} may not enter ${dataFolder}`,
      )
      if (!base.startsWith('/var')) log.warn(`${base} may be emptied by a reboot`)
      return folder
    } catch (error) {
      failure = explainFileError(error, base)
    }
  }
  throw failure ?? new EmbeddedPostgresError('folderUnwritable', 'no folder to keep the cluster in')
}

/**
 * A new home, named by the data folder's path. One that is there already is left alone: its data
 * folder may be gone, but it may as well have been moved, and then still needs it.
 */
async function freeHome(base: string, dataFolder: string, log: Reporter): Promise<string> {
  const name = createHash('sha256').update(dataFolder).digest('hex').slice(0, 16)
  for (let attempt = 1; ; attempt++) {
    const folder = join(base, attempt === 1 ? name : `${name}-${attempt}`)
    if ((await fs.stat(folder).catch(() => undefined)) === undefined) return folder
    log.info(`${folder} is of another data folder that was once here; remove it if that is gone`)
  }
}

/** A folder of ours that others may pass through; one that somebody else has made is refused. */
async function makeOpenFolder(folder: string): Promise<void> {
  await fs.mkdir(folder, { recursive: true })
  const found = await fs.lstat(folder)
  if (!found.isDirectory() || found.uid !== process.getuid?.()) {
    throw new EmbeddedPostgresError('folderUnwritable', `${folder} belongs to somebody else`)
  }
  await fs.chmod(folder, 0o711)
}

/** A data folder may be moved, and takes its home along; a copy of it must not share the home. */
async function claim(folder: string, dataFolder: string): Promise<void> {
  const owner = await ownerOfHome(folder)
  const here = await fs.realpath(dataFolder)
  if (owner === undefined) {
    throw new EmbeddedPostgresError(
      'startFailed',
      `its home ${folder}, named by ${join(dataFolder, 'moved-to')}, is gone`,
    )
  }
  if (owner === here) return
  if (await isHomeOf(folder, owner)) {
    throw new EmbeddedPostgresError('folderInUse', `${folder} is the home of ${owner}`)
  }
  await fs.writeFile(join(folder, 'data-folder'), `${here}\n`)
}

const ownerOfHome = (folder: string) => readText(join(folder, 'data-folder'))

const isHomeOf = async (folder: string, owner: string | undefined) =>
  owner !== undefined && (await readText(join(owner, 'moved-to'))) === folder

async function readText(path: string): Promise<string | undefined> {
  const text = await fs.readFile(path, 'utf8').catch(() => undefined)
  return text?.trim() || undefined
}
