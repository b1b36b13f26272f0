// The views of a process that serves readers: saved ones, brought up to now, and fed from then on.
import { consoleReporter as reporter } from '../../adapters/reporter.js'
import { viewStore } from '../../adapters/view-store.js'
import type { EventFrame, EventLog, ViewChanges } from '../../ports.js'
import { startEventPump } from '../../publish/event-pump.js'
import {
  createViews,
  type FoldedViews,
  restoreViews,
  ViewSnapshotError,
} from '../../views/index.js'
import type { Place } from './role.js'

/** Commands after which the views are saved again. */
const viewsSavedCommands = 1_000_000

/** The newest saved views that can be used, or new ones, which fold everything again. */
export function openViews(folder: string, sequenceMax: number): FoldedViews {
  for (const { path, bytes } of viewStore(viewsFolder(folder)).saved())
    try {
      const views = restoreViews(bytes)
      if (views.sequence() <= sequenceMax) return views
      reporter.warn(`${path} is passed over: it is ahead of the event log`)
    } catch (error) {
      if (!(error instanceof ViewSnapshotError)) throw error
      reporter.warn(`${path} is passed over: ${error.message}`)
    }
  return createViews()
}

/**
 * Folds what there is, and from then on every frame as it comes; `onSaved` is told of the frame of saved
 * views, those that it begins with too.
 */
export function startFolding(
  { process, endings }: Place,
  folder: string,
  eventLog: EventLog,
  views: FoldedViews,
  onFolded: (frame: EventFrame, changes: ViewChanges) => void,
  onSaved: (sequence: number) => void,
): void {
  const store = viewStore(viewsFolder(folder))
  let unsavedCommands = 0
  /** Where there is no room, a start folds more; it is tried again as many commands later. */
  const save = () => {
    unsavedCommands = 0
    try {
      store.save(views.sequence(), views.snapshot())
      onSaved(views.sequence())
    } catch (error) {
      reporter.warn(`the views are not saved: ${(error as Error).message}`)
    }
  }
  const onFrame = (frame: EventFrame) => {
    onFolded(frame, views.fold(frame))
    unsavedCommands += frame.commandCount
    if (unsavedCommands >= viewsSavedCommands) save()
  }
  if (views.sequence() > 0) onSaved(views.sequence())
  const pump = startEventPump(eventLog, views.sequence(), onFrame, setImmediate, process.onFailed)
  endings.add(() => {
    pump.close()
    if (unsavedCommands > 0) save()
  })
  pump.drain()
}

export const viewsFolder = (folder: string): string => `${folder}/views`
