// Starts a clone as a newcomer does, with `npm start` and nothing else, and a second time; both must
// print an address, answer, and end cleanly. The second must find everything current.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const limitMs = 240_000
const address = /http:\/\/127\.0\.0\.1:\d+(?=\s)/
const work = mkdtempSync(join(tmpdir(), 'openbell-fresh-start-'))
chmodSync(work, 0o755) // the embedded database of a root runs as another user

const failures = []
try {
  await start('the first start', [])
  await start('the second start', [/installing/, /compiling/, /building/, /generating/])
} finally {
  rmSync(work, { recursive: true, force: true })
}
for (const failure of failures) console.log(failure)
console.log(`${2 - failures.length} passed, ${failures.length} failed`)
process.exitCode = Math.sign(failures.length)

async function start(name, forbidden) {
  const startedMs = performance.now()
  const seconds = () => ((performance.now() - startedMs) / 1000).toFixed(1)
  const child = spawn('npm', ['start'], {
    env: { ...process.env, PORT: '0', OPENBELL_DATA: join(work, 'data') },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const timer = setTimeout(() => child.kill('SIGKILL'), limitMs)
  try {
    const output = await until(child, address)
    console.log(`${name}: an address after ${seconds()} s`)
    for (const pattern of forbidden)
      if (pattern.test(output)) throw new Error(`was not current: ${output}`)
    const response = await fetch(`${address.exec(output)[0]}/ready`)
    if (response.status !== 200) throw new Error(`/ready says ${response.status}`)
    child.kill('SIGTERM')
    const [code, signal] = await once(child, 'exit')
    if (code !== 0) throw new Error(`ended with ${signal ?? `exit code ${code}`} on SIGTERM`)
  } catch (error) {
    failures.push(`${name}: ${error.message}`)
    child.kill('SIGTERM')
  } finally {
    clearTimeout(timer)
  }
}

/** What the child printed until the pattern appeared. */
function until(child, pattern) {
  return new Promise((resolve, reject) => {
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => {
        process.stdout.write(text)
        output += text
        if (pattern.test(output)) resolve(output)
      })
    child.on('error', reject)
    child.on('close', (code) => reject(new Error(`ended with exit code ${code}`)))
  })
}
