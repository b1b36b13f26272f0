// The command line as operators have it in their path, and a next release of it, whose core is another module.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { enginePath } from '@openbell/engine'

const cli = new URL('../cli.js', import.meta.url).href
const program = `const { main } = await import('${cli}')
process.exitCode = await main(process.argv.slice(2))
`

/** Makes `openbell` in a folder; the options are those of Node, for all of its threads. */
export function installRelease(folder: string, options = ''): void {
  mkdirSync(folder)
  writeFileSync(`${folder}/openbell.mjs`, program)
  writeFileSync(
    `${folder}/openbell`,
    `#!/bin/sh\nNODE_OPTIONS='${options}' exec '${process.execPath}' '${folder}/openbell.mjs' "$@"\n`,
    { mode: 0o755 },
  )
}

/** The same with a core that decides alike and has another hash: a custom section is added. */
export function installNextRelease(folder: string): void {
  // Newer Nodes have another call than this one, which Node 20 has.
  installRelease(folder, `--no-deprecation --import=${folder}/next-core.mjs`)
  const name = Buffer.from('next')
  const section = [0, name.length + 1, name.length, ...name]
  writeFileSync(
    `${folder}/next.wasm`,
    Buffer.concat([readFileSync(enginePath), Buffer.from(section)]),
  )
  writeFileSync(
    `${folder}/next-core.mjs`,
    `import { register } from 'node:module'
register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(nextCore(folder))}))
`,
  )
}

/** Hooks by which the package of the core, in every thread, finds the next one. */
const nextCore = (folder: string): string => `
export async function load(url, context, next) {
  const loaded = await next(url, context)
  if (!url.endsWith('/wasm/dist/node.js')) return loaded
  const source = String(loaded.source).replace('../openbell.wasm', 'file://${folder}/next.wasm')
  return { ...loaded, source }
}
`
