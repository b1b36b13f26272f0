// The streams of a command: where they are is said by the settings, NATS_URL and OPENBELL_STREAM_PREFIX.
import { connectNats, type NatsClient } from '../adapters/nats/connect.js'
import { errorText, isOfStreams } from '../adapters/nats/errors.js'
import { consoleReporter } from '../adapters/reporter.js'
import { type ClusterSettings, readSettings } from '../config.js'
import type { Reporter } from '../ports.js'
import { OperateError } from './errors.js'

/** Of what the connection does, only what is wrong: a command's own words are its answer. */
export const quiet: Reporter = { ...consoleReporter, info: () => {} }

/** @throws OperateError where no streams are named, or their servers cannot be reached, are late or refuse */
export async function withBus<Result>(
  timeoutMs: number,
  work: (client: NatsClient, cluster: ClusterSettings) => Promise<Result>,
): Promise<Result> {
  // A command becomes no part of the exchange: it needs not what one must have in production.
  const { cluster } = readSettings({ ...process.env, ROLE: 'all', NODE_ENV: 'sandbox' })
  if (!cluster)
    throw new OperateError('NATS_URL is not set: where the journal is a file, there are no streams')
  const signal = AbortSignal.timeout(timeoutMs)
  const options = { name: 'openbell', log: quiet, signal }
  const client = await connectNats(cluster.natsUrl, options).catch((error) => {
    if (!signal.aborted) throw error
    throw new OperateError(`NATS cannot be reached within ${timeoutMs} ms`)
  })
  try {
    return await work(client, cluster)
  } catch (error) {
    throw isOfStreams(error) ? new OperateError(`NATS: ${errorText(error)}`) : error
  } finally {
    await client.close()
  }
}
