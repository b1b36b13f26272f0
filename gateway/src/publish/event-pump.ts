// Brings new event frames to one consumer: in order, in slices, so that nothing else is kept waiting.
import type { EventFrame, EventLog, EventReader } from '../ports.js'

export interface EventPump {
  /** Reads what there is now, to the end. */
  drain(): void
  close(): void
}

/** Frames handled before the pump lets others run. */
const sliceFrames = 256

/**
 * Calls `onFrame` with every frame after `sequence`. `later` runs a function soon, after I/O.
 * An error of the log or of the consumer ends the pump and goes to `onFailed`.
 */
export function startEventPump(
  log: EventLog,
  sequence: number,
  onFrame: (frame: EventFrame) => void,
  later: (run: () => void) => void,
  onFailed: (error: Error) => void,
): EventPump {
  const reader: EventReader = log.readerAfter(sequence)
  let isOpen = true
  let isScheduled = false
  const read = (framesMax: number): void => {
    try {
      for (let count = 0; isOpen && count < framesMax; count++) {
        const frame = reader.next()
        if (!frame) return
        onFrame(frame)
      }
    } catch (error) {
      close()
      onFailed(error as Error)
      return
    }
    schedule()
  }
  const schedule = () => {
    if (isScheduled || !isOpen) return
    isScheduled = true
    later(() => {
      isScheduled = false
      read(sliceFrames)
    })
  }
  const stop = log.onPublished(() => read(sliceFrames))
  const close = () => {
    if (!isOpen) return
    isOpen = false
    stop()
    reader.close()
  }
  return { drain: () => read(Number.MAX_SAFE_INTEGER), close }
}
