// The core as a native program under callgrind, and the same module run here to compare with.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { OperateError } from '@openbell/gateway/operate/errors.js'
import {
  compile,
  compileCore,
  defaultCompiler,
  memorySource,
  requireNativePrograms,
} from '@openbell/native/build.js'
import { requirePrograms, run } from '@openbell/native/programs.js'
import { type Flow, frameFile, timestampOf } from './instructions-flow.js'
import type { CoreTree } from './instructions-tree.js'

const driver = fileURLToPath(new URL('../native/driver.c', import.meta.url))
/** Arguments of `beginFrame` that every core has had. */
const beginFrameArguments = 5

/** @throws OperateError naming what is not installed */
export function requireCounting(): void {
  requireNativePrograms(defaultCompiler())
  requirePrograms(['valgrind'], 'valgrind')
}

/** A core made native. */
export class NativeCore {
  private constructor(
    private readonly tree: CoreTree,
    private readonly folder: string,
  ) {}

  /** Builds it into `folder`. @throws OperateError where a program fails */
  static build(tree: CoreTree, folder: string, optimize: string): NativeCore {
    mkdirSync(folder, { recursive: true })
    const wasm = join(folder, 'openbell.wasm')
    writeFileSync(wasm, tree.module)
    const toolchain = { compiler: defaultCompiler(), flags: [optimize] }
    const core = compileCore(wasm, folder, toolchain)
    const { beginFrame } = instantiate(tree)
    const rest = ', 0'.repeat(beginFrame.length - beginFrameArguments)
    const defines = [`-DINITIALISE=${tree.capacities.join()}`, `-DBEGIN_FRAME_REST=${rest}`]
    compile([driver, memorySource, core], join(folder, 'driver'), folder, toolchain, defines)
    return new NativeCore(tree, folder)
  }

  /**
   * Instructions of the measured frames.
   * @throws OperateError where the native core answers otherwise than the module
   */
  count(flow: Flow): number {
    const file = join(this.folder, 'frames')
    writeFileSync(file, frameFile(flow))
    const log = join(this.folder, 'callgrind.log')
    const options = ['--tool=callgrind', '--collect-atstart=no', `--callgrind-out-file=${log}`]
    const answer = run('valgrind', [...options, join(this.folder, 'driver'), file]).trim()
    const expected = answerOf(this.tree, flow)
    if (answer !== expected)
      throw new OperateError(`the native core answers ${answer}, not ${expected}`)
    return totalOf(log)
  }
}

/** The sum that callgrind's file ends with. */
function totalOf(log: string): number {
  const total = /^totals: (\d+)$/m.exec(readFileSync(log, 'utf8'))?.[1]
  if (total === undefined) throw new OperateError('callgrind has counted nothing')
  return Number(total)
}

type Exports = Record<string, (...args: number[]) => number> & {
  readonly memory: WebAssembly.Memory
}

function instantiate({ module }: CoreTree): Exports {
  const abort = () => {
    throw new OperateError('the core aborts')
  }
  const compiled = new WebAssembly.Module(module)
  return new WebAssembly.Instance(compiled, { env: { abort } }).exports as Exports
}

/** What the driver prints, found without it. */
function answerOf(tree: CoreTree, { frames }: Flow): string {
  const core = instantiate(tree)
  core.initialise(...tree.capacities)
  const bytes = new Uint8Array(core.memory.buffer)
  let events = 0
  for (const [index, { commands }] of frames.entries()) {
    bytes.set(commands, core.inputAddress() >>> 0)
    core.beginFrame(index + 1, 0, timestampOf(index), 0, commands.length, 0)
    let state: number
    do {
      state = core.run()
      events += core.outputBytes()
    } while (state === 1)
  }
  const hash = new DataView(core.memory.buffer).getBigUint64(core.stateHash() >>> 0, true)
  return `${events} ${hash.toString(16).padStart(16, '0')}`
}
