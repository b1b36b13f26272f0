// What one frame changes, gathered while it is folded.
import type { Side } from '@openbell/protocol'
import type {
  BalanceView,
  ExecutionView,
  LevelView,
  ListStep,
  MarketStep,
  MovementView,
  TradeView,
  ViewChanges,
} from '../ports.js'

interface BookChange {
  readonly market: number
  readonly firstUpdateId: number
  lastUpdateId: number
  readonly levels: (LevelView & { readonly side: Side })[]
}

export class Changes implements ViewChanges {
  readonly trades: TradeView[] = []
  readonly books: BookChange[] = []
  readonly executions: ExecutionView[] = []
  readonly balances: (BalanceView & {
    readonly account: number
    readonly accountEvent: number
  })[] = []
  readonly movements: MovementView[] = []
  readonly lists: ListStep[] = []
  readonly markets: MarketStep[] = []

  constructor(
    readonly sequence: number,
    readonly timestampUs: number,
  ) {}

  addLevel(
    market: number,
    updateId: number,
    side: Side,
    priceTicks: number,
    totalLots: number,
  ): void {
    let book = this.books.find((change) => change.market === market)
    if (!book) {
      book = { market, firstUpdateId: updateId, lastUpdateId: updateId, levels: [] }
      this.books.push(book)
    }
    book.lastUpdateId = updateId
    book.levels.push({ side, priceTicks, totalLots })
  }
}
