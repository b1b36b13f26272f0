// `openbell reseed`: a journal's file becomes the log of new, empty streams, frame by frame. So an exchange
// goes over to streams, and so it comes back where streams have lost what they had acknowledged.
import { compileEngine } from '@openbell/engine'
import { agreeOnExchange } from '../adapters/nats/exchange-id.js'
import { StreamLog } from '../adapters/nats/stream-log.js'
import { nodeFiles } from '../adapters/node-files.js'
import { chainOf, frameFault, hex } from '../journal/frame.js'
import { exchangeIdOf, segmentNames } from '../journal/segment.js'
import { walkSegment } from '../journal/walk-segment.js'
import { journalFolder } from '../recovery.js'
import { quiet, withBus } from './bus.js'
import { owningFolder } from './data-folder.js'
import { OperateError, UsageError } from './errors.js'
import { exitGood } from './exit-codes.js'
import { answer, countOf, folderOptions, parseOptions } from './options.js'
import { verifyFolder } from './verify-folder.js'

const timeoutMsDefault = 30_000

export async function reseed(args: string[]): Promise<number> {
  const { values, positionals } = parseOptions({
    args,
    allowPositionals: true,
    options: { ...folderOptions, 'timeout-ms': { type: 'string' } },
  })
  if (positionals.length > 0) throw new UsageError('reseed takes --data FOLDER')
  const timeoutMs = countOf(values['timeout-ms'] ?? String(timeoutMsDefault), '--timeout-ms', 1)
  const frames = await owningFolder(values.data, ({ path }) => publish(path, timeoutMs))
  answer(values.json, { frames }, () => `the log has ${frames} frames, which are those of the file`)
  return exitGood
}

/** Returns the count of frames. @throws OperateError where the file is not sound or the log not empty */
async function publish(folder: string, timeoutMs: number): Promise<number> {
  const { faults } = verifyFolder(nodeFiles, folder, compileEngine())
  if (faults.length > 0)
    throw new OperateError(`${folder} is not sound, and must not become the log: ${faults[0]}`)
  const journal = journalFolder(folder)
  const exchangeId = exchangeIdOf(nodeFiles, journal)
  if (!exchangeId) throw new OperateError(`${folder} holds no journal`)
  return await withBus(timeoutMs, async (client, { streams: settings }) => {
    const { signal } = new AbortController()
    const log = await StreamLog.open({ client, settings, check: frameFault, log: quiet, signal })
    const last = await log.last()
    if (last)
      throw new OperateError(
        `the streams of ${settings.prefix} hold frames up to ${last.sequence}: name another prefix, ` +
          'by OPENBELL_STREAM_PREFIX, or delete them',
      )
    const agreed = await agreeOnExchange(client, settings, exchangeId, { log: quiet, signal })
    if (hex(agreed) !== hex(exchangeId))
      throw new OperateError(`the streams of ${settings.prefix} are of another exchange`)
    return await append(journal, log)
  })
}

async function append(journal: string, log: StreamLog): Promise<number> {
  let appended = 0
  for (const name of segmentNames(nodeFiles, journal))
    for (const { head, bytes } of walkSegment(nodeFiles, `${journal}/${name}`)) {
      const { sequence } = head
      if (sequence !== appended + 1)
        throw new OperateError(`the journal begins with frame ${sequence}: bring its archive back`)
      const outcome = await log.append(bytes.slice(), hex(chainOf(bytes)), appended)
      if (outcome === 'deposed') throw new OperateError('somebody else writes to these streams')
      appended = sequence
    }
  return appended
}
