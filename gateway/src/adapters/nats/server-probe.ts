// Whether a NATS server may lose what it acknowledged: asked on its monitoring port, judged by a table.
import { limits } from '@openbell/protocol'
import { z } from 'zod'
import { messageBytesMax } from './streams.js'

/** What one server says of itself. */
export interface ServerReport {
  readonly id: string
  /** Such as 2.10.27. */
  readonly version: string
  /** Whether a message is on the disk before it is acknowledged. */
  readonly syncAlways: boolean
  readonly hasJetStream: boolean
  /** Servers of its cluster that keep streams; 1 where it is alone. */
  readonly clusterSize: number
  readonly maxPayloadBytes: number
  /** That its streams may take of its disk, all together. */
  readonly storeBytesMax: number
}

export interface Verdict {
  /** Sentences; with one, nothing may be started. */
  readonly refusals: readonly string[]
  /** Sentences for an operator, where it is started all the same. */
  readonly warnings: readonly string[]
}

export interface Situation {
  readonly isProduction: boolean
  /** The server that the connection led to, as it calls itself. */
  readonly connectedId?: string
  /** That the streams of this exchange may take; 0 where it is the concern of another process. */
  readonly streamsBytesMax?: number
}

/** What the servers that were asked said. */
export interface Probe {
  readonly reports: readonly ServerReport[]
  /** One sentence for each that cannot be asked. */
  readonly silent: readonly string[]
}

const timeoutMs = 3_000
const answerBytesMax = 4 * 1024 * 1024
/** Older ones lack what the streams are built with. */
const versionMin = '2.9.0'
/** Below, a kill could make a stream vanish. */
const singleVersionMin = '2.10.23'
/** Below, a cluster could lose acknowledged messages when its members change. */
const clusterVersionMin = '2.12.3'

/** The oldest that loses nothing of what it acknowledged, in a cluster of so many servers. */
export const safeVersion = (clusterSize: number): string =>
  clusterSize > 1 ? clusterVersionMin : singleVersionMin

const varz = z.object({
  server_id: z.string(),
  version: z.string().regex(/^\d+\.\d+\.\d+/),
  max_payload: z.number(),
})
const jsz = z.object({
  disabled: z.boolean().optional(),
  config: z
    .object({ sync_always: z.boolean().optional(), max_storage: z.number().optional() })
    .optional(),
  meta_cluster: z.object({ cluster_size: z.number().optional() }).optional(),
})

/**
 * Asks every server; one that is down keeps nobody from hearing the others.
 * @param monitorUrls http://host:8222, several separated by commas
 */
export async function probeServers(monitorUrls: string): Promise<Probe> {
  const urls = monitorUrls.split(',').map((url) => url.trim().replace(/\/$/, ''))
  const answers = await Promise.all(urls.map(probeServer))
  return {
    reports: answers.filter((answer) => typeof answer !== 'string'),
    silent: answers.filter((answer) => typeof answer === 'string'),
  }
}

/** What it says of itself; a sentence where it cannot be asked. */
async function probeServer(url: string): Promise<ServerReport | string> {
  try {
    const server = await ask(url, '/varz', varz)
    const streams = await ask(url, '/jsz?config=1', jsz)
    return {
      id: server.server_id,
      version: server.version,
      syncAlways: streams.config?.sync_always === true,
      hasJetStream: streams.disabled !== true && streams.config !== undefined,
      clusterSize: Math.max(1, streams.meta_cluster?.cluster_size ?? 1),
      maxPayloadBytes: server.max_payload,
      storeBytesMax: streams.config?.max_storage ?? 0,
    }
  } catch (error) {
    const fault = error instanceof z.ZodError ? 'it does not answer as NATS does' : String(error)
    return (
      `The monitoring port of NATS at ${url} cannot be asked (${fault}): bring the server back, or ` +
      'set http_port in its configuration, and NATS_MONITOR_URL to its address.'
    )
  }
}

async function ask<Shape extends z.ZodType>(
  url: string,
  path: string,
  shape: Shape,
): Promise<z.infer<Shape>> {
  const answer = await fetch(url + path, { signal: AbortSignal.timeout(timeoutMs) })
  const text = await textOf(answer)
  if (!answer.ok) throw new Error(`it answers ${answer.status}`)
  return shape.parse(JSON.parse(text))
}

/** @throws Error where it is longer than what NATS says */
async function textOf(answer: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  for await (const chunk of answer.body ?? []) {
    sizeBytes += chunk.length
    if (sizeBytes > answerBytesMax) throw new Error(`it answers more than ${answerBytesMax} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

/**
 * What may not be, and what only production may not have. A server that is down is only warned of, as
 * long as most of those that are named answer.
 */
export function judgeServers(probe: Probe, situation: Situation): Verdict {
  const { reports, silent } = probe
  const hard = reports.flatMap(unusable)
  const soft = [
    ...reports.flatMap(lossy),
    ...minority(probe),
    ...strangers(probe, situation),
    ...narrow(probe, situation),
  ]
  const { isProduction } = situation
  return {
    refusals: isProduction ? [...hard, ...soft] : hard,
    warnings: isProduction ? silent : [...soft, ...silent],
  }
}

function minority({ reports, silent }: Probe): string[] {
  if (reports.length > silent.length) return []
  const named = reports.length + silent.length
  return [`Of the ${named} servers that NATS_MONITOR_URL names ${reports.length} can be asked.`]
}

function unusable({ version, hasJetStream, maxPayloadBytes }: ServerReport): string[] {
  const faults: string[] = []
  if (isBelow(version, versionMin))
    faults.push(`NATS ${version} is too old: ${versionMin} or newer is needed.`)
  if (!hasJetStream)
    faults.push(`NATS ${version} runs without JetStream: add jetstream {} to its configuration.`)
  if (maxPayloadBytes < messageBytesMax)
    faults.push(
      `NATS takes messages of ${maxPayloadBytes} bytes, and a frame has up to ` +
        `${limits.framePayloadBytesMax} besides its head: set max_payload to 1MB.`,
    )
  return faults
}

function lossy({ version, syncAlways, clusterSize }: ServerReport): string[] {
  const faults: string[] = []
  const wanted = safeVersion(clusterSize)
  const where = clusterSize > 1 ? 'in a cluster' : 'alone'
  if (isBelow(version, wanted))
    faults.push(
      `NATS ${version} ${where} may lose what it acknowledged: install ${wanted} or newer.`,
    )
  if (!syncAlways)
    faults.push(
      `NATS ${version} acknowledges before the disk has the bytes, and loses them with the power: ` +
        'set sync_interval: always in its jetstream block (known from 2.10 on).',
    )
  return faults
}

function strangers({ reports, silent }: Probe, { connectedId }: Situation): string[] {
  const faults: string[] = []
  const ids = new Set(reports.map(({ id }) => id))
  if (connectedId !== undefined && !ids.has(connectedId))
    faults.push(
      'The server that NATS_URL leads to is none of those that answer at NATS_MONITOR_URL: name its own.',
    )
  const named = ids.size + silent.length
  const size = Math.max(0, ...reports.map(({ clusterSize }) => clusterSize))
  if (named < size)
    faults.push(
      `NATS_MONITOR_URL names ${named} of the ${size} servers of the cluster: name all, with commas.`,
    )
  return faults
}

/** A generation that the servers have no room for would stop the exchange on the day of its roll. */
function narrow({ reports }: Probe, { streamsBytesMax = 0 }: Situation): string[] {
  const storeBytesMax = Math.min(...reports.map((report) => report.storeBytesMax))
  if (streamsBytesMax <= storeBytesMax) return []
  const [wanted, given] = [streamsBytesMax, storeBytesMax].map(inGibibytes)
  return [
    `The streams take up to ${wanted} GiB when they roll, and NATS may store ${given} GiB: raise ` +
      'max_file_store, or lower OPENBELL_JOURNAL_GIB, OPENBELL_EVENTS_GIB or OPENBELL_GENERATIONS_KEPT.',
  ]
}

const inGibibytes = (bytes: number): number => Math.floor(bytes / 1024 ** 3)

/** Of versions such as 2.10.27. */
export function isBelow(version: string, wanted: string): boolean {
  const [mine, theirs] = [version, wanted].map((text) => text.split('.').map(Number.parseFloat))
  for (let at = 0; at < 3; at++) {
    const difference = (mine?.[at] ?? 0) - (theirs?.[at] ?? 0)
    if (difference !== 0) return difference < 0
  }
  return false
}
