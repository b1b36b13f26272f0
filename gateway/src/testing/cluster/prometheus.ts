// A Prometheus of a venue on this machine: the repository's configuration and alarms, at the venue's ports.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../adapters/free-port.js'

const configured = fileURLToPath(new URL('../../../../infrastructure/prometheus/', import.meta.url))
const startMsMax = 30_000

export interface OwnPrometheus {
  readonly url: string
  stop(): Promise<void>
}

/** @param ports where each part, by its name in the configuration, tells its figures */
export async function startPrometheus(
  folder: string,
  ports: Readonly<Record<string, number>>,
): Promise<OwnPrometheus> {
  const address = `127.0.0.1:${await freePort()}`
  const file = `${folder}/prometheus.yml`
  writeFileSync(file, adapted(readFileSync(`${configured}prometheus.yml`, 'utf8'), ports, address))
  const options = [
    `--config.file=${file}`,
    `--storage.tsdb.path=${folder}/prometheus`,
    `--web.listen-address=${address}`,
  ]
  const child = spawn('prometheus', options, { stdio: 'ignore' })
  const url = `http://${address}`
  try {
    await untilReady(child, url)
  } catch (error) {
    await end(child)
    throw error
  }
  return { url, stop: () => end(child) }
}

/** Who has no port does not run here, and is not asked. */
const adapted = (
  configuration: string,
  ports: Readonly<Record<string, number>>,
  own: string,
): string =>
  configuration
    .replace('rules/*.yml', `${configured}rules/*.yml`)
    .replace('localhost:9090', own)
    .replace(/targets: \[(.*:9464.*)\]/g, (_, targets: string) => {
      const names = targets.split(', ').map((target) => target.replace(':9464', ''))
      const here = names.filter((name) => ports[name] !== undefined)
      return `targets: [${here.map((name) => `"127.0.0.1:${ports[name]}"`).join(', ')}]`
    })

async function untilReady(child: ChildProcess, url: string): Promise<void> {
  const deadline = Date.now() + startMsMax
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`prometheus ended with ${child.exitCode}`)
    const ready = await fetch(`${url}/-/ready`).catch(() => undefined)
    if (ready?.ok) return
    await sleep(50)
  }
  throw new Error(`prometheus was not ready within ${startMsMax} ms`)
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}
