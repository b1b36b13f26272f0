// What happens to accounts, for the connections that speak for them.
import type {
  BalanceView,
  ExecutionView,
  ListStep,
  MarketView,
  MovementView,
  ViewChanges,
  Views,
} from '../../ports.js'
import { listStatusJson, movementJson, positionJson } from './account-json.js'
import type { Connection } from './connection.js'
import { executionJson } from './execution-json.js'
import { Message } from './message.js'
import type { Outbox } from './outbox.js'

export const accountStreams = ['executions', 'balances'] as const
export type AccountStream = (typeof accountStreams)[number]

type BalanceChange = ViewChanges['balances'][number]
type Step = ExecutionView | ListStep | MovementView | BalanceChange

export class AccountFeeds {
  readonly #readers: Readonly<Record<AccountStream, Map<number, Set<Connection>>>> = {
    executions: new Map(),
    balances: new Map(),
  }

  constructor(
    private readonly views: Views,
    private readonly outbox: Outbox,
  ) {}

  /** Returns the end of the subscription. */
  add(stream: AccountStream, account: number, connection: Connection): () => void {
    const byAccount = this.#readers[stream]
    const readers = byAccount.get(account) ?? new Set()
    byAccount.set(account, readers.add(connection))
    return () => {
      readers.delete(connection)
      if (readers.size === 0 && byAccount.get(account) === readers) byAccount.delete(account)
    }
  }

  publish(changes: ViewChanges, nowMs: number): void {
    const { executions, balances } = this.#readers
    if (executions.size === 0 && balances.size === 0) return
    for (const [account, steps] of this.#stepsByAccount(changes)) {
      steps.sort((one, other) => one.accountEvent - other.accountEvent)
      this.#publishSteps(account, steps, changes.timestampUs, nowMs)
    }
  }

  /** Of the accounts that somebody reads. */
  #stepsByAccount(changes: ViewChanges): Map<number, Step[]> {
    const { executions, balances } = this.#readers
    const steps = new Map<number, Step[]>()
    const add = (step: Step): void => {
      if (!executions.has(step.account) && !balances.has(step.account)) return
      const known = steps.get(step.account)
      if (known) known.push(step)
      else steps.set(step.account, [step])
    }
    for (const step of changes.executions) add(step)
    for (const step of changes.lists) add(step)
    for (const step of changes.movements) add(step)
    for (const step of changes.balances) add(step)
    return steps
  }

  /** Balances that follow each other go as one position. */
  #publishSteps(account: number, steps: readonly Step[], updatedUs: number, nowMs: number): void {
    let run: BalanceChange[] = []
    const endRun = () => {
      if (run.length > 0) this.#publishPosition(account, run, updatedUs, nowMs)
      run = []
    }
    for (const step of steps)
      if ('availableUnits' in step) run.push(step)
      else {
        endRun()
        this.#publishStep(step, updatedUs, nowMs)
      }
    endRun()
  }

  #publishStep(
    step: ExecutionView | ListStep | MovementView,
    timestampUs: number,
    nowMs: number,
  ): void {
    if ('execution' in step) {
      const json = (market: MarketView) => executionJson(this.views, market, step, nowMs)
      this.#publishOrder(step.account, step.order.market, json)
    } else if ('list' in step) {
      const json = (market: MarketView) => listStatusJson(market, step, nowMs)
      this.#publishOrder(step.account, step.list.market, json)
    } else this.#publishMovement(step, timestampUs, nowMs)
  }

  #publishOrder(account: number, number: number, json: (market: MarketView) => string): void {
    const readers = this.#readers.executions.get(account)
    const market = this.views.marketByNumber(number)
    if (readers && market) this.#send('executions', readers, json(market))
  }

  #publishMovement(step: MovementView, timestampUs: number, nowMs: number): void {
    const readers = this.#readers.balances.get(step.account)
    const asset = this.views.assetByNumber(step.asset)
    if (readers && asset)
      this.#send('balances', readers, movementJson(asset, step, timestampUs, nowMs))
  }

  #publishPosition(
    account: number,
    run: readonly BalanceChange[],
    updatedUs: number,
    nowMs: number,
  ): void {
    const readers = this.#readers.balances.get(account)
    if (!readers) return
    const newest = new Map<number, BalanceView>(run.map((balance) => [balance.asset, balance]))
    const balances = [...newest.values()].flatMap((balance) => {
      const view = this.views.assetByNumber(balance.asset)
      return view ? [{ ...balance, view }] : []
    })
    const firstAccountEvent = run[0].accountEvent
    const { accountEvent } = run[run.length - 1]
    const position = { firstAccountEvent, accountEvent, updatedUs, balances }
    this.#send('balances', readers, positionJson(position, nowMs))
  }

  #send(stream: AccountStream, readers: Iterable<Connection>, json: string): void {
    const message = new Message(stream, json)
    for (const connection of readers) this.outbox.put(connection, message)
  }
}
