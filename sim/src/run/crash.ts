// Where a simulated process dies: at the n-th time that it comes to one point of its way.
import type { Step } from '../world/files.js'

/** Every point between a batch and its answer, and those beside the way. */
export const crashPoints = [
  'batch formed, before the write',
  'before the write',
  'in the write',
  'after the write, before the sync',
  'after the sync, before the core',
  'after the core, before the event log',
  'in the event log',
  'published, before the answer',
  'beginning a segment of the journal',
  'beginning a segment of the event log',
  'before a snapshot, syncing the event log',
  'in a snapshot',
  'in recovery',
  'ending in good order',
  'at rest',
] as const

export type CrashPoint = (typeof crashPoints)[number]

/** Where a frame is written, and perhaps not durable. */
export const pointsNearSync: readonly CrashPoint[] = [
  'in the write',
  'after the write, before the sync',
  'after the sync, before the core',
  'beginning a segment of the journal',
]

/** What a process is about. */
export type Phase = 'recovering' | 'running' | 'ending'

/** The process is gone. */
export class SimCrash extends Error {
  override name = 'SimCrash'
  constructor(readonly point: CrashPoint) {
    super(point)
  }
}

/** The crash behind an error: the core's door and others wrap what passes through them. */
export function crashIn(error: unknown): SimCrash | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if (cause instanceof SimCrash) return cause
  return undefined
}

export class CrashTrigger {
  phase: Phase = 'recovering'
  private timesLeft: number

  /** Without a point it never goes off. */
  constructor(
    readonly point: CrashPoint | undefined,
    times: number,
  ) {
    this.timesLeft = times
  }

  /** To be called at every step of the files. */
  readonly watch = (step: Step): void => {
    if (this.phase === 'recovering') this.pass('in recovery')
    else if (this.phase === 'ending') this.pass('ending in good order')
    else {
      const point = pointOf(step)
      if (point) this.pass(point)
    }
  }

  /** The process comes to a point. @throws SimCrash */
  pass(point: CrashPoint): void {
    if (point !== this.point) return
    this.timesLeft--
    if (this.timesLeft === 0) throw new SimCrash(point)
  }
}

function pointOf({ action, path, moment }: Step): CrashPoint | undefined {
  if (path.includes('/snapshots')) return 'in a snapshot'
  if (path.includes('/journal')) {
    if (path.endsWith('.making') || (action !== 'write' && action !== 'sync'))
      return 'beginning a segment of the journal'
    if (action === 'write') return moment === 'before' ? 'before the write' : writePoint(moment)
    return moment === 'before'
      ? 'after the write, before the sync'
      : 'after the sync, before the core'
  }
  if (action === 'sync') return 'before a snapshot, syncing the event log'
  if (action !== 'write') return 'beginning a segment of the event log'
  if (moment === 'before') return 'after the core, before the event log'
  return moment === 'middle' ? 'in the event log' : undefined
}

const writePoint = (moment: Step['moment']): CrashPoint | undefined =>
  moment === 'middle' ? 'in the write' : undefined
