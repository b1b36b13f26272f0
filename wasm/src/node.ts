// The package's face on Node, Deno and Bun: what every platform has, and the core from its file.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Capacities } from './capacities.js'
import { Engine } from './engine.js'
import { type EngineModule, engineFromBytes, fetchEngine as fetchAnywhere } from './module.js'
import { useSha256 } from './sha256.js'

export * from './index.js'

useSha256((bytes) => createHash('sha256').update(bytes).digest())

/** Where the build puts the core. */
export const enginePath = fileURLToPath(new URL('../openbell.wasm', import.meta.url))

let compiled: EngineModule | undefined

/**
 * Compiles the core, once a process and path.
 * @throws Error when the file cannot be read, WebAssembly.CompileError when it is no module.
 */
export function compileEngine(path: string = enginePath): EngineModule {
  if (path === enginePath && compiled) return compiled
  const engine = engineFromBytes(readFileSync(path))
  if (path === enginePath) compiled = engine
  return engine
}

/**
 * A core that has applied nothing.
 * @throws RangeError when the capacities do not fit, EngineModuleError when the module is foreign.
 */
export const loadEngine = (
  engine: EngineModule = compileEngine(),
  capacities: Partial<Capacities> = {},
): Engine => new Engine(engine, capacities)

/** As on every platform; the core of this package comes from its file. */
export const fetchEngine: typeof fetchAnywhere = async (url) =>
  url === undefined ? compileEngine() : fetchAnywhere(url)
