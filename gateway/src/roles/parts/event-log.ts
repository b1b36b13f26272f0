// The event log of a process, whoever writes it: what can be read of it, and waiting for more.
import { nodeFiles } from '../../adapters/node-files.js'
import type { EventLog } from '../../ports.js'
import { openEventReader } from '../../publish/event-reader.js'
import { eventsFolder } from '../../recovery.js'

/** @param published what is told of frames that can be read */
export function eventLogOf(
  data: string,
  { lastSequence, onPublished }: Pick<EventLog, 'lastSequence' | 'onPublished'>,
): EventLog {
  const options = { files: nodeFiles, folder: eventsFolder(data), lastSequence }
  return {
    readerAfter: (sequence) => openEventReader(options, sequence),
    lastSequence,
    onPublished,
  }
}

/**
 * Resolves when it is true, which is looked at now and whenever something was published.
 * @throws Error where the process is to end before
 */
export function publishedUntil(
  { onPublished }: Pick<EventLog, 'onPublished'>,
  isTrue: () => boolean,
  ending: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    ending.addEventListener('abort', () => reject(new Error('the process ends')), { once: true })
    const look = () => {
      if (!isTrue()) return
      end()
      resolve()
    }
    const end = onPublished(look)
    look()
  })
}
