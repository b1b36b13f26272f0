// The far end of a link as a test says: what an edge put, and the frames that answer it.
import {
  CancelOrder,
  Lane,
  OpenSession,
  Outcome,
  OutcomeStatus,
  PlaceOrder,
  Reject,
} from '@openbell/protocol'
import { LinkCommands } from '../edge/commands.js'
import type { CommandError, EventFrame, LinkEdge, RefusalListener } from '../ports.js'

export class ScriptedLink implements LinkEdge {
  readonly commands: { lane: Lane; bytes: Uint8Array }[] = []
  published = 0
  isFull = false
  refuse: RefusalListener = () => {}

  put(lane: Lane, command: Uint8Array): boolean {
    if (this.isFull) return false
    this.commands.push({ lane, bytes: command.slice() })
    return true
  }
  publish(): void {
    this.published++
  }
  onRefused(listener: RefusalListener): void {
    this.refuse = listener
  }
  last<Fields>(shape: { read(view: DataView, at: number): Fields }): Fields {
    const { bytes } = this.commands.at(-1) as { bytes: Uint8Array }
    return shape.read(new DataView(bytes.buffer), 0)
  }
}

export interface Writer<Fields> {
  readonly sizeBytes: number
  write(view: DataView, at: number, record: Fields): void
}

export function record<Fields>(shape: Writer<Fields>, fields: Fields): Uint8Array {
  const bytes = new Uint8Array(shape.sizeBytes)
  shape.write(new DataView(bytes.buffer), 0, fields)
  return bytes
}

export const outcome = (fields: Partial<Outcome>) =>
  record(Outcome, {
    flags: 0,
    commandIndex: 0,
    session: 7,
    lane: Lane.orders,
    status: OutcomeStatus.done,
    reject: Reject.none,
    laneSequence: 1,
    result: 0,
    ...fields,
  })

export const frame = (sequence: number, ...parts: Uint8Array[][]): EventFrame => ({
  sequence,
  epoch: 1,
  type: 1,
  timestampUs: sequence * 1000,
  commandCount: 1,
  chain: '0'.repeat(16),
  parts: parts.map((records) => new Uint8Array(Buffer.concat(records))),
})

export const plain = {
  priceTicks: 10,
  quantityLots: 5,
  side: 0,
  orderType: 0,
  timeInForce: 0,
  selfTradePrevention: 0,
}
export const place = (commands: LinkCommands, clientOrderId = '') =>
  commands.send(PlaceOrder, { account: 16, market: 2, deadlineMs: 99 }, { ...plain, clientOrderId })
export const cancel = (commands: LinkCommands) =>
  commands.send(
    CancelOrder,
    { account: 16, market: 2, deadlineMs: 0 },
    { orderId: 4, clientOrderId: '', restriction: 0 },
  )

/** The fault with which a promise was rejected. */
export const faultOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'answered',
    (error: CommandError) => error.fault,
  )

export const wallUs = 1_700_000_000_000_000

/** An edge with the session 7 at a link that a test plays; a distant one is linked with epoch 1. */
export async function scriptedWorld({ isDistant = false } = {}) {
  const link = new ScriptedLink()
  let nowUs = 0
  let sweep = () => {}
  let endedCount = 0
  const commands = new LinkCommands({
    link,
    isDistant,
    clock: { wallUs: () => wallUs, monotonicUs: () => nowUs },
    timers: {
      after: () => () => {},
      every: (_, run) => {
        sweep = run
        return () => {
          sweep = () => {}
        }
      },
    },
    edge: new Uint8Array(16).fill(9),
    answerTimeoutMs: 1000,
    onSessionEnded: () => endedCount++,
  })
  const opening = commands.open({ isOnly: true })
  if (isDistant) commands.onUp({ epoch: 1, heard: [0, 0] })
  const { laneSequence } = link.last(OpenSession)
  const opened = { session: 0, lane: Lane.cancels, laneSequence, result: 7 }
  commands.onFrame(frame(1, [outcome({ session: 0, laneSequence: 5, result: 3 })], []))
  commands.onFrame(frame(2, [outcome(opened)]))
  await opening
  const passMs = (ms: number) => {
    nowUs += ms * 1000
    sweep()
  }
  return { link, commands, passMs, ended: () => endedCount }
}
