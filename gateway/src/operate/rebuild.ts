// `openbell rebuild`: the projected tables again, from all event frames.

import { migrate } from '../adapters/migrate.js'
import { nodeFiles } from '../adapters/node-files.js'
import type { Cursor } from '../projection/cursor.js'
import { rebuildProjection } from '../projection/rebuild.js'
import { findEventLogEnd } from '../publish/event-log.js'
import { openEventReader } from '../publish/event-reader.js'
import { baseSequenceOf, eventSegmentNames } from '../publish/event-segment.js'
import { eventsFolder } from '../recovery.js'
import { readingFolder } from './data-folder.js'
import { withDatabase } from './database.js'
import { OperateError, UsageError } from './errors.js'
import { exitGood } from './exit-codes.js'
import { answer, folderOptions, parseOptions } from './options.js'
import { progressOn } from './progress.js'

export async function rebuild(args: string[]): Promise<number> {
  const { values, positionals } = parseOptions({
    args,
    allowPositionals: true,
    options: folderOptions,
  })
  if (positionals.length > 0) throw new UsageError('rebuild takes --data FOLDER')
  const startedMs = performance.now()
  const cursor = await readingFolder(values.data, ({ path }) => rebuildFrom(path))
  const seconds = Number(((performance.now() - startedMs) / 1000).toFixed(3))
  answer(values.json, { ...cursor, seconds }, () =>
    [
      `tables     made again from frames 1 to ${cursor.sequence} in ${seconds} s`,
      "next       'openbell reconcile' compares them with the core",
    ].join('\n'),
  )
  return exitGood
}

const rebuildFrom = (folder: string): Promise<Cursor> =>
  withDatabase(folder, async (sql, url) => {
    await migrate(url)
    const sequence = lastWholeFrame(eventsFolder(folder))
    const progress = progressOn(process.stderr)
    const options = { files: nodeFiles, folder: eventsFolder(folder), lastSequence: () => sequence }
    const reader = openEventReader(options, 0)
    try {
      return await rebuildProjection(sql, reader, (cursor) =>
        progress.show(cursor.sequence / sequence, cursor.sequence),
      )
    } finally {
      reader.close()
      progress.end()
    }
  })

/** @throws OperateError where the event log does not reach back to the first frame */
function lastWholeFrame(events: string): number {
  const first = eventSegmentNames(nodeFiles, events)[0]
  const end = findEventLogEnd(nodeFiles, events)
  if (!first || !end)
    throw new OperateError(
      `${events} is empty: start the exchange once, which makes it again from the journal`,
    )
  if (baseSequenceOf(first) > 1)
    throw new OperateError(
      `${events} begins with frame ${baseSequenceOf(first)}: bring the earlier files back from the archive`,
    )
  return end.sequence
}
