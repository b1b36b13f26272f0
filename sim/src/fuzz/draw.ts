// Draws records as lines of text, so that two streams can be compared by eye.
import * as protocol from '@openbell/protocol'

interface Layout {
  readonly kind: number
  readonly sizeBytes: number
  readonly offset: Record<string, number>
  read(view: DataView, at: number): object
}

const isLayout = (one: unknown): one is Layout =>
  typeof one === 'object' && one !== null && 'kind' in one && 'read' in one && 'offset' in one

/** Layouts by kind, of the records that have a field in their heads. */
const layoutsWith = (field: string): Map<number, readonly [string, Layout]> =>
  new Map(
    Object.entries(protocol).flatMap(([name, one]) =>
      isLayout(one) && field in one.offset ? [[one.kind, [name, one]] as const] : [],
    ),
  )

const events = layoutsWith('commandIndex')
const commands = layoutsWith('deadlineMs')

const drawField = ([name, value]: readonly [string, unknown]): string =>
  `${name}=${value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value}`

function draw(known: readonly [string, Layout] | undefined, bytes: Uint8Array): string {
  if (!known) return `? ${Buffer.from(bytes).toString('hex')}`
  const [name, layout] = known
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const fields = Object.entries(layout.read(view, 0)).filter(
    ([, value]) => value !== 0 && value !== 0n && value !== '' && value !== undefined,
  )
  return [name, ...fields.map(drawField)].join(' ')
}

/** Fields that are zero or empty are left out; numbers of enumerations stay numbers. */
export function drawEvent(bytes: Uint8Array): string {
  const line = draw(events.get(bytes[0]), bytes)
  if (bytes[0] !== protocol.Outcome.kind) return line
  const { reject } = protocol.Outcome.read(new DataView(bytes.buffer, bytes.byteOffset), 0)
  return reject === 0 ? line : `${line} (${protocol.rejectNames[reject] ?? 'unknown'})`
}

export function drawCommand(bytes: Uint8Array): string {
  const known = commands.get(bytes[0])
  const isWhole = known !== undefined && bytes.length >= known[1].sizeBytes
  return draw(isWhole ? known : undefined, bytes)
}

/** The records of a stream of events. */
export function splitEvents(bytes: Uint8Array): Uint8Array[] {
  const parts: Uint8Array[] = []
  for (let at = 0; at < bytes.length; ) {
    const sizeBytes = bytes[at + 2] | (bytes[at + 3] << 8)
    parts.push(bytes.subarray(at, at + Math.max(sizeBytes, 4)))
    at += Math.max(sizeBytes, 4)
  }
  return parts
}
