// Compiles the workspaces by their project references: those of the exchange, or all with the tests.
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { filesUnder, fingerprint } from './fingerprint.mjs'
import { runOrFail, say } from './processes.mjs'

const ofExchange = ['protocol', 'wasm', 'gateway']

export const compiler = (root) => join(root, 'node_modules/typescript/lib/tsc.js')

export const readWorkspaces = (root) =>
  JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).workspaces

/** True of what only tests need; such files may import the development dependencies. */
const isOfTests = (source) => source.endsWith('.test.ts') || source.includes('/testing/')

const isCode = (source) => source.endsWith('.ts') && !source.endsWith('.d.ts')

/** `gateway/src/x.ts` → `gateway/dist/x` */
const stemOf = (source) => source.replace('/src/', '/dist/').slice(0, -'.ts'.length)

const outputEnding = /(\.d\.ts|\.js)(\.map)?$/

/** What a scope compiles, and the digest of all that decides the result. */
function coverage(root, { tests }) {
  const workspaces = tests ? readWorkspaces(root) : ofExchange
  const sources = workspaces
    .flatMap((workspace) => filesUnder(root, `${workspace}/src`))
    .filter((source) => tests || !isOfTests(source))
  const inputs = ['package-lock.json', 'tsconfig.base.json', 'wasm/webassembly.d.ts', ...sources]
  for (const workspace of workspaces)
    for (const file of ['package.json', 'tsconfig.json', 'tsconfig.src.json'])
      inputs.push(`${workspace}/${file}`)
  return {
    step: tests ? 'typescript with tests' : 'typescript',
    workspaces,
    projects: workspaces.map((name) => (tests ? name : `${name}/tsconfig.src.json`)),
    missing: sources.filter(isCode).filter((source) => !existsSync(join(root, outputOf(source)))),
    digest: fingerprint(root, inputs),
  }
}

const outputOf = (source) => `${stemOf(source)}.js`

/** @param {{ tests: boolean }} scope without tests: only what an exchange needs to run */
export function isTypescriptStale(root, stamps, scope) {
  const { step, missing, digest } = coverage(root, scope)
  return missing.length > 0 || !stamps.has(step, digest)
}

export async function compileTypescript(root, stamps, scope) {
  const { step, workspaces, projects, missing, digest } = coverage(root, scope)
  const exchange = coverage(root, { tests: false })
  say('compiling')
  removeOrphans(root, workspaces)
  // The compiler trusts its own notes and does not look whether an output is still there.
  for (const workspace of new Set(missing.map((source) => source.split('/')[0])))
    for (const notes of ['src', 'tests'])
      rmSync(join(root, workspace, `dist/${notes}.tsbuildinfo`), { force: true })
  await runOrFail('the compilation', process.execPath, [compiler(root), '-b', ...projects], {
    cwd: root,
  })
  stamps.set(step, digest)
  stamps.set(exchange.step, exchange.digest) // which every scope contains
}

/** Removes the outputs whose source is gone: the compiler leaves them, and a test would still run. */
export function removeOrphans(root, workspaces) {
  for (const workspace of workspaces) {
    const stems = new Set(filesUnder(root, `${workspace}/src`).map(stemOf))
    for (const output of filesUnder(root, `${workspace}/dist`))
      if (outputEnding.test(output) && !stems.has(output.replace(outputEnding, '')))
        rmSync(join(root, output))
  }
}
