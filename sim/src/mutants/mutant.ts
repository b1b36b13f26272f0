// What a planted bug is: a change of the text of one file.

export interface Change {
  /** Stands in the file exactly once. */
  readonly find: string
  readonly replace: string
}

export interface Mutant {
  readonly name: string
  /** From the root of a copy of the workspaces; below `engine-as/` the core is built anew. */
  readonly file: string
  readonly changes: readonly Change[]
}

/** Bugs, and the program of the copy that must find each. */
export interface MutantSet {
  /** Arguments of the program beside the seeds and the commands. */
  readonly args: readonly string[]
  /** Seeds within which a bug must be found. */
  readonly seedsMax: number
  readonly mutants: readonly Mutant[]
}

export const mutant = (name: string, file: string, ...changes: Change[]): Mutant => ({
  name,
  file,
  changes,
})

export const without = (find: string): Change => ({ find, replace: '' })
