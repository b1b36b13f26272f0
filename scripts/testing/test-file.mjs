// Runs one test file in a process of its own and reads from its output how many tests passed.
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** How long what a test file leaves running has to end by itself, before it counts as a failure. */
const graceMs = 2_000

const running = new Set()

/** Ends all test files that still run, and whatever they started. */
export const killAll = () => running.forEach(killGroup)

/**
 * @typedef {object} Outcome
 * @property {number} passed
 * @property {number} failed at least 1 if there is a problem
 * @property {number} skipped
 * @property {string[]} problems what went wrong besides failed tests, a sentence each
 * @property {string} output all that the file printed
 * @property {number} seconds
 *
 * @returns {Promise<Outcome>}
 */
export async function runTestFile(program, { cwd, timeoutMs }) {
  const startedMs = performance.now()
  const child = spawn(process.execPath, ['--enable-source-maps', program], {
    cwd,
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32', // its own process group, so that all of it can be ended
  })
  running.add(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => {
      output += text
    })

  const closed = new Promise((resolve) => child.on('close', resolve))
  const end = await exitOf(child, timeoutMs)
  const problems = [...end.problems, ...(await endLeftovers(child, closed))]
  running.delete(child)
  const seconds = (performance.now() - startedMs) / 1000
  return { ...judge(output, end.code, problems), output, seconds }
}

function exitOf(child, timeoutMs) {
  return new Promise((resolve) => {
    const problems = []
    const timer = setTimeout(() => {
      problems.push(`did not end within ${timeoutMs / 1000} s`)
      killGroup(child)
    }, timeoutMs)
    child.on('exit', (code, signal) => {
      clearTimeout(timer)
      if (signal !== null && problems.length === 0) problems.push(`ended by ${signal}`)
      resolve({ code, problems })
    })
  })
}

async function endLeftovers(child, closed) {
  const deadline = performance.now() + graceMs
  while (isGroupAlive(child) && performance.now() < deadline) await sleep(20)
  const left = isGroupAlive(child)
  if (left) killGroup(child)
  await Promise.race([closed, sleep(graceMs, undefined, { ref: false })])
  return left ? ['left a process running'] : []
}

/** Counts tests by uvu's summary: `Total`, `Passed` and `Skipped`, a line each. */
function judge(output, code, problems) {
  const count = (label) =>
    Number([...output.matchAll(new RegExp(`^ {2}${label}: +(\\d+)$`, 'gm'))].at(-1)?.[1])
  const total = count('Total')
  const passed = count('Passed')
  const skipped = count('Skipped')
  if (problems.length === 0 && Number.isNaN(total)) problems.push('reports no tests: test.run()?')
  else if (total + skipped === 0) problems.push('contains no test')
  const failedTests = total - passed || 0
  if (problems.length === 0 && code !== 0 && failedTests === 0)
    problems.push(`exit code ${code}, though no test failed`)
  return {
    passed: passed || 0,
    failed: failedTests || Math.sign(problems.length),
    skipped: skipped || 0,
    problems,
  }
}

function isGroupAlive({ pid }) {
  if (process.platform === 'win32') return false
  try {
    process.kill(-pid, 0)
  } catch {
    return false
  }
  return process.platform !== 'linux' || hasLivingMember(pid)
}

/** Where the first process of a container does not collect the dead, they stay in their group. */
function hasLivingMember(group) {
  return readdirSync('/proc').some((name) => {
    if (!/^\d+$/.test(name)) return false
    try {
      const [state, , groupOf] = readFileSync(`/proc/${name}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')
      return Number(groupOf) === group && state !== 'Z'
    } catch {
      return false // ended between the two looks
    }
  })
}

function killGroup(child) {
  try {
    if (process.platform === 'win32') child.kill('SIGKILL')
    else process.kill(-child.pid, 'SIGKILL')
  } catch {
    // it has just ended by itself
  }
}
