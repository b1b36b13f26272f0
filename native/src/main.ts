// `npm run native`: builds the native libraries, and says where they are.
import { fileURLToPath } from 'node:url'
import { OperateError, UsageError } from '@openbell/gateway/operate/errors.js'
import { parseOptions } from '@openbell/gateway/operate/options.js'
import { buildNative, defaultCompiler, includeFolder, requireNativePrograms } from './build.js'

const folderDefault = fileURLToPath(new URL('../build/', import.meta.url))

const help = `npm run native -- [options]

  --compiler PROGRAM   clang or gcc; clang where it is installed
  --flags FLAGS        further options of the compiler, such as --flags=-march=native
  --folder FOLDER      where the libraries and examples go; native/build/ unless told`

/** Returns the exit code: 0 built, 1 failed, 2 not understood. */
export async function main(args: string[]): Promise<number> {
  try {
    const { values } = parseOptions({
      args,
      options: {
        compiler: { type: 'string' },
        flags: { type: 'string', default: '' },
        folder: { type: 'string', default: folderDefault },
        help: { type: 'boolean', default: false },
      },
    })
    if (values.help) {
      console.log(help)
      return 0
    }
    const compiler = values.compiler ?? defaultCompiler()
    requireNativePrograms(compiler)
    const flags = values.flags.split(' ').filter((flag) => flag !== '')
    const built = buildNative(values.folder, { compiler, flags })
    console.log(
      [
        `library                ${built.library}`,
        `header                 ${includeFolder}/openbell.h`,
        `public benchmark       ${built.benchmarkLibrary}`,
        `replay an order file   ${built.replay} ORDERS`,
        `as the harness does    ${built.loader} ${built.benchmarkLibrary} ORDERS 256`,
      ].join('\n'),
    )
    return 0
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof OperateError)) throw error
    console.error(`native: ${error.message}`)
    return error instanceof UsageError ? 2 : 1
  }
}
