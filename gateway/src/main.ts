// The process: reads the settings, starts the exchange, and ends it when it is told to or must.
import { readFileSync } from 'node:fs'
import { env } from 'node:process'
import { consoleReporter as reporter } from './adapters/reporter.js'
import { loadSecrets } from './adapters/secrets.js'
import { readSettings } from './config.js'
import { defaultPathSettings } from './exchange.js'
import { Endings } from './roles/parts/endings.js'
import type { Process } from './roles/parts/role.js'
import { Watch } from './roles/parts/watch.js'

const genesisPath = new URL('../genesis.json', import.meta.url)
/** Ending in good order may take this long; then the process ends all the same. */
const endMsMax = 20_000

/** Runs the exchange, and says once what it is; a signal or a failure ends the process. */
export async function main({ isJson = false } = {}): Promise<void> {
  const ending = new AbortController()
  const endings = new Endings()
  const end = async (exitCode: number) => {
    if (ending.signal.aborted) return
    ending.abort()
    setTimeout(() => process.exit(1), endMsMax).unref()
    await starting.catch(() => undefined)
    try {
      await endings.run()
    } catch (error) {
      reporter.error(`it did not end in good order: ${(error as Error).message}`)
      process.exit(1)
    }
    process.exit(exitCode)
  }
  const fail = (error: Error) => {
    if (!ending.signal.aborted) reporter.error(error.message)
    void end(1)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void end(0))
  const onHandover = () => {
    reporter.info('hands over, as an operator wishes')
    void end(0)
  }
  const starting = start(endings, { onHandover, onFailed: fail, ending: ending.signal })
  try {
    const state = await starting
    process.stdout.write(isJson ? `${JSON.stringify({ state })}\n` : `Openbell is ${state}\n`)
  } catch (error) {
    fail(error as Error)
  }
}

/** Resolves with what the operator is told, such as `open at http://127.0.0.1:8080`. */
async function start(endings: Endings, process: Process): Promise<string> {
  const settings = readSettings(env)
  const genesis = JSON.parse(readFileSync(genesisPath, 'utf8')) as unknown
  const secrets = settings.secrets ?? (await loadSecrets(`${settings.folder}/secrets/sandbox.json`))
  const { role, cluster } = settings
  const path = { ...defaultPathSettings, cancelOnlyUs: (cluster?.cancelOnlyMs ?? 0) * 1000 }
  const parts = { ...settings, secrets, genesis, path }
  const watch = new Watch(role)
  await watch.open(endings, settings.monitor)
  const place = { process, endings, watch }
  // Of other roles not even the modules are loaded.
  if (role === 'all') return (await import('./roles/all.js')).startAll(place, parts)
  if (!cluster) throw new Error(`ROLE=${role} needs NATS_URL`)
  const clustered = { ...parts, cluster }
  if (role === 'core') return (await import('./roles/core.js')).startCoreRole(place, clustered)
  if (role === 'edge') return (await import('./roles/edge.js')).startEdgeRole(place, clustered)
  return (await import('./roles/projector.js')).startProjectorRole(place, clustered)
}
