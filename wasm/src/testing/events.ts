// Draws events as lines that a trader can read.
//
// What the core does of itself (a timer, a trigger) begins with `~`, what finishes a command of an
// earlier frame with `+`, and what answers another command than the frame's first with its number.
import * as protocol from '@openbell/protocol'
import { accountDrawers } from './events-of-accounts.js'
import { marketDrawers } from './events-of-markets.js'
import { orderDrawers } from './events-of-orders.js'
import { type Drawer, type Names, name } from './names.js'

const outcome: Drawer = (view, at) => {
  const event = protocol.Outcome.read(view, at)
  if (event.status === protocol.OutcomeStatus.rejected)
    return `rejected: ${name(protocol.rejectNames, event.reject)}`
  return `${name(protocol.outcomeStatusNames, event.status)} ${event.result}`
}

const drawers: Record<number, Drawer> = {
  [protocol.Outcome.kind]: outcome,
  ...marketDrawers,
  ...accountDrawers,
  ...orderDrawers,
}

function whose(commandIndex: number): string {
  if (commandIndex === protocol.limits.commandIndexOwn) return '~ '
  if (commandIndex === protocol.limits.commandIndexResumed) return '+ '
  return commandIndex === 0 ? '' : `${commandIndex + 1}: `
}

/** One line an event. @throws Error on a record that the protocol does not know. */
export function drawEvents(events: Uint8Array, names: Names): string[] {
  const view = new DataView(events.buffer, events.byteOffset, events.length)
  const lines: string[] = []
  for (let at = 0; at < events.length; at += view.getUint16(at + 2, true)) {
    const draw = drawers[view.getUint8(at)]
    if (!draw || protocol.eventSizes[view.getUint8(at)] !== view.getUint16(at + 2, true))
      throw new Error(`no event at ${at}`)
    lines.push(whose(view.getUint32(at + 4, true)) + draw(view, at, names))
  }
  return lines
}
