// What the tables must say after a frame: balances by a second core, all else by views of its events.
import { limits } from '@openbell/protocol'
import { nodeFiles } from '../adapters/node-files.js'
import { viewStore } from '../adapters/view-store.js'
import type { ListView, OrderView } from '../ports.js'
import type { ExpectedState, ExpectedTrades } from '../projection/reconcile.js'
import { openEventReader } from '../publish/event-reader.js'
import { eventsFolder } from '../recovery.js'
import { createViews, type FoldedViews, restoreViews, ViewSnapshotError } from '../views/index.js'
import { OperateError } from './errors.js'
import { followJournal, type SecondCore } from './second-core.js'

export interface Expected {
  readonly state: ExpectedState
  /** The snapshot that the core began with; 0 = with the first frame. */
  readonly fromSequence: number
}

/**
 * The state after frame `sequence`. From the newest snapshot and the views saved beside it where both
 * lie at or below it, or else (or where `isFull`) from the first frame, which also tells all trades.
 * @throws JournalError, EventLogError; OperateError where the folder begins too late for either
 */
export function expectedAt(folder: string, sequence: number, isFull: boolean): Expected {
  const saved = isFull ? undefined : savedViews(folder, sequence)
  const expected = saved && fromSnapshot(folder, sequence, saved)
  return expected ?? fromFirstFrame(folder, sequence)
}

function fromSnapshot(folder: string, sequence: number, views: FoldedViews): Expected | undefined {
  const core = followJournal({ files: nodeFiles, folder, toSequence: sequence, from: 'newest' })
  if (core.fromSequence === 0) return undefined
  const options = { files: nodeFiles, folder: eventsFolder(folder), lastSequence: () => sequence }
  const reader = openEventReader(options, views.sequence())
  try {
    for (let frame = reader.next(); frame; frame = reader.next()) views.fold(frame)
  } finally {
    reader.close()
  }
  return { state: stateOf(core, views), fromSequence: core.fromSequence }
}

function fromFirstFrame(folder: string, sequence: number): Expected {
  const views = createViews()
  const trades = new Map<number, ExpectedTrades>()
  const core = followJournal({
    files: nodeFiles,
    folder,
    toSequence: sequence,
    visit({ events }) {
      if (views.sequence() === 0 && events.sequence > 1)
        throw new OperateError(
          `${folder} begins with frame ${events.sequence}, and holds no views up to frame ${sequence}: ` +
            'bring the archive back, or ask in a folder that has them',
        )
      for (const { market, quantityLots, quoteUnits } of views.fold(events).trades) {
        const sum = trades.get(market) ?? { market, count: 0, quantityLots: 0n, quoteUnits: 0n }
        trades.set(market, {
          market,
          count: sum.count + 1,
          quantityLots: sum.quantityLots + BigInt(quantityLots),
          quoteUnits: sum.quoteUnits + quoteUnits,
        })
      }
    },
  })
  return { state: { ...stateOf(core, views), trades: [...trades.values()] }, fromSequence: 0 }
}

/** The newest saved views that can be used and lie at or below a frame. */
function savedViews(folder: string, sequenceMax: number): FoldedViews | undefined {
  for (const { bytes } of viewStore(`${folder}/views`).saved())
    try {
      const views = restoreViews(bytes)
      if (views.sequence() <= sequenceMax) return views
    } catch (error) {
      if (!(error instanceof ViewSnapshotError)) throw error
    }
  return undefined
}

function stateOf({ core, sequence, chain }: SecondCore, views: FoldedViews): ExpectedState {
  const accounts = accountsOf(views)
  const assets = views.assets().map(({ asset }) => asset)
  return {
    sequence,
    chain,
    balances: accounts.flatMap((account) =>
      assets.map((asset) => ({ account, asset, ...core.balance(account, asset) })),
    ),
    openOrders: accounts.flatMap((account): readonly OrderView[] => views.openOrders(account)),
    openLists: accounts.flatMap((account): readonly ListView[] => views.openLists(account)),
    reservedWithdrawals: views.reservedWithdrawals(),
  }
}

/** The house's, and the users', whose numbers are dense. */
function accountsOf(views: FoldedViews): number[] {
  const accounts: number[] = [limits.accountExternal, limits.accountFees, limits.accountAdjustments]
  for (let account: number = limits.accountUserMin; views.account(account); account++)
    accounts.push(account)
  return accounts
}
