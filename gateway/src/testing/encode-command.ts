// The bytes of a command of session 0, for tests that feed the core without a link.
import type { CommandBody, CommandShape } from '../ports.js'

export function encodeCommand<Fields>(
  shape: CommandShape<Fields>,
  head: { account?: number; market?: number },
  body: CommandBody<Fields>,
): Uint8Array {
  const bytes = new Uint8Array(shape.sizeBytes)
  const rest = { lane: 0, session: 0, laneSequence: 0, deadlineMs: 0, account: 0, market: 0 }
  shape.write(new DataView(bytes.buffer), 0, { ...rest, ...head, ...body } as unknown as Fields)
  return bytes
}
