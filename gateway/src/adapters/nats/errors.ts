// What NATS and JetStream say when they refuse: codes to decide by, and one line for people.
import { ErrorCode, NatsError } from 'nats'

/** The stream ends elsewhere than the publisher expected. */
export const wrongLastSequence = 10071
/** `discard: new` has refused a message. */
const streamFull = 10077
/** The account's, a server's own, and the servers' disks have no room for what was asked. */
const noRoom = [10002, 10023, 10047]
/** No server can take a stream; the words say why. */
const noPeers = 10005
export const streamNotFound = 10059
export const streamNameInUse = 10058
export const replicasNeedCluster = 10074
export const noMessageFound = 10037
/** The message is larger than the stream takes. */
const messageTooLarge = 10054
const streamMismatch = 10060

/** JetStream's own number for an error, where it is one. */
export const apiCode = (error: unknown): number | undefined =>
  error instanceof NatsError ? error.api_error?.err_code : undefined

export const natsCode = (error: unknown): string | undefined =>
  error instanceof NatsError ? error.code : undefined

/** Whether there is no room: in a stream, or on the servers for another one. */
export function isFull(error: unknown): boolean {
  const code = apiCode(error) ?? 0
  return (
    code === streamFull || noRoom.includes(code) || (code === noPeers && /storage/.test(`${error}`))
  )
}

/** What an operator does then. */
export const howToMakeRoom =
  'raise the max_bytes of a stream that is full (nats stream edit), or make room on the servers ' +
  '(openbell prune --streams --delete)'

/** Whether nothing is known of what became of a request; it may have been carried out. */
export const isUnanswered = (error: unknown): boolean =>
  natsCode(error) === ErrorCode.Timeout ||
  natsCode(error) === ErrorCode.NoResponders ||
  natsCode(error) === ErrorCode.Disconnect

/** Whether repeating the same request can never help. */
export const isFinal = (error: unknown): boolean =>
  apiCode(error) === messageTooLarge ||
  apiCode(error) === streamMismatch ||
  natsCode(error) === ErrorCode.MaxPayloadExceeded ||
  natsCode(error) === ErrorCode.BadPayload

/** Whether it is the servers or what their streams hold that an error tells of. */
export const isOfStreams = (error: unknown): boolean =>
  error instanceof NatsError || error instanceof StreamError

/** One line; a code that NATS leaves without words gets some. */
export function errorText(error: unknown): string {
  if (error instanceof NatsError && error.api_error) return error.api_error.description
  if (natsCode(error) === ErrorCode.NoResponders) return 'JetStream does not answer there'
  if (natsCode(error) === ErrorCode.Timeout) return 'no answer in time'
  return error instanceof Error ? (error.message.split('\n')[0] ?? error.name) : String(error)
}

class StreamError extends Error {}

/** What a stream holds cannot be trusted or read; the message names the stream and the sequence. */
export class StreamDamagedError extends StreamError {
  override name = 'StreamDamagedError'
  constructor(stream: string, sequence: number, fault: string) {
    super(
      `stream ${stream}, message ${sequence}: ${fault}. Nothing was taken from it; compare it with ` +
        'the journal folders of the leader and the standbys before anything is started again',
    )
  }
}

/** A stream that exists cannot be used as it is; the message names the difference. */
export class StreamRefusedError extends StreamError {
  override name = 'StreamRefusedError'
}

/** The stream does not hold what it must have held already: a server may be catching up, or have lost it. */
export class StreamBehindError extends StreamError {
  override name = 'StreamBehindError'
}
