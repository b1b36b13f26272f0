// Collects the lives of the orders that are asked for, frame by frame.
import {
  commandNames,
  commandSizes,
  forEachRecord,
  limits,
  OrderAccepted,
  OrderListAccepted,
  Outcome,
  OutcomeStatus,
  PlaceOrder,
  PlaceSpecialOrder,
  ReplaceOrder,
  readU64,
  rejectNames,
  SpecialOrderAccepted,
} from '@openbell/protocol'
import type { AppliedFrame } from '../second-core.js'
import { listEnd, type Told, tellerOf } from './steps.js'
import { Units } from './units.js'
import { timeText } from './words.js'

/** By its id, which an account may narrow; or by what its account called it. */
export type OrderNamed =
  | { readonly orderId: number; readonly account?: number }
  | { readonly clientOrderId: string; readonly account: number }

export interface Step extends Told {
  readonly sequence: number
  /** Of the command in its frame; null where no command of that frame asked for it. */
  readonly commandIndex: number | null
  readonly time: string
  /** Who did it, in words. */
  readonly by: string
}

export interface Life {
  readonly orderId: number
  readonly account: number
  readonly symbol: string
  readonly clientOrderId: string
  readonly steps: Step[]
}

/** An order that never was. */
export interface Refusal {
  readonly sequence: number
  readonly commandIndex: number
  readonly time: string
  readonly by: string
  /** The rule that it broke. */
  readonly reject: string
}

const placing = [PlaceOrder, PlaceSpecialOrder, ReplaceOrder]
const accepting = [OrderAccepted, SpecialOrderAccepted]
const indexOffset = Outcome.offset.commandIndex

export class OrderLives {
  readonly lives: Life[] = []
  readonly refusals: Refusal[] = []
  private readonly units = new Units()
  private readonly lists = new Map<number, Life>()

  constructor(private readonly named: OrderNamed) {}

  /** Takes every frame in order. */
  see({ events, commands }: AppliedFrame): void {
    const asked = this.indexesOfAsked(commands)
    const context = { events, commands }
    for (const part of events.parts)
      forEachRecord(part, (kind, view, at) => {
        this.units.see(kind, view, at)
        this.begin(kind, view, at)
        this.follow(kind, view, at, context)
        if (kind === Outcome.kind) this.noteRefusal(view, at, asked, context)
      })
  }

  private begin(kind: number, view: DataView, at: number): void {
    const shape = accepting.find((one) => one.kind === kind)
    if (!shape) return
    const { orderId, account, clientOrderId, market } = shape.read(view, at)
    const { named } = this
    const isMeant =
      'orderId' in named
        ? named.orderId === orderId && (named.account ?? account) === account
        : named.clientOrderId === clientOrderId && named.account === account
    const symbol = this.units.symbol(market)
    if (isMeant) this.lives.push({ orderId, account, symbol, clientOrderId, steps: [] })
  }

  private follow(kind: number, view: DataView, at: number, frame: AppliedFrame): void {
    if (this.lives.length === 0) return
    if (kind === listEnd.kind) {
      const life = this.lists.get(listEnd.listId(view, at))
      if (life) life.steps.push(this.step(listEnd.told(view, at), view, at, frame))
      return
    }
    const teller = tellerOf(kind)
    if (!teller) return
    for (const orderId of new Set(teller.orders(view, at))) {
      const life = this.lives.find((one) => one.orderId === orderId)
      if (!life) continue
      life.steps.push(this.step(teller.tell(view, at, orderId, this.units), view, at, frame))
      if (kind === OrderListAccepted.kind)
        this.lists.set(OrderListAccepted.read(view, at).listId, life)
    }
  }

  private step(told: Told, view: DataView, at: number, { events, commands }: AppliedFrame): Step {
    const index = view.getUint32(at + indexOffset, true)
    const { sequence, timestampUs } = events
    const isOfCommand = index < limits.commandIndexOwn && index < limits.commandIndexResumed
    const commandIndex = isOfCommand ? index : null
    return {
      sequence,
      commandIndex,
      time: timeText(timestampUs),
      by: byWhom(index, commands),
      ...told,
    }
  }

  /** Which commands of a frame want to place an order by the name that is asked for. */
  private indexesOfAsked(commands: Uint8Array): Set<number> {
    const asked = new Set<number>()
    const { named } = this
    if ('orderId' in named) return asked
    let index = 0
    forEachRecord(
      commands,
      (kind, view, at) => {
        const shape = placing.find((one) => one.kind === kind)
        const command = shape?.read(view, at)
        if (command?.account === named.account && command.clientOrderId === named.clientOrderId)
          asked.add(index)
        index++
      },
      commandSizes,
    )
    return asked
  }

  private noteRefusal(
    view: DataView,
    at: number,
    asked: ReadonlySet<number>,
    { events, commands }: AppliedFrame,
  ): void {
    const commandIndex = view.getUint32(at + indexOffset, true)
    const { status, reject } = Outcome.read(view, at)
    if (!asked.has(commandIndex) || status !== OutcomeStatus.rejected) return
    const { sequence, timestampUs } = events
    this.refusals.push({
      sequence,
      commandIndex,
      time: timeText(timestampUs),
      by: byWhom(commandIndex, commands),
      reject: rejectNames[reject] ?? String(reject),
    })
  }
}

/** The command with this index in its frame, and who sent it. */
function byWhom(wanted: number, commands: Uint8Array): string {
  if (wanted === limits.commandIndexOwn) return 'the core itself: a trigger, a timer or an auction'
  if (wanted === limits.commandIndexResumed) return 'a command of an earlier frame, gone on with'
  let index = 0
  let found = 'a command'
  const visit = (kind: number, view: DataView, at: number) => {
    if (index++ !== wanted) return
    const { offset } = PlaceOrder
    const account = view.getUint32(at + offset.account, true)
    const session = view.getUint32(at + offset.session, true)
    const laneSequence = readU64(view, at + offset.laneSequence)
    const who = account === 0 ? 'the house' : `account ${account}`
    found = `${commandNames[kind]} of ${who}, edge session ${session}, lane sequence ${laneSequence}`
  }
  forEachRecord(commands, visit, commandSizes)
  return found
}
