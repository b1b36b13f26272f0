// Installs the locked packages when what lies in node_modules is not what the lock file asks for.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runOrFail, say } from './processes.mjs'

/**
 * True when every package of the lock file that this platform needs is there in that version. npm
 * writes `node_modules/.package-lock.json` as the last act of an install, so an interrupted one, or
 * one without the development dependencies, shows.
 */
export function isInstalled(root, { dev }) {
  const wanted = readPackages(join(root, 'package-lock.json'))
  const present = readPackages(join(root, 'node_modules', '.package-lock.json'))
  return Object.entries(wanted).every(
    ([path, entry]) =>
      !path.includes('node_modules/') || // the workspaces themselves
      entry.optional || // of other platforms
      (entry.dev && !dev) ||
      (entry.link ? path in present : present[path]?.version === entry.version),
  )
}

/**
 * Runs `npm ci`; without `dev`, only what the exchange needs to be built and run. No package needs
 * its install scripts, so none is run (package.json says the same to an npm that is called by hand).
 */
export async function install(root, { dev }) {
  say(`installing packages${existsSync(join(root, 'node_modules')) ? '' : ' (the first time)'}`)
  const args = ['ci', dev ? '--include=dev' : '--omit=dev']
  args.push('--include=optional', '--ignore-scripts', '--prefer-offline')
  args.push('--no-audit', '--no-fund', '--loglevel=error')
  const [program, ...before] = npm()
  await runOrFail('npm ci', program, [...before, ...args], { cwd: root })
}

const readPackages = (path) =>
  existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')).packages ?? {}) : {}

/** The npm that started this process, if one did; otherwise the one on the path. */
export function npm() {
  const started = process.env.npm_execpath
  if (started?.endsWith('npm-cli.js') && existsSync(started)) return [process.execPath, started]
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm']
}
