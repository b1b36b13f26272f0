// The process: reads the settings, starts the exchange, and ends it when it is told to or must.
// The threads of the exchange run this module too.
import { readFileSync } from 'node:fs'
import { isMainThread, workerData } from 'node:worker_threads'
import { consoleReporter as reporter } from './adapters/reporter.js'
import { loadSecrets } from './adapters/secrets.js'
import { readSettings } from './config.js'
import { defaultPathSettings } from './exchange.js'
import { type Running, runAll } from './roles/all.js'
import { runCore } from './roles/core.js'
import { runKeeper } from './roles/keeper.js'
import { runScribe } from './roles/scribe.js'

const genesisPath = new URL('../genesis.json', import.meta.url)
/** Ending in good order may take this long; then the process ends all the same. */
const endMsMax = 20_000

/** Runs the exchange; a signal or a failure ends the process. */
export async function main(): Promise<void> {
  const ending = new AbortController()
  const end = async (exitCode: number) => {
    if (ending.signal.aborted) return
    ending.abort()
    setTimeout(() => process.exit(1), endMsMax).unref()
    const running = await starting.catch(() => undefined)
    await running?.stop()
    process.exit(exitCode)
  }
  const fail = (error: Error) => {
    if (!ending.signal.aborted) reporter.error(error.message)
    void end(1)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void end(0))
  const starting = start(fail, ending.signal)
  try {
    const { address } = await starting
    process.stdout.write(`Openbell is open at ${address}\n`)
  } catch (error) {
    fail(error as Error)
  }
}

async function start(onFailed: (error: Error) => void, ending: AbortSignal): Promise<Running> {
  const settings = readSettings(process.env)
  const genesis = JSON.parse(readFileSync(genesisPath, 'utf8')) as unknown
  const secrets = settings.secrets ?? (await loadSecrets(`${settings.folder}/secrets/sandbox.json`))
  const parts = { ...settings, secrets, genesis, path: defaultPathSettings }
  return runAll(parts, { entry: new URL(import.meta.url), onFailed, ending })
}

if (!isMainThread) {
  const roles = { core: runCore, keeper: runKeeper, scribe: runScribe }
  const { role } = workerData as { role: keyof typeof roles }
  roles[role]()
}
