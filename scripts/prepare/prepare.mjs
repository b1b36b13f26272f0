// Brings a clone to where its commands can run: packages installed, and built what is not current.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildCore, staleTargets } from './core.mjs'
import { Stamps } from './fingerprint.mjs'
import { install, isInstalled } from './install.mjs'
import { withLock } from './lock.mjs'
import { Failure, say } from './processes.mjs'
import { generateProtocol, isProtocolStale } from './protocol.mjs'
import { compileTypescript, isTypescriptStale } from './typescript.mjs'

export const root = fileURLToPath(new URL('../../', import.meta.url))

/** What an exchange needs to run. */
export const exchange = { tests: false, build: true }
/** That, the simulator, the benchmarks, and all tests. */
export const everything = { tests: true, build: true }
/** All packages, and nothing built. */
export const packages = { tests: true, build: false }

/** Installs and builds what `scope` needs and is not current; ends the process if that fails. */
export async function prepare(scope) {
  try {
    if (isCurrent(scope)) return
    await withLock(join(root, '.openbell-prepare.lock'), () => bringUpToDate(scope))
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    say(error.message)
    process.exit(1)
  }
}

function isCurrent(scope) {
  if (!isInstalled(root, { dev: scope.tests })) return false
  if (!scope.build) return true
  const stamps = new Stamps(root)
  return (
    !isProtocolStale(root, stamps) &&
    staleTargets(root, stamps, scope).length === 0 &&
    !isTypescriptStale(root, stamps, scope)
  )
}

async function bringUpToDate(scope) {
  if (!isInstalled(root, { dev: scope.tests })) await install(root, { dev: scope.tests })
  if (!scope.build) return
  const stamps = new Stamps(root)
  if (isProtocolStale(root, stamps)) await generateProtocol(root, stamps)
  if (isTypescriptStale(root, stamps, scope)) await compileTypescript(root, stamps, scope)
  await buildCore(root, stamps, scope)
}
