// What happens to accounts, for the connections that speak for them.
import type { BalanceView, ExecutionView, ViewChanges, Views } from '../../ports.js'
import { executionJson, positionJson } from './account-json.js'
import type { Connection } from './connection.js'
import { Message } from './message.js'
import type { Outbox } from './outbox.js'

export const accountStreams = ['executions', 'balances'] as const
export type AccountStream = (typeof accountStreams)[number]

type BalanceChange = ViewChanges['balances'][number]
type Step = ExecutionView | BalanceChange

const isExecution = (step: Step): step is ExecutionView => 'execution' in step

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
    for (const step of [...changes.executions, ...changes.balances]) {
      if (!executions.has(step.account) && !balances.has(step.account)) continue
      const known = steps.get(step.account)
      if (known) known.push(step)
      else steps.set(step.account, [step])
    }
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
      if (isExecution(step)) {
        endRun()
        this.#publishExecution(step, nowMs)
      } else run.push(step)
    endRun()
  }

  #publishExecution(step: ExecutionView, nowMs: number): void {
    const readers = this.#readers.executions.get(step.account)
    const market = this.views.markets().find(({ market }) => market === step.order.market)
    if (readers && market) this.#send('executions', readers, executionJson(market, step, nowMs))
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
    const assets = this.views.assets()
    const balances = [...newest.values()].flatMap((balance) =>
      assets.filter(({ asset }) => asset === balance.asset).map((view) => ({ ...balance, view })),
    )
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
