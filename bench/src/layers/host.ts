// What a host pays besides the core: putting orders into a batch, and reading every event again, field
// by field; no object a message either way.
import { beginVenue, compileEngine, defaultCapacities, Engine } from '@openbell/engine'
import { CommandBatch } from '@openbell/protocol'
import { ignore } from '../core-run.js'
import {
  decodeEvents,
  encodeFlow,
  type HostFlow,
  type HostTally,
  hostPlan,
  makeHostFlow,
} from './host-flow.js'
import type { Figures, Layer } from './layer.js'

/**
 * The largest first: V8 compiles the reading by what it has seen until then, and one that has only
 * seen messages one at a time leaves calls in it.
 */
const batches = [4_096, 256, 16, 1]
const messagesMax = 131_072
/** As many bytes of events as lie side by side, and the most that the core hands over at once. */
const sharedBytes = 64 * 1024
const roomBytes = defaultCapacities.outputBytes

export const host: Layer = {
  name: 'host',
  open: ({ orders }) => {
    const flow = makeHostFlow(Math.min(orders, messagesMax))
    return batches.map((batch) => ({
      workload: 'orders and cancels',
      batch,
      trial: () => timeHost(flow, batch),
    }))
  },
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

/**
 * The parts are read where they would lie, in the same memory each time and just written; so many
 * at once that the clock is no part of it.
 */
function timeDecode(parts: readonly Uint8Array[], tally: HostTally): number {
  const room = new Uint8Array(roomBytes)
  let decode = 0
  for (let index = 0; index < parts.length; ) {
    const views: Uint8Array[] = []
    let used = 0
    do {
      room.set(parts[index], used)
      views.push(room.subarray(used, used + parts[index].length))
      used += parts[index++].length
    } while (index < parts.length && used + parts[index].length <= sharedBytes)
    decode += timed(() => {
      for (const view of views) decodeEvents(view, tally)
    })
  }
  return decode
}

/** Each part by itself, and then all of them together. */
export function timeHost(flow: HostFlow, batch: number): Figures {
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
  const decode = timeDecode(parts, tally)

  const alone = freshCore()
  const apply = timed(() => {
    for (let index = 0; index < frames.length; index++)
      alone.apply(index + 2, 0, frames[index], ignore)
  })

  const whole = freshCore()
  const together = timed(() => {
    for (let index = 0; index < starts.length; index++)
      whole.apply(index + 2, 0, encoded(starts[index]), (events) => decodeEvents(events, tally))
  })
  const events = tally.events / 2
  return {
    'encode, ns a message': encode / flow.count,
    'decode, ns a message': decode / flow.count,
    'decode, ns an event': decode / events,
    'apply, ns a message': apply / flow.count,
    'all three, ns a message': together / flow.count,
  }
}
