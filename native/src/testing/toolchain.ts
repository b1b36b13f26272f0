// What tests build with; only Node is certain to be there.
import { defaultCompiler, requireNativePrograms, type Toolchain } from '../build.js'

/** Undefined, and a printed sentence that says what is left out, where a program is missing. */
export function toolchainOrSay(leftOut: string): Toolchain | undefined {
  const compiler = defaultCompiler()
  try {
    requireNativePrograms(compiler)
    return { compiler, flags: [] }
  } catch (error) {
    console.log(`${(error as Error).message}; ${leftOut}`)
    return undefined
  }
}
