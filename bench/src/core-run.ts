// Frames of commands through a core, one after another: what the benchmarks of the core time.
import type { Engine } from '@openbell/engine'

/** For whom the events in the core's memory are enough. */
export const ignore = (): void => {}

/** Each frame is `stepUs` later than the one before. Events are valid during their call only. */
export function applyFrames(
  core: Engine,
  frames: readonly Uint8Array[],
  stepUs: number,
  onEvents: (events: Uint8Array) => void = ignore,
): void {
  let { sequence, timestampUs } = core
  for (let index = 0; index < frames.length; index++) {
    timestampUs += stepUs
    core.apply(++sequence, timestampUs, frames[index], onEvents)
  }
}

/** Seconds of the calls of `apply` alone. */
export function timeFrames(core: Engine, frames: readonly Uint8Array[], stepUs: number): number {
  const startedMs = performance.now()
  applyFrames(core, frames, stepUs)
  return (performance.now() - startedMs) / 1000
}
