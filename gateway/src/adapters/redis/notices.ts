// What one edge tells the others, over publish and subscribe; messages are read as from a stranger.
import type { Redis } from 'ioredis'
import { z } from 'zod'
import type { Notice } from '../../ports.js'

const name = z.string().min(1).max(256)
const message = z.strictObject({
  from: name,
  notice: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('sessionRevoked'),
      id: name,
      expiresSeconds: z.int().positive(),
    }),
    z.strictObject({ kind: z.literal('keyChanged'), id: name }),
    z.strictObject({ kind: z.literal('banned'), caller: name, untilMs: z.int().positive() }),
  ]),
})

export const encodeNotice = (from: string, notice: Notice): string =>
  JSON.stringify({ from, notice })

/** The notice of another edge; undefined for our own, and for what is none. */
export function decodeNotice(text: string, self: string): Notice | undefined {
  try {
    const parsed = message.safeParse(JSON.parse(text))
    return parsed.success && parsed.data.from !== self ? parsed.data.notice : undefined
  } catch {
    return undefined
  }
}

/** Listens from each connection's first moment on. */
export function listen(
  subscriber: Redis,
  channel: string,
  onMessage: (text: string) => void,
  onResumed: () => void,
): void {
  subscriber.on('message', (_, text: string) => onMessage(text))
  subscriber.on('ready', () => {
    // Where this fails, the connection has gone again, and the next one will do it.
    subscriber.subscribe(channel).then(onResumed, () => undefined)
  })
}
