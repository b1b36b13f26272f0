// The id of the exchange whose journal the streams hold: whoever comes first gives it, once for all.
import type { Reporter } from '../../ports.js'
import { untilDone } from './backoff.js'
import { Bucket } from './bucket.js'
import type { NatsClient } from './connect.js'
import { errorText, isUnanswered } from './errors.js'
import type { StreamSettings } from './streams.js'

const idBytes = 16
const timeoutMs = 5_000
/** What has had no answer for so long is not asked again. */
const patienceMs = 60_000

export interface AgreeOptions {
  readonly log: Reporter
  /** Ends the asking. */
  readonly signal: AbortSignal
}

/**
 * The id that all processes of these streams share; `proposed` where nobody had given one. Where an
 * answer is lost it asks again, for a minute: the first proposal holds, whoever heard of it.
 * @throws NatsError where the servers refuse, or do not answer for a minute; the signal's reason
 */
export function agreeOnExchange(
  client: NatsClient,
  settings: StreamSettings,
  proposed: Uint8Array,
  { log, signal }: AgreeOptions,
): Promise<Uint8Array> {
  const endMs = performance.now() + patienceMs
  const bucket = new Bucket(client, settings, 'exchange', { timeoutMs })
  return untilDone(
    signal,
    () => propose(bucket, proposed),
    (error) => log.warn(`the id of the exchange: ${errorText(error)}`),
    (error) => !isUnanswered(error) || performance.now() >= endMs,
  )
}

async function propose(bucket: Bucket, proposed: Uint8Array): Promise<Uint8Array> {
  const entries = await bucket.open()
  try {
    await entries.create('id', proposed)
    return proposed
  } catch (error) {
    const known = await entries.get('id')
    if (known?.value.length === idBytes) return known.value
    throw error
  }
}
