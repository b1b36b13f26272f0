// What came about while both cores were compared: a fact that never does was never compared.
import * as protocol from '@openbell/protocol'
import type { Venue } from '../reference/venue.js'
import type { Step } from './duel.js'
import type { FuzzFrame } from './stream.js'

const name = (names: readonly string[], number: number): string => names[number] ?? `${number}?`

interface KnownOrder {
  readonly type: string
  readonly side: string
  readonly iceberg: number
}

/** Counts facts of one seed. */
export class Coverage {
  readonly counts = new Map<string, number>()
  private readonly states = new Map<number, string>()
  private readonly orders = new Map<number, KnownOrder>()
  private readonly lists = new Map<number, string>()
  private readonly triggers = new Triggers()
  private last = ''
  private prices = new Set<number>()

  constructor(private readonly venue: Venue) {}

  note(fact: string): void {
    this.counts.set(fact, (this.counts.get(fact) ?? 0) + 1)
  }

  observe(frame: FuzzFrame, step: Step): void {
    if (frame.isEpoch) this.observeEpoch()
    this.observeEnds(frame, step)
    if (step.drained > 0) this.note('output drained')
    if (step.resumed > 0) this.note('frame resumed')
    if (step.source) this.note(`source: ${step.source}`)
    if (step.source && step.resumed > 0) this.note(`source: ${step.source} of work in parts`)
    protocol.forEachRecord(step.events, (kind, view, at) => this.observeEvent(kind, view, at))
  }

  /** Orders that the end of a session alone has closed. */
  private observeEnds({ commands }: FuzzFrame, { events }: Step): void {
    const kinds = new Set(commands.map(([kind]) => kind))
    if (!kinds.has(protocol.EndSession.kind) || kinds.has(protocol.OpenSession.kind)) return
    protocol.forEachRecord(events, (kind, view, at) => {
      if (kind !== protocol.OrderClosed.kind) return
      const { reason, commandIndex } = protocol.OrderClosed.read(view, at)
      const isOwn = commandIndex === protocol.limits.commandIndexOwn
      if (isOwn && reason === protocol.CloseReason.connectionEnded) this.note('session ended')
    })
  }

  private observeEpoch(): void {
    const armed = [...this.venue.accounts.values()].filter((one) => one.deadManDeadlineUs !== 0)
    this.note(armed.length > 0 ? 'epoch with an armed dead man’s timer' : 'epoch')
  }

  private observeEvent(kind: number, view: DataView, at: number): void {
    switch (kind) {
      case protocol.Outcome.kind:
        this.outcome(protocol.Outcome.read(view, at))
        return
      case protocol.MarketListed.kind: {
        const { market, state } = protocol.MarketListed.read(view, at)
        this.states.set(market, name(protocol.marketStateNames, state))
        return
      }
      case protocol.MarketStateChanged.kind:
        this.stateChanged(protocol.MarketStateChanged.read(view, at))
        return
      case protocol.OrderAccepted.kind:
        this.accepted(protocol.OrderAccepted.read(view, at), 0)
        return
      case protocol.SpecialOrderAccepted.kind: {
        const event = protocol.SpecialOrderAccepted.read(view, at)
        if (event.quoteUnits !== 0n) this.note(`accepted by quote ${this.sideOf(event)}`)
        this.accepted(event, event.icebergLots)
        return
      }
      case protocol.OrderState.kind:
        this.last = 'state'
        return
      case protocol.Trade.kind:
        this.trade(protocol.Trade.read(view, at))
        return
      case protocol.OrderClosed.kind: {
        const { reason } = protocol.OrderClosed.read(view, at)
        this.last = name(protocol.closeReasonNames, reason)
        this.note(`closed ${this.last}`)
        return
      }
      case protocol.TradePrevented.kind: {
        const { mode, flags } = protocol.TradePrevented.read(view, at)
        const side = flags === 0 ? 'buys' : 'sells'
        const wanted = name(protocol.selfTradePreventionNames, mode)
        this.note(`prevented ${wanted}, taker ${side}`)
        return
      }
      case protocol.OrderActivated.kind:
        this.activated(protocol.OrderActivated.read(view, at))
        return
      case protocol.StopMoved.kind:
        this.note(`stop moved ${this.kindOf(protocol.StopMoved.read(view, at).orderId)}`)
        return
      default:
        this.observeRest(kind, view, at)
        return
    }
  }

  private observeRest(kind: number, view: DataView, at: number): void {
    switch (kind) {
      case protocol.OrderListAccepted.kind: {
        const { listId, contingency } = protocol.OrderListAccepted.read(view, at)
        this.lists.set(listId, name(protocol.contingencyNames, contingency))
        return
      }
      case protocol.OrderListClosed.kind: {
        const { listId } = protocol.OrderListClosed.read(view, at)
        this.note(`list ${this.lists.get(listId)} ended by ${this.last}`)
        return
      }
      case protocol.OrderAmended.kind:
        this.note('amended')
        return
      case protocol.OrderReplaced.kind: {
        const { cancelReject, placeReject } = protocol.OrderReplaced.read(view, at)
        const done = (reject: number) => (reject === 0 ? 'done' : 'refused')
        this.note(`replaced: cancel ${done(cancelReject)}, place ${done(placeReject)}`)
        return
      }
      case protocol.AuctionUncrossed.kind: {
        const { volumeLots, surplusLots, flags } = protocol.AuctionUncrossed.read(view, at)
        if (volumeLots === 0) {
          this.note('auction without a cross')
          return
        }
        const of = surplusLots === 0 ? 'nobody' : flags === 0 ? 'buyers' : 'sellers'
        this.note(`auction with a surplus of ${of}`)
        return
      }
      case protocol.AuctionIndicated.kind:
        this.note('auction indicated')
        return
      case protocol.WithdrawalSettled.kind: {
        const { feeUnits } = protocol.WithdrawalSettled.read(view, at)
        this.note(feeUnits === 0n ? 'withdrawal settled' : 'withdrawal settled with a fee')
        return
      }
      case protocol.WithdrawalReleased.kind:
        this.note('withdrawal released')
        return
      case protocol.DeadManSet.kind: {
        const { commandIndex } = protocol.DeadManSet.read(view, at)
        if (commandIndex === protocol.limits.commandIndexOwn) this.note('dead man noticed')
      }
    }
  }

  private outcome({ status, reject }: protocol.Outcome): void {
    if (status === protocol.OutcomeStatus.rejected)
      this.note(`reject ${name(protocol.rejectNames, reject)}`)
    if (status === protocol.OutcomeStatus.repeated)
      this.note(this.last === 'state' ? 'repeated order' : 'repeated movement of money or opening')
    this.last = ''
    this.endTurn()
    this.triggers.begin()
  }

  private endTurn(): void {
    if (this.prices.size >= 3) this.note('sweep of three levels')
    this.prices = new Set()
  }

  private stateChanged(event: protocol.MarketStateChanged): void {
    const { market, state, reason } = event
    this.states.set(market, name(protocol.marketStateNames, state))
    this.note(`market moved by ${name(protocol.marketStateReasonNames, reason)}`)
  }

  private sideOf = ({ side }: { readonly side: number }): string => name(protocol.sideNames, side)

  private accepted(event: protocol.OrderAccepted, iceberg: number): void {
    const type = name(protocol.orderTypeNames, event.orderType)
    const side = this.sideOf(event)
    const time = name(protocol.timeInForceNames, event.timeInForce)
    const mode = name(protocol.selfTradePreventionNames, event.selfTradePrevention)
    this.orders.set(event.orderId, { type, side, iceberg })
    const state = this.states.get(event.market)
    this.note(`accepted ${type} ${time} ${side} ${state}`)
    this.note(`accepted ${type} ${time} ${side} ${state} ${mode}`)
    this.note(`accepted in ${state} ${mode}`)
  }

  private trade(event: protocol.Trade): void {
    this.last = 'trade'
    this.prices.add(event.priceTicks)
    const maker = this.orders.get(event.makerOrderId)
    const isFilled = (event.flags & protocol.TradeFlag.makerFilled) !== 0
    if (maker && maker.iceberg > 0 && event.makerExecutedLots >= maker.iceberg && !isFilled)
      this.note('part of an iceberg shown')
    if (event.makerAccount === event.takerAccount) this.note('account traded with itself')
    if (this.hasRemainder(event)) this.note('fee rounded up')
  }

  private hasRemainder(event: protocol.Trade): boolean {
    const account = this.venue.accounts.get(event.makerAccount)
    const tier = this.venue.tiers.get(account?.tier ?? 0)
    const doesSell = protocol.takerSideOf(event) === protocol.Side.buy
    const ppm = BigInt(tier?.makerPpm ?? 0)
    return doesSell && event.makerFeeUnits > 0n && (event.quoteUnits * ppm) % 1_000_000n !== 0n
  }

  private activated({ orderId, reason }: protocol.OrderActivated): void {
    this.endTurn()
    const kind = this.kindOf(orderId)
    this.last = 'activation'
    if (reason === protocol.ActivationReason.firstFilled) {
      this.note('activated by the first')
      return
    }
    this.note(`triggered ${kind}`)
    const depth = this.triggers.add()
    if (depth === 2) this.note('cascade of two')
    if (depth === 4) this.note('cascade of four')
  }

  private kindOf(orderId: number): string {
    const order = this.orders.get(orderId)
    return order ? `${order.type} ${order.side}` : 'unknown'
  }
}

/** How many triggers one command has set off. */
class Triggers {
  private count = 0

  begin(): void {
    this.count = 0
  }

  add(): number {
    return ++this.count
  }
}
