// A whole path on a simulated disk, driven a batch at a time, for the tests of exchange and recovery.
import { Lane, limits } from '@openbell/protocol'
import { Chance } from '@openbell/sim/world/chance.js'
import { SimClock } from '@openbell/sim/world/clock.js'
import { deposit, openAccount, placeOrder } from '@openbell/sim/world/commands.js'
import { dataFolder, type ExchangeParts, SimExchange } from '@openbell/sim/world/exchange.js'
import { SimFiles } from '@openbell/sim/world/files.js'
import { smallCapacities, smallGenesis } from '@openbell/sim/world/small-genesis.js'
import type { PathSettings } from '../exchange.js'
import type { EventFrame, Reporter } from '../ports.js'

export const journal = `${dataFolder}/journal`
export const events = `${dataFolder}/events`
export const snapshots = `${dataFolder}/snapshots`

export const smallSettings: PathSettings = {
  segmentBytes: 4096,
  snapshotCommands: Number.POSITIVE_INFINITY,
  sealAfterUs: 20_000,
  freeBytesMin: 0,
  cancelOnlyUs: 0,
}

/** A disk, a clock, and the exchanges that live on them one after the other. */
export class PathWorld {
  readonly words: string[] = []
  readonly files = new SimFiles()
  readonly clock = new SimClock(1_700_000_000_000_000)
  private readonly chance: Chance
  private drawn = 0

  constructor(seed = 1) {
    this.chance = new Chance(seed, 'path world')
  }

  /** Starts the exchange that lies on the disk. */
  start(changes: Partial<PathSettings> = {}, parts: Partial<ExchangeParts> = {}): SimExchange {
    const note = (message: string) => this.words.push(message)
    const reporter: Reporter = { info: note, warn: note, error: note }
    return new SimExchange({
      files: this.files,
      clock: this.clock,
      chance: this.chance,
      reporter,
      capacities: smallCapacities,
      genesis: () => smallGenesis(),
      settings: { ...smallSettings, ...changes },
      ...parts,
    })
  }

  /** One frame with these commands of the house’s session. */
  frame({ link, path }: SimExchange, ...commands: readonly Uint8Array[]): void {
    for (const command of commands) link.put(Lane.orders, command)
    link.publish()
    if (!path.turn()) throw new Error('no frame was made')
  }

  /** Two accounts with money, then frames of orders that meet now and then. */
  trade(exchange: SimExchange, frames: number): void {
    const [alice, bob] = [limits.accountUserMin, limits.accountUserMin + 1]
    this.frame(exchange, openAccount(1), openAccount(2))
    for (const account of [alice, bob])
      this.frame(
        exchange,
        deposit(account, 0, 1_000_000n, `usd ${account}`),
        deposit(account, 1, 1_000_000n, `btc ${account}`),
      )
    for (let i = 0; i < frames; i++) this.frame(exchange, ...this.orders(3))
  }

  private orders(count: number): Uint8Array[] {
    return Array.from({ length: count }, () =>
      placeOrder({
        account: limits.accountUserMin + this.chance.below(2),
        side: this.chance.below(2),
        priceTicks: this.chance.between(95, 105),
        quantityLots: this.chance.between(2, 9),
        clientOrderId: `order ${this.drawn++}`,
      }),
    )
  }
}

/** Event frames as texts that can be compared. */
export const textsOf = (frames: readonly EventFrame[]): string[] =>
  frames.map(({ parts, ...head }) =>
    JSON.stringify({ ...head, events: Buffer.concat(parts).toString('hex') }),
  )
