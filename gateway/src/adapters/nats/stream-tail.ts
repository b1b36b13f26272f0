// The messages of one stream in order, none left out: a pull consumer that is made anew whenever it
// stalls, and a look at the stream itself whenever something does not come.
import { Backoff } from './backoff.js'
import type { NatsClient } from './connect.js'
import { errorText, isFinal, StreamBehindError, StreamDamagedError } from './errors.js'
import { PullConsumer, type PulledMessage } from './pull-consumer.js'
import type { Generation, StreamSet } from './streams.js'

export interface TailOptions {
  readonly client: NatsClient
  readonly streams: StreamSet
  readonly generation: Generation
  /** Of the stream; the first message that is given. */
  readonly sequence: number
  /** Ends it. */
  readonly signal: AbortSignal
  /** Told when something fails that is tried again, once until it is another thing. */
  readonly onTrouble: (message: string) => void
  /** Told whenever the stream is heard, be it that nothing has come. */
  readonly onSound?: () => void
}

/**
 * Gives the messages as they come, some at a time, without an end. What was given must have been used
 * before more is asked for, so that no more than one pull's bytes wait in memory.
 * @throws StreamDamagedError where the stream has lost a message; the signal's reason
 */
export async function* tailStream(options: TailOptions): AsyncGenerator<readonly PulledMessage[]> {
  const { client, streams, generation, signal, onTrouble, onSound } = options
  const { name } = generation
  let backoff = new Backoff(signal)
  let next = options.sequence
  let told = ''
  for (;;) {
    let consumer: PullConsumer | undefined
    let trouble: string
    try {
      await client.untilConnected(signal)
      await isStored(options, next)
      consumer = await PullConsumer.open(client.connection, streams.manager, name, next)
      do {
        for await (const messages of consumer.messages(signal)) {
          const whole = inOrder(messages, next)
          next += whole.length
          if (whole.length > 0) yield whole
          if (whole.length < messages.length) break
          backoff = new Backoff(signal)
          told = ''
          onSound?.()
        }
        signal.throwIfAborted()
      } while (consumer.isIdle && !(await isStored(options, next)))
      trouble = `reading ${name}: message ${next} does not come; asking for it anew`
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof StreamDamagedError || isFinal(error)) throw error
      trouble = `reading ${name} from message ${next} on: ${errorText(error)}`
    } finally {
      consumer?.close()
    }
    if (trouble !== told) onTrouble(trouble)
    told = trouble
    await backoff.wait()
  }
}

/** The messages up to the first gap. */
function inOrder(messages: readonly PulledMessage[], first: number): readonly PulledMessage[] {
  const gap = messages.findIndex(({ sequence }, index) => sequence !== first + index)
  return gap === -1 ? messages : messages.slice(0, gap)
}

/**
 * Looks at the slot itself: a server may pass over what it cannot read, without a word. False where the
 * stream has not come so far.
 * @throws StreamDamagedError where the stream counts the message and does not have it;
 *   StreamBehindError where it ends before what was read already
 */
async function isStored(options: TailOptions, sequence: number): Promise<boolean> {
  const { streams, generation } = options
  const info = await streams.info(generation)
  const last = info?.state.last_seq ?? 0
  if (last < sequence - 1)
    throw new StreamBehindError(`message ${sequence - 1} was there, and now ${last} is the last`)
  if (last < sequence) return false
  await streams.stored(generation, sequence)
  return true
}
