// What every role is given to run in.
import type { Endings } from './endings.js'
import type { Watch } from './watch.js'

/** How the process and the role in it tell each other that it is over. */
export interface Process {
  /** Ends the process in good order: another one is to lead. */
  readonly onHandover: () => void
  /** Told once when the process must end. */
  readonly onFailed: (error: Error) => void
  /** Ends whatever the start waits for: nothing is ended before the start is over. */
  readonly ending: AbortSignal
}

/** Where a part is started: what it adds to `endings` is run when the process ends, and what it adds
 * to `watch` is told to those who watch it. */
export interface Place {
  readonly process: Process
  readonly endings: Endings
  readonly watch: Watch
}
