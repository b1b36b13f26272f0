// How commands come: by the clock, whoever is ready, or when those before them have their outcome.

/** Of a run. */
export interface Progress {
  readonly elapsedMs: number
  readonly sent: number
  /** Commands that have no outcome yet. */
  readonly pending: number
}

export interface Load {
  readonly name: string
  /** How many more are to be sent now. */
  due(progress: Progress): number
  /** Undefined: as fast as outcomes come. */
  readonly perSecond?: number
  /** When the command with this index was meant to be sent; undefined: when it was sent. */
  readonly meantMs?: (index: number) => number
}

/** A steady rate that waits for nobody. */
export const steady = (perSecond: number): Load => ({
  name: `${perSecond.toLocaleString('en')} a second`,
  perSecond,
  due: ({ elapsedMs, sent }) => Math.floor((elapsedMs * perSecond) / 1000) - sent,
  meantMs: (index) => (index * 1000) / perSecond,
})

/** So many at once, the next ones when all of them have their outcome. */
export const frames = (size: number): Load => ({
  name: `frames of ${size.toLocaleString('en')}`,
  due: ({ pending }) => (pending === 0 ? size : 0),
})

/** So many wait at any time, and a frame takes whatever waits. */
export const waiting = (count: number): Load => ({
  name: `${count.toLocaleString('en')} waiting`,
  due: ({ pending }) => count - pending,
})
