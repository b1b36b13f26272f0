// Which files no start needs any more: all that lies before the older of two verified snapshots.
import { compileEngine } from '@openbell/engine'
import { segmentNames } from '../../journal/segment.js'
import { type Engines, enginesIn } from '../../matching/engines.js'
import { proveSnapshot, snapshotNames } from '../../matching/snapshot-file.js'
import type { Files } from '../../ports.js'
import { baseSequenceOf, eventSegmentNames } from '../../publish/event-segment.js'
import { enginesFolder, eventsFolder, journalFolder, snapshotsFolder } from '../../recovery.js'
import { OperateError } from '../errors.js'

export interface PrunePlan {
  /** The older of the snapshots that stay. */
  readonly snapshotSequence: number
  /** The frame behind which events are still wanted; by views, tables or that snapshot. */
  readonly eventsSequence: number
  /** Names in the folders of these names, oldest first. */
  readonly events: readonly string[]
  readonly snapshots: readonly string[]
  readonly journal: readonly string[]
}

/** Who has taken the events up to which frame; 0 where somebody would begin with the first. */
export interface Consumers {
  readonly viewsSequence: number
  readonly projectedSequence: number
}

/** @throws OperateError where there are no two snapshots that prove good */
export function planPruning(files: Files, folder: string, consumers: Consumers): PrunePlan {
  const snapshots = snapshotsFolder(folder)
  const engines = enginesIn(files, enginesFolder(folder), compileEngine())
  const names = snapshotNames(files, snapshots)
  const verified = newestVerified(files, snapshots, engines, names)
  const snapshotSequence = sequenceOf(verified[1])
  const { viewsSequence, projectedSequence } = consumers
  const eventsSequence = Math.min(snapshotSequence, viewsSequence, projectedSequence)
  return {
    snapshotSequence,
    eventsSequence,
    events: before(eventSegmentNames(files, eventsFolder(folder)), eventsSequence, baseSequenceOf),
    snapshots: names.filter((name) => sequenceOf(name) < snapshotSequence),
    journal: before(segmentNames(files, journalFolder(folder)), snapshotSequence, sequenceOf),
  }
}

/** The names of the two newest that prove good, the newer one first. */
function newestVerified(
  files: Files,
  folder: string,
  engines: Engines,
  names: readonly string[],
): [string, string] {
  const [newer, older] = names.toReversed().filter((name) => {
    try {
      proveSnapshot(files, `${folder}/${name}`, engines)
      return true
    } catch {
      // What does not prove good is counted as not there.
      return false
    }
  })
  if (!newer || !older)
    throw new OperateError(
      `${folder} does not hold two snapshots that prove good: make them by 'openbell snapshot'`,
    )
  return [newer, older]
}

/** Files whose last frame lies before this one: the frame itself stays, to compare chains at it. */
const before = (
  names: readonly string[],
  sequence: number,
  baseOf: (name: string) => number,
): readonly string[] =>
  names.filter((_, index) => {
    const next = names[index + 1]
    return next !== undefined && baseOf(next) <= sequence
  })

const sequenceOf = (name: string): number => Number.parseInt(name, 10)
