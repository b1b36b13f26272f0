// `node scripts/engine/install-runtimes.mjs FOLDER`: the runtimes that the examples of the engine's
// package also run on, from npm. They are too large to be everybody's packages; tests look for them
// where OPENBELL_RUNTIMES says, and then leave none out.
import '../prepare/node-version.mjs'
import { renameSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { npm } from '../prepare/install.mjs'
import { Failure, runOrFail, say } from '../prepare/processes.mjs'

const system = `${process.platform}-${process.arch}`
const newerNode = `node-${system === 'darwin-arm64' ? `bin-${system}` : system}@26.10.0`
const packages = ['deno@2.9.6', 'bun@1.4.5', 'workerd@1.20261117.1', 'esbuild@0.28.2']
packages.push(`newer-node@npm:${newerNode}`)
const placing = Object.entries({ deno: 'install.cjs', bun: 'install.js', workerd: 'install.js' })

try {
  if (process.argv.length !== 3) throw new Failure('install-runtimes takes a FOLDER')
  const folder = resolve(process.argv[2])
  const [program, ...before] = npm()
  const args = ['install', '--prefix', folder, '--no-save', '--ignore-scripts', '--no-audit']
  args.push('--no-fund', '--loglevel=error', ...packages)
  await runOrFail('npm install', program, [...before, ...args], { cwd: '.' })
  // By its own name it would be the Node of whatever finds programs here.
  const programs = join(folder, 'node_modules/.bin')
  renameSync(join(programs, 'node'), join(programs, 'newer-node'))
  // Puts the programs where they are called by name; else they are run by a script of Node, or not.
  for (const [name, script] of placing)
    await runOrFail(`the installation of ${name}`, process.execPath, [script], {
      cwd: join(folder, 'node_modules', name),
    })
} catch (error) {
  if (!(error instanceof Failure)) throw error
  say(error.message)
  process.exitCode = 1
}
