// The native build: the core's module becomes C by wasm2c, and that with our own C two libraries.
import { mkdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { enginePath } from '@openbell/engine'
import { OperateError } from '@openbell/gateway/operate/errors.js'
import { isInstalled, requirePrograms, run } from './programs.js'

const root = fileURLToPath(new URL('../', import.meta.url))
const inLibrary = (name: string) => join(root, 'library', name)
const inExamples = (name: string) => join(root, 'examples', name)

/** Where `openbell.h` is. */
export const includeFolder: string = join(root, 'include')
/** What `reserveMemory` is in, for programs that drive the core by its exports. */
export const memorySource: string = inLibrary('memory.c')

/** How C is compiled. */
export interface Toolchain {
  /** A program that takes the options of gcc. */
  readonly compiler: string
  /** Further options, such as `-march=native`. */
  readonly flags: readonly string[]
}

/** Matching is a few functions deep; clang by itself calls more of them than it unfolds. */
const inlineMore = ['-mllvm', '-inline-threshold=1500']

/** The paths of all that is built. */
export interface NativeBuild {
  /** With the interface of `openbell.h`. */
  readonly library: string
  /** With the interface of the public benchmark's harness. */
  readonly benchmarkLibrary: string
  readonly replay: string
  readonly loader: string
}

/** Clang where it is installed, since its core takes fewer instructions, or else gcc. */
export const defaultCompiler = (): string => (isInstalled('clang') ? 'clang' : 'gcc')

/** Of wasm2c: others write other names, and ask other things of `wasm-rt.h`. */
const translatorVersion = '1.0.32'

/** @throws OperateError naming what is not installed, or is of a version that will not do */
export function requireNativePrograms(compiler: string): void {
  requirePrograms(['wasm2c', compiler], 'wabt clang')
  const found = run('wasm2c', ['--version']).trim()
  if (found !== translatorVersion)
    throw new OperateError(`wasm2c ${translatorVersion} is needed, and this is ${found}`)
}

/** Where a compilation of `folder`'s core and ours finds its headers. */
const headers = (folder: string): string[] =>
  [includeFolder, join(root, 'library'), folder].flatMap((path) => ['-I', path])

/**
 * Writes a core as C into a folder, `openbell-core.h` and `.c`, and compiles it.
 * @returns the path of the object file, to be linked with `memorySource`
 * @throws OperateError where a program fails
 */
export function compileCore(module: string, folder: string, toolchain: Toolchain): string {
  mkdirSync(folder, { recursive: true })
  run('wasm2c', [module, '-n', 'openbell', '-o', join(folder, 'openbell-core.c')])
  const object = join(folder, 'core.o')
  // The generated text has unused functions by the dozen; its warnings say nothing.
  const options = ['-O2', '-fPIC', '-fvisibility=hidden', '-w']
  if (basename(toolchain.compiler).startsWith('clang')) options.push(...inlineMore)
  const text = ['-c', inLibrary('core.c'), '-o', object]
  run(toolchain.compiler, [...options, ...toolchain.flags, ...headers(folder), ...text])
  return object
}

/**
 * Compiles our own C, with what is linked to it.
 * @throws OperateError where the compiler fails, or only warns
 */
export function compile(
  inputs: readonly string[],
  output: string,
  folder: string,
  { compiler, flags }: Toolchain,
  options: readonly string[] = [],
): void {
  const strict = ['-O2', '-fPIC', '-fvisibility=hidden', '-Wall', '-Wextra', '-Werror']
  run(compiler, [
    ...strict,
    ...flags,
    ...headers(folder),
    ...inputs,
    '-o',
    output,
    '-pthread',
    ...options,
  ])
}

/** Builds both libraries and both programs into a folder. @throws OperateError where one fails */
export function buildNative(folder: string, toolchain: Toolchain): NativeBuild {
  const core = compileCore(enginePath, folder, toolchain)
  const built: NativeBuild = {
    library: join(folder, 'libopenbell.so'),
    benchmarkLibrary: join(folder, 'libopenbell-benchmark.so'),
    replay: join(folder, 'replay'),
    loader: join(folder, 'harness-loader'),
  }
  const make = (inputs: readonly string[], output: string, ...options: readonly string[]) =>
    compile(inputs, output, folder, toolchain, options)

  const engine = [core, memorySource, inLibrary('openbell.c')]
  // The handler of bad accesses stays, so the library must not be unmapped before it.
  const asLibrary = ['-shared', '-Wl,-z,nodelete']
  make(engine, built.library, ...asLibrary)
  // The harness's library exports the harness's calls alone.
  const adapter = [...engine, ...['benchmark-adapter.c', 'report-ring.c'].map(inLibrary)]
  make(adapter, built.benchmarkLibrary, ...asLibrary, '-DOPENBELL_API=')

  const shared = ['order-file.c', 'report-hash.c', 'sha256.c'].map(inExamples)
  const beside = ['-L', folder, '-lopenbell', '-Wl,-rpath,$ORIGIN']
  make([inExamples('replay.c'), ...shared], built.replay, ...beside)
  const loader = ['harness-loader.c', 'report-queue.c'].map(inExamples)
  make([...loader, ...shared], built.loader, '-ldl')
  return built
}
