// Mutation control: plants one bug after the other, and shows that the simulator finds each.
import { spawnSync } from 'node:child_process'
import { Copy } from './copy.js'
import { type Mutant, mutants } from './list.js'

/** Seeds within which a bug must be found. */
const seedsMax = 60

/** Prints what becomes of each mutant, and `found/planted`; returns the exit code. */
export function runMutants(commands: number): number {
  const copy = new Copy()
  let found = 0
  try {
    const sound = seek(copy, commands, 4)
    if (sound !== undefined) throw new Error(`the copy without a bug is not sound: ${sound}`)
    for (const mutant of mutants) if (isFound(copy, mutant, commands)) found++
  } finally {
    copy.remove()
  }
  console.log(`mutants found: ${found}/${mutants.length}`)
  return found === mutants.length ? 0 : 1
}

function isFound(copy: Copy, mutant: Mutant, commands: number): boolean {
  const takeOut = copy.plant(mutant)
  try {
    const sentence = seek(copy, commands, seedsMax)
    console.log(`${mutant.name}: ${sentence ?? `not found by ${seedsMax} seeds`}`)
    return sentence !== undefined
  } finally {
    takeOut()
  }
}

/** What the simulator of the copy says about the bug, or undefined where it finds none. */
function seek(copy: Copy, commands: number, seeds: number): string | undefined {
  const args = [copy.program, '--seeds', String(seeds), '--commands', String(commands)]
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  return status === 0 ? undefined : stderr.split('\n')[0]
}
