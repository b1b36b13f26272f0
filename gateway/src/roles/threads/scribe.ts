// The scribe's work, and its thread.

import { nodeFiles } from '../../adapters/node-files.js'
import { scribeSeat, serveScribe } from '../../adapters/scribe-thread.js'
import { SpareSegment } from '../../journal/spare-segment.js'
import type { Files, Scribe } from '../../ports.js'
import { EventLogWriter } from '../../publish/event-log.js'

/** One that does everything at once, in the thread that asks. */
export const scribeOf = (files: Files): Scribe => ({
  publish: (place, end) => new EventLogWriter({ ...place, files }, end),
  spare: (path, sizeBytes) => new SpareSegment(files, path, sizeBytes),
})

/** An error of the disk ends the thread, and with it the process. */
export const runScribe = (): void => serveScribe(scribeSeat(), scribeOf(nodeFiles))
