// Mutation control: plants one bug after the other, and shows that each is found.
import { spawnSync } from 'node:child_process'
import { Copy } from './copy.js'
import type { Mutant, MutantSet } from './mutant.js'

/** Prints what becomes of each mutant, and `found/planted`; returns the exit code. */
export function runMutants(set: MutantSet, commands: number): number {
  const copy = new Copy()
  let found = 0
  try {
    const sound = seek(copy, set, commands, 4)
    if (sound !== undefined) throw new Error(`the copy without a bug is not sound: ${sound}`)
    for (const mutant of set.mutants) if (isFound(copy, set, mutant, commands)) found++
  } finally {
    copy.remove()
  }
  console.log(`mutants found: ${found}/${set.mutants.length}`)
  return found === set.mutants.length ? 0 : 1
}

function isFound(copy: Copy, set: MutantSet, mutant: Mutant, commands: number): boolean {
  const takeOut = copy.plant(mutant)
  try {
    const sentence = seek(copy, set, commands, set.seedsMax)
    console.log(`${mutant.name}: ${sentence ?? `not found by ${set.seedsMax} seeds`}`)
    return sentence !== undefined
  } finally {
    takeOut()
  }
}

/** What the program of the copy says about the bug, or undefined where it finds none. */
function seek(copy: Copy, set: MutantSet, commands: number, seeds: number): string | undefined {
  const counts = ['--seeds', String(seeds), '--commands', String(commands)]
  const args = [copy.program, ...set.args, ...counts]
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  return status === 0 ? undefined : stderr.split('\n')[0]
}
