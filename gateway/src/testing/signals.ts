// Processes that a test stops or kills, waited for until they are: a signal takes hold when its process runs.
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Stops them, and resolves when no thread of theirs runs any more: one that was at work when the
 * signal came may still answer. Where there is no /proc nothing tells, and the signal must do.
 * @returns lets them go on
 * @throws Error when one does not stand still within half a minute
 */
export async function pauseProcesses(...pids: readonly number[]): Promise<() => void> {
  const goOn = () => {
    for (const pid of pids) signal(pid, 'SIGCONT')
  }
  for (const pid of pids) signal(pid, 'SIGSTOP')
  if (!existsSync('/proc/self/task')) return goOn
  for (let tries = 0; tries < 3_000; tries++) {
    if ((await Promise.all(pids.map(standsStill))).every(Boolean)) return goOn
    await sleep(10)
  }
  goOn()
  throw new Error(`of the processes ${pids.join(', ')} one goes on after SIGSTOP`)
}

/** Kills one, and resolves when it is gone: until then it may still take what it then forgets. */
export async function killProcess(pid: number): Promise<void> {
  while (signal(pid, 'SIGKILL')) await sleep(1)
}

/** Whether it was still there. */
function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    return false
  }
}

async function standsStill(pid: number): Promise<boolean> {
  const folder = `/proc/${pid}/task`
  const threads = await readdir(folder).catch(() => [])
  const statusOf = (thread: string) =>
    readFile(`${folder}/${thread}/status`, 'utf8').catch(() => 'State:\tX (ended)')
  const all = await Promise.all(threads.map(statusOf))
  return all.every((status) => /^State:\t[TZX]/m.test(status))
}
