// Makes a stream on which the cores differ as short as it gets while they still do.
import type { EngineModule } from '@openbell/engine'
import { Duel, type DuelOptions } from './duel.js'
import type { FuzzFrame } from './stream.js'

/** Replays that one shrinking may take. */
const attemptsMax = 4000

/** What goes wrong with a stream, undefined where nothing does. */
export function complaintOf(
  module: EngineModule,
  options: DuelOptions,
  frames: readonly FuzzFrame[],
): string | undefined {
  try {
    const duel = new Duel(module, options)
    for (const frame of frames) duel.apply(frame)
    duel.finish()
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Drops frames and then commands, many at a time and then fewer. */
export function shrink(
  frames: readonly FuzzFrame[],
  isBad: (frames: readonly FuzzFrame[]) => boolean,
): readonly FuzzFrame[] {
  let attempts = 0
  const mayDrop = (rest: readonly FuzzFrame[]) => attempts++ < attemptsMax && isBad(rest)
  const whole = dropParts(frames, mayDrop)
  let best = whole
  for (let i = best.length - 1; i >= 0; i--) {
    const frame = best[i]
    const without = (commands: readonly Uint8Array[]) =>
      best.map((other, index) => (index === i ? { ...frame, commands } : other))
    const commands = dropParts(frame.commands, (rest) => mayDrop(without(rest)))
    best = without(commands)
  }
  return dropParts(best, mayDrop)
}

function dropParts<Item>(
  items: readonly Item[],
  mayDrop: (rest: readonly Item[]) => boolean,
): readonly Item[] {
  let kept = items
  for (
    let size = Math.ceil(kept.length / 2);
    size >= 1;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  )
    for (let at = 0; at < kept.length; ) {
      const rest = [...kept.slice(0, at), ...kept.slice(at + size)]
      if (rest.length < kept.length && mayDrop(rest)) kept = rest
      else at += size
    }
  return kept
}
