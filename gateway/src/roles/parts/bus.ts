// The connection of a role's main thread to NATS, whose servers are asked what they are.
import { connectNats, type NatsClient } from '../../adapters/nats/connect.js'
import { judgeServers, probeServers } from '../../adapters/nats/server-probe.js'
import { consoleReporter as log } from '../../adapters/reporter.js'
import type { ClusterSettings } from '../../config.js'
import type { Place } from './role.js'

export interface Bus {
  readonly client: NatsClient
  /** Ends what uses the connection, before it is closed. */
  readonly signal: AbortSignal
}

/** What the streams take when they roll: of both one generation more than always stays. */
export const streamsBytesMax = ({ streams, generationsKept }: ClusterSettings): number =>
  (generationsKept + 1) * (streams.journalBytesMax + streams.eventsBytesMax)

/**
 * @param bytesMax that this process may make the servers store
 * @throws Error where, in production, a server may lose what it acknowledged, or has no room
 */
export async function connectBus(
  { process, endings, watch }: Place,
  { natsUrl, natsMonitorUrls }: ClusterSettings,
  isProduction: boolean,
  bytesMax = 0,
): Promise<Bus> {
  const client = await connectNats(natsUrl, { name: 'openbell', log, signal: process.ending })
  endings.add(() => client.close())
  watch.add({ nats: () => (client.isConnected ? 'up' : 'down') })
  const ending = new AbortController()
  endings.add(() => ending.abort(new Error('the process ends')))
  if (natsMonitorUrls) {
    const connectedId = client.connection.info?.server_id
    const situation = {
      isProduction,
      streamsBytesMax: bytesMax,
      ...(connectedId ? { connectedId } : {}),
    }
    const { refusals, warnings } = judgeServers(await probeServers(natsMonitorUrls), situation)
    for (const warning of warnings) log.warn(warning)
    if (refusals.length > 0) throw new Error(refusals.join(' '))
  }
  return { client, signal: ending.signal }
}
