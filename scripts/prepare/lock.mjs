// One process at a time installs or builds in this folder; the others wait for it.
import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { Failure, say } from './processes.mjs'

const beatMs = 2_000
const deadMs = 20_000

/** Runs `work` while holding the lock file at `path`. A holder that died is replaced. */
export async function withLock(path, work) {
  await take(path)
  const beat = setInterval(() => touch(path), beatMs)
  const release = () => rmSync(path, { force: true })
  process.on('exit', release)
  try {
    return await work()
  } finally {
    clearInterval(beat)
    process.off('exit', release)
    release()
  }
}

async function take(path) {
  for (let tries = 0; !create(path); tries++) {
    const holder = readHolder(path)
    if (holder === undefined) continue
    if (holder.dead) removeDead(path)
    else if (tries === 10) say(`waiting for process ${holder.pid}, which installs or builds here`)
    await sleep(100)
  }
}

function create(path) {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw new Failure(`cannot write in this folder: ${error.message}`)
  }
}

function readHolder(path) {
  try {
    const pid = Number(readFileSync(path, 'utf8'))
    const silentMs = Date.now() - statSync(path).mtimeMs
    return { pid, dead: silentMs > deadMs || (pid > 0 && !isAlive(pid)) }
  } catch {
    return undefined // released between the two looks
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** One at a time, and each looks once more: what was there may be a living one's by now. */
function removeDead(path) {
  const turn = `${path}.removing`
  if (create(turn)) {
    if (readHolder(path)?.dead) rmSync(path, { force: true })
    rmSync(turn, { force: true })
  } else if (readHolder(turn)?.dead) rmSync(turn, { force: true })
}

function touch(path) {
  try {
    utimesSync(path, new Date(), new Date())
  } catch {
    // gone with the folder; there is nothing left to guard
  }
}
