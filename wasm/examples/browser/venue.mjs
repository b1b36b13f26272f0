// The small flow as a venue on the page: frames come one by one, and the reader's orders between them.
import {
  CancelAllOrders,
  CloseReason,
  CommandBatch,
  Engine,
  EventCursor,
  limitOrder,
  limits,
  Outcome,
  OutcomeStatus,
  PlaceOrder,
  rejectNames,
  Side,
  Trade,
} from '@openbell/engine'
import { capacities, flowFrames, plan } from '../flow.mjs'

/** The last account of the plan, which does not trade in the flow. */
const me = limits.accountUserMin + plan.accounts - 1
const tradesShown = 10

export class Venue {
  /** The last first. */
  trades = []
  /** Of the reader's last command. */
  answer = ''
  lastPriceTicks = 10_000
  #frames
  #batch = new CommandBatch()
  #events = new EventCursor()

  constructor(module) {
    this.engine = new Engine(module, capacities)
    this.#frames = flowFrames(module)
    this.step()
  }

  get isOver() {
    return this.#frames.length === 0
  }

  /** The next frame of the flow. */
  step() {
    const { timestampUs, commands } = this.#frames.shift()
    this.#apply(timestampUs, commands)
  }

  place(side, priceTicks, quantityLots) {
    this.#batch.add(PlaceOrder, { ...limitOrder, account: me, side, priceTicks, quantityLots })
    this.#applyMine()
  }

  cancelMine() {
    this.#batch.add(CancelAllOrders, {
      account: me,
      allMarkets: 1,
      sides: 0,
      reason: CloseReason.cancelledByOwner,
      connection: 0,
      connectionSession: 0,
      listId: 0,
    })
    this.#applyMine()
  }

  /** Lots at prices around the touch, the highest price first. */
  ladder(rowCount) {
    const { engine } = this
    const middle = engine.bestAsk(0) ?? engine.bestBid(0) ?? this.lastPriceTicks
    return Array.from({ length: rowCount }, (_, row) => {
      const priceTicks = middle + (rowCount >> 1) - row - 1
      const at = (side) => engine.depthAt(0, side, priceTicks)
      return { priceTicks, buyLots: at(Side.buy), sellLots: at(Side.sell) }
    })
  }

  /** Units of 10^-8 BTC and of 10^-4 USD. */
  get balances() {
    return { btc: this.engine.balance(me, 0), usd: this.engine.balance(me, 1) }
  }

  #applyMine() {
    this.answer = 'Done.'
    this.#apply(this.engine.timestampUs, this.#batch.take(), true)
  }

  #apply(timestampUs, commands, isMine = false) {
    const { engine } = this
    engine.apply(engine.sequence + 1, timestampUs, commands, (bytes) => {
      const events = this.#events
      for (events.open(bytes); events.hasNext; ) {
        const kind = events.next()
        if (kind === Trade.kind) this.#noteTrade(events)
        else if (isMine && kind === Outcome.kind) this.#noteOutcome(events)
      }
    })
  }

  #noteTrade(events) {
    const { priceTicks, quantityLots, flags } = events.read(Trade)
    this.lastPriceTicks = priceTicks
    this.trades.unshift({ priceTicks, quantityLots, isSell: (flags & 1) === 1 })
    this.trades.length = Math.min(this.trades.length, tradesShown)
  }

  #noteOutcome(events) {
    const { status, reject } = events.read(Outcome)
    if (status === OutcomeStatus.rejected) this.answer = `Refused: ${rejectNames[reject]}`
  }
}
