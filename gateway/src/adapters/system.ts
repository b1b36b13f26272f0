// Time and chance from the operating system.
import { randomBytes } from 'node:crypto'
import type { Clock, Random, Timers } from '../ports.js'

export const systemClock: Clock = {
  wallUs: () => Date.now() * 1000,
  monotonicUs: () => performance.now() * 1000,
}

export const systemTimers: Timers = {
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
  every: (periodMs, run) => {
    const timer = setInterval(run, periodMs).unref()
    return () => clearInterval(timer)
  },
}

export const systemRandom: Random = { bytes: (length) => randomBytes(length) }
