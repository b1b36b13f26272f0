// The built core as a module: compiled from its bytes, wherever they come from.
import { toHex } from './hex.js'
import { importMemory } from './import-memory.js'
import { sha256 } from './sha256.js'

/** A compiled core and the SHA-256 of its bytes, by which journals and snapshots name it. */
export interface EngineModule {
  /** A WebAssembly.Module, with a memory of its own or, from here, one that is given to it. */
  readonly module: object
  /** 64 hex digits. */
  readonly hash: string
}

const fetchTimeoutMs = 60_000

const hashOf = (bytes: Uint8Array): string => toHex(sha256(bytes))

/** @throws WebAssembly.CompileError when the bytes are no module. */
export const engineFromBytes = (bytes: Uint8Array): EngineModule => ({
  module: new WebAssembly.Module(importMemory(bytes)),
  hash: hashOf(bytes),
})

/**
 * Fetches and compiles the core: `openbell.wasm` of this package where no address is given.
 * @throws Error when it cannot be had, WebAssembly.CompileError when it is no module.
 */
export async function fetchEngine(
  url: string | { readonly href: string } = new URL('../openbell.wasm', import.meta.url),
): Promise<EngineModule> {
  const address = typeof url === 'string' ? url : url.href
  const response = await fetch(address, { signal: AbortSignal.timeout(fetchTimeoutMs) })
  if (!response.ok) throw new Error(`${address} answered ${response.status}`)
  const bytes = new Uint8Array(await response.arrayBuffer())
  return { module: await WebAssembly.compile(importMemory(bytes)), hash: hashOf(bytes) }
}
