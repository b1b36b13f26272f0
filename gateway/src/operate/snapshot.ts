// `openbell snapshot`: a verified snapshot now, made from the files, beside an exchange or without one.
import { statSync } from 'node:fs'
import { basename } from 'node:path'
import { nodeFiles } from '../adapters/node-files.js'
import { writeSnapshot } from '../matching/snapshot-file.js'
import { syncEventLog } from '../publish/event-log.js'
import { eventsFolder, snapshotsFolder } from '../recovery.js'
import { type DataFolder, readingFolder } from './data-folder.js'
import { OperateError, UsageError } from './errors.js'
import { exitGood } from './exit-codes.js'
import { answer, folderOptions, parseOptions } from './options.js'
import { followJournal } from './second-core.js'

interface Kept {
  readonly path: string
  readonly sequence: number
  readonly stateHash: string
  readonly sizeBytes: number
  /** The snapshot that it was made from, with the journal behind it; 0 = from the first frame. */
  readonly fromSequence: number
}

export async function snapshot(args: string[]): Promise<number> {
  const { values, positionals } = parseOptions({
    args,
    allowPositionals: true,
    options: folderOptions,
  })
  if (positionals.length > 0) throw new UsageError('snapshot takes --data FOLDER')
  const kept = await readingFolder(values.data, keep)
  answer(values.json, kept, () =>
    [
      `snapshot    ${kept.path}, ${kept.sizeBytes.toLocaleString('en')} bytes`,
      `frame       ${kept.sequence}, from frame ${kept.fromSequence} by the journal`,
      `state hash  ${kept.stateHash}, of a core that was restored from it`,
    ].join('\n'),
  )
  return exitGood
}

/**
 * Made aside and moved to its place: the keeper of an exchange that runs clears away what others have
 * begun in its folder. It counts only with its events on disk.
 */
function keep({ path: folder, sequenceMax }: DataFolder): Kept {
  const snapshots = snapshotsFolder(folder)
  const aside = `${snapshots}/asked`
  const second = followJournal({
    files: nodeFiles,
    folder,
    toSequence: sequenceMax,
    from: 'newest',
  })
  const { core, engine, fromSequence, position } = second
  if (!position) throw new OperateError(`${folder} holds no frame yet`)
  syncEventLog(nodeFiles, eventsFolder(folder))
  const { path, core: proven } = writeSnapshot(nodeFiles, aside, engine, position, core.snapshot())
  const place = `${snapshots}/${basename(path)}`
  nodeFiles.rename(path, place)
  nodeFiles.syncFolder(snapshots)
  const { size: sizeBytes } = statSync(place)
  return {
    path: place,
    sequence: core.sequence,
    stateHash: proven.stateHash(),
    sizeBytes,
    fromSequence,
  }
}
