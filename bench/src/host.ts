// `npm run bench -- host`: what a host pays a message besides the core: putting orders into a batch,
// and reading every event again, field by field; no object a message either way.
import { beginVenue, compileEngine, Engine } from '@openbell/engine'
import { parseOptions } from '@openbell/gateway/operate/options.js'
import { CommandBatch } from '@openbell/protocol'
import {
  decodeEvents,
  encodeFlow,
  type HostFlow,
  type HostTally,
  hostPlan,
  makeHostFlow,
} from './host-flow.js'
import { countOption } from './options.js'
import { type Spread, spreadOf } from './statistics.js'

const defaultBatches = [1, 16, 256, 4_096]
/** The largest that one frame takes, of plain orders. */
const batchMax = 5_000
const defaultMessages = 131_072

export interface HostFigures {
  readonly batch: number
  readonly messages: number
  readonly events: number
  /** Nanoseconds a message. */
  readonly encode: Spread
  /** Nanoseconds an event. */
  readonly decode: Spread
  /** Nanoseconds a message, of `apply` alone. */
  readonly apply: Spread
  /** Nanoseconds a message, of all three together. */
  readonly together: Spread
}

/** Nanoseconds of some work. */
function timed(work: () => void): number {
  const startedMs = performance.now()
  work()
  return (performance.now() - startedMs) * 1e6
}

function freshCore(): Engine {
  const core = new Engine(compileEngine())
  beginVenue(core, hostPlan)
  return core
}

/** One trial of the four measurements, in nanoseconds. */
function trial(flow: HostFlow, batch: number) {
  const starts = Array.from({ length: Math.ceil(flow.count / batch) }, (_, at) => at * batch)
  const commands = new CommandBatch()
  const encoded = (from: number): Uint8Array => {
    encodeFlow(commands, flow, from, Math.min(from + batch, flow.count))
    return commands.take()
  }
  const encode = timed(() => {
    for (const from of starts) encoded(from)
  })

  const frames = starts.map((from) => encoded(from).slice())
  const parts: Uint8Array[] = []
  const core = freshCore()
  for (const frame of frames)
    core.apply(core.sequence + 1, 0, frame, (events) => parts.push(events.slice()))
  const tally: HostTally = { events: 0, sum: 0 }
  const decode = timed(() => {
    for (const part of parts) decodeEvents(part, tally)
  })

  const alone = freshCore()
  const apply = timed(() => {
    for (let index = 0; index < frames.length; index++)
      alone.apply(index + 2, 0, frames[index], () => undefined)
  })

  const whole = freshCore()
  const seen: HostTally = { events: 0, sum: 0 }
  const together = timed(() => {
    for (let index = 0; index < starts.length; index++)
      whole.apply(index + 2, 0, encoded(starts[index]), (events) => decodeEvents(events, seen))
  })
  return { encode, decode, apply, together, tally: seen }
}

/** The first trial only warms the machine code. */
export function measureHost(batch: number, trials: number, flow: HostFlow): HostFigures {
  const { events } = trial(flow, batch).tally
  const each = Array.from({ length: trials }, () => trial(flow, batch))
  const perMessage = (part: 'encode' | 'apply' | 'together') =>
    spreadOf(each.map((times) => times[part] / flow.count))
  return {
    batch,
    messages: flow.count,
    events,
    encode: perMessage('encode'),
    decode: spreadOf(each.map(({ decode }) => decode / events)),
    apply: perMessage('apply'),
    together: perMessage('together'),
  }
}

export async function host(args: string[]): Promise<number> {
  const { values } = parseOptions({
    args,
    options: {
      batch: { type: 'string' },
      trials: { type: 'string', default: '9' },
      messages: { type: 'string', default: `${defaultMessages}` },
      json: { type: 'boolean', default: false },
    },
  })
  const trials = countOption('trials', values.trials, 1000)
  const flow = makeHostFlow(countOption('messages', values.messages, 10_000_000))
  const batches =
    values.batch === undefined ? defaultBatches : [countOption('batch', values.batch, batchMax)]
  const figures = batches.map((batch) => measureHost(batch, trials, flow))
  console.log(values.json ? JSON.stringify(figures) : textOf(figures, trials))
  return 0
}

function textOf(figures: readonly HostFigures[], trials: number): string {
  const cell = ({ median, min, max }: Spread) =>
    `${median.toFixed(1)} [${min.toFixed(1)} to ${max.toFixed(1)}]`.padEnd(24)
  const rows = figures.map(({ batch, encode, decode, apply, together }) =>
    [String(batch).padStart(5), ...[encode, decode, apply, together].map(cell)].join('  ').trim(),
  )
  const head = ['encode a message', 'decode an event', 'apply a message', 'all three']
  const [{ messages, events }] = figures
  return [
    `nanoseconds, median of ${trials}; ${messages} messages with ${events} events`,
    `batch  ${head.map((name) => name.padEnd(24)).join('  ')}`.trim(),
    ...rows,
  ].join('\n')
}
