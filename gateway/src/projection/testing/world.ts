// A small exchange for the projection's tests: the real core, the shipped genesis, an event log.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type Engine, loadEngine } from '@openbell/engine'
import { FrameType, limits, OpenAccount } from '@openbell/protocol'
import { encodeGenesis } from '../../ingress/genesis.js'
import type { ListView, OrderView } from '../../ports.js'
import { encodeCommand } from '../../testing/encode-command.js'
import { createViews, type FoldedViews } from '../../views/index.js'
import type { ExpectedState } from '../reconcile.js'
import { MemoryEventLog } from './memory-event-log.js'

const genesisPath = new URL('../../../genesis.json', import.meta.url)
const capacities = {
  accounts: 1_024,
  orders: 65_536,
  clientIds: 65_536,
  specialOrders: 8_192,
  orderLists: 2_048,
  withdrawals: 2_048,
}
const poolLimits = {
  accountsMax: 1_024,
  ordersMax: 65_000,
  clientIdsMax: 65_000,
  specialOrdersMax: 8_000,
  orderListsMax: 2_000,
  withdrawalsMax: 2_000,
}
const everything = 1_000_000

export class World {
  readonly core: Engine
  readonly log = new MemoryEventLog()
  readonly views: FoldedViews
  timestampUs = 1_767_225_599_000_001
  readonly accounts: number[] = []
  #chain = '0'.repeat(16)

  /** @param stepsPerFrameMax how soon a command must stop and go on in the next frame */
  constructor(stepsPerFrameMax = 20_000) {
    const genesis = JSON.parse(readFileSync(genesisPath, 'utf8'))
    Object.assign(genesis.limits, poolLimits, { stepsPerFrameMax })
    this.core = loadEngine(undefined, capacities)
    this.views = createViews({
      tradesPerMarketMax: everything,
      finishedOrdersPerAccountMax: everything,
      fillsPerAccountMax: everything,
      finishedListsPerAccountMax: everything,
      preventedPerAccountMax: everything,
      amendmentsPerAccountMax: everything,
      historyEntriesMax: everything,
    })
    this.apply(encodeGenesis(genesis))
  }

  /** One frame of these commands, published. */
  apply(commands: readonly Uint8Array[], elapsedUs = 1_000): void {
    const sequence = this.core.sequence + 1
    this.timestampUs += elapsedUs
    const { timestampUs } = this
    const parts: Uint8Array[] = []
    const payload = Buffer.concat(commands)
    this.core.apply(sequence, timestampUs, payload, (events) => parts.push(events.slice()))
    const hash = createHash('sha256').update(this.#chain).update(payload)
    this.#chain = hash.digest('hex').slice(0, 16)
    const identity = { sequence, epoch: 1, type: FrameType.commands, timestampUs }
    const frame = { ...identity, commandCount: commands.length, chain: this.#chain, parts }
    this.views.fold(frame)
    this.log.append(frame)
  }

  /** Empty frames until no command is under way. */
  finish(): void {
    while (this.core.hasUnfinishedWork()) this.apply([])
  }

  openAccounts(count: number): void {
    const first = limits.accountUserMin + this.accounts.length
    const numbers = Array.from({ length: count }, (_, index) => first + index)
    this.apply(
      numbers.map((account) =>
        encodeCommand(OpenAccount, {}, { uuid: new Uint8Array(16).fill(account) }),
      ),
    )
    this.accounts.push(...numbers)
  }

  /** What the tables must say: balances by the core, everything else by the views. */
  expected(): ExpectedState {
    const { core, views } = this
    const house = [limits.accountExternal, limits.accountFees, limits.accountAdjustments]
    const everybody = [...house, ...this.accounts]
    const assets = views.assets().map(({ asset }) => asset)
    return {
      sequence: core.sequence,
      chain: this.#chain,
      balances: everybody.flatMap((account) =>
        assets.map((asset) => ({ account, asset, ...core.balance(account, asset) })),
      ),
      openOrders: this.accounts
        .flatMap((account): readonly OrderView[] => views.openOrders(account))
        .toSorted((one, other) => one.orderId - other.orderId),
      openLists: this.accounts
        .flatMap((account): readonly ListView[] => views.openLists(account))
        .toSorted((one, other) => one.listId - other.listId),
      reservedWithdrawals: views.reservedWithdrawals(),
      trades: views.markets().map(({ market }) => {
        const trades = views.recentTrades(market, everything)
        return {
          market,
          count: trades.length,
          quantityLots: trades.reduce((sum, trade) => sum + BigInt(trade.quantityLots), 0n),
          quoteUnits: trades.reduce((sum, trade) => sum + trade.quoteUnits, 0n),
        }
      }),
    }
  }
}
