// Finds the tests from their sources, so that an output whose source is gone never runs.
import { filesUnder } from '../prepare/fingerprint.mjs'
import { readWorkspaces } from '../prepare/typescript.mjs'

/**
 * Every test of the workspaces and of the scripts.
 *
 * @param {string[]} filters if there are any, only sources whose path contains one of them
 * @returns {{ source: string, program: string }[]} paths from the root
 */
export function findTests(root, filters) {
  const compiled = readWorkspaces(root)
    .flatMap((workspace) => filesUnder(root, `${workspace}/src`))
    .filter((path) => path.endsWith('.test.ts'))
    .map((path) => ({
      source: path,
      program: path.replace('/src/', '/dist/').replace(/\.ts$/, '.js'),
    }))
  const plain = filesUnder(root, 'scripts')
    .filter((path) => path.endsWith('.test.mjs'))
    .map((path) => ({ source: path, program: path }))
  return [...compiled, ...plain].filter(
    ({ source }) => filters.length === 0 || filters.some((filter) => source.includes(filter)),
  )
}
