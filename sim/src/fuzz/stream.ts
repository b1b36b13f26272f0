// What is sent to both cores: frames of commands with their times.

export interface FuzzFrame {
  readonly timestampUs: number
  readonly isEpoch: boolean
  readonly commands: readonly Uint8Array[]
}

const head = { lane: 0, session: 0, laneSequence: 0, deadlineMs: 0, account: 0, market: 0 }

interface Layout<Command> {
  readonly sizeBytes: number
  write(view: DataView, at: number, command: Command): void
}

/** The bytes of one command; what is not given of its head is zero. */
export function encode<Command extends typeof head>(
  layout: Layout<Command>,
  command: Omit<Command, keyof typeof head> & Partial<typeof head>,
): Uint8Array {
  const bytes = new Uint8Array(layout.sizeBytes)
  layout.write(new DataView(bytes.buffer), 0, { ...head, ...command } as unknown as Command)
  return bytes
}

/** The payload of a frame. */
export function join(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}
