// What the edges of a venue share, where there is a Redis for it.
import { connectRedis } from '../../adapters/redis/index.js'
import { consoleReporter as log } from '../../adapters/reporter.js'
import { systemTimers as timers } from '../../adapters/system.js'
import type { SharedState } from '../../ports.js'
import type { Endings } from './endings.js'

/** Resolves when Redis answers or has had its time. @throws Error where it refuses us */
export async function connectShared(
  endings: Endings,
  url: string | undefined,
  uuid: Uint8Array,
): Promise<SharedState | undefined> {
  if (url === undefined) return undefined
  const edge = Buffer.from(uuid).toString('hex')
  const redis = await connectRedis({ url, prefix: 'openbell:', edge, timers, log })
  endings.add(() => redis.close())
  return redis
}
