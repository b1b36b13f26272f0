// Finds and compiles the built core.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** A compiled core and the SHA-256 of its bytes, by which journals and snapshots name it. */
export interface EngineModule {
  readonly module: WebAssembly.Module
  /** 64 hex digits. */
  readonly hash: string
}

/** Where the build puts the core. */
export const enginePath = fileURLToPath(new URL('../openbell.wasm', import.meta.url))

let compiled: EngineModule | undefined

/**
 * Compiles the core, once a process and path.
 * @throws Error when the file cannot be read, WebAssembly.CompileError when it is no module.
 */
export function compileEngine(path: string = enginePath): EngineModule {
  if (path === enginePath && compiled) return compiled
  const bytes = readFileSync(path)
  const hash = createHash('sha256').update(bytes).digest('hex')
  const engine = { module: new WebAssembly.Module(bytes), hash }
  if (path === enginePath) compiled = engine
  return engine
}
