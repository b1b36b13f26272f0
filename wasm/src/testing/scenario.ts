// Runs text scenarios: a line of a trader, then, indented, what the core says to it.
//
//   alice buy 5 @ 100 [ioc | maker] [id x]      alice sell 5 market
//   alice cancel #7 [id x]                      alice cancel id x        alice cancel all
//   alice deposit 500 USD key k                 alice withdraw 500 USD key k
//   freeze alice · thaw alice · tier 1 maker 1000 taker 2000 · alice joins tier 1
//   market cancelOnly · wait 5 seconds · steps 2 … (a budget from the start) · book
import * as protocol from '@openbell/protocol'
import { type Engine, loadEngine } from '../index.js'
import * as write from './commands.js'
import { drawEvents, type Names } from './events.js'

const accountNames = ['alice', 'bob', 'carol']
const assetNames = ['BTC', 'USD']

const names: Names = {
  asset: (number) => assetNames[number] ?? `asset ${number}`,
  account: (number) =>
    ({ [protocol.limits.accountExternal]: 'outside', [protocol.limits.accountFees]: 'fees' })[
      number
    ] ??
    accountNames[number - protocol.limits.accountUserMin] ??
    `account ${number}`,
}

/** A venue with one market (ticks of 1.00, lots of 0.01) and three accounts with money. */
export class Scenario {
  readonly engine: Engine
  #timestampUs = 1_000_000
  #key = 0

  constructor(limits: Partial<protocol.Configure> = {}, money = true) {
    this.engine = loadEngine(undefined, write.smallCapacities)
    const commands = [
      write.configure(limits),
      write.listAsset(0, 'BTC', 4),
      write.listAsset(1, 'USD', 2),
      write.setFeeTier(0, 0, 0),
      write.listMarket(),
      ...accountNames.map((_, index) => write.openAccount(index + 1)),
    ]
    this.send(write.frame(...commands))
    if (!money) return
    for (const account of accountNames)
      this.send(
        write.frame(
          this.#money(write.deposit, account, 'BTC', 100_000n, `first ${account} BTC`),
          this.#money(write.deposit, account, 'USD', 100_000n, `first ${account} USD`),
        ),
      )
  }

  /** Applies a frame, and empty frames as long as work is left; a frame's events are drawn. */
  send(payload: Uint8Array): string[] {
    const lines: string[] = []
    let commands = payload
    for (;;) {
      const { engine } = this
      engine.apply(engine.sequence + 1, this.#timestampUs, commands, (events) => {
        lines.push(...drawEvents(events, names))
      })
      const broken = engine.checkInvariants()
      if (broken.length > 0) throw new Error(`invariant ${broken.join(', ')}`)
      if (!engine.hasUnfinishedWork()) return lines
      lines.push('… next frame')
      commands = new Uint8Array()
    }
  }

  /** What a line of a scenario brings about. @throws Error on a line that means nothing. */
  run(line: string): string[] {
    const words = line.split(/\s+/)
    if (words[0] === 'book') return this.#book()
    if (words[0] === 'wait') {
      this.#timestampUs += Number(words[1]) * 1_000_000
      return []
    }
    return this.send(this.#command(words, line))
  }

  #command(words: readonly string[], line: string): Uint8Array {
    const [first = '', verb = '', third = ''] = words
    const account = this.#account(first)
    switch (verb) {
      case 'buy':
      case 'sell':
        return this.#order(words, account, verb)
      case 'cancel': {
        if (third === 'all') return write.cancelAllOrders({ account })
        const orderId = third.startsWith('#') ? Number(third.slice(1)) : 0
        return write.cancelOrder({ account, orderId, clientOrderId: after(words, 'id') ?? '' })
      }
      case 'deposit':
      case 'withdraw': {
        const build = verb === 'deposit' ? write.deposit : write.withdraw
        return this.#money(build, first, words[3] ?? '', BigInt(third), after(words, 'key') ?? '')
      }
      case 'joins':
        return write.command(protocol.SetAccountTier, { account, tier: Number(words[3]) })
    }
    switch (first) {
      case 'freeze':
      case 'thaw':
        return write.command(protocol.FreezeAccount, {
          account: this.#account(verb),
          frozen: first === 'freeze' ? 1 : 0,
        })
      case 'tier':
        return write.setFeeTier(Number(verb), Number(words[3]), Number(words[5]))
      case 'market': {
        const state = protocol.marketStateNames.indexOf(verb as never)
        return write.command(protocol.SetMarketState, { state })
      }
    }
    throw new Error(`no such line: ${line}`)
  }

  #order(words: readonly string[], account: number, verb: 'buy' | 'sell'): Uint8Array {
    const type = words.includes('market')
      ? 'market'
      : words.includes('maker')
        ? 'limitMaker'
        : 'limit'
    return write.placeOrder({
      account,
      side: protocol.Side[verb],
      quantityLots: Number(words[2]),
      priceTicks: Number(after(words, '@') ?? 0),
      orderType: protocol.OrderType[type],
      timeInForce:
        protocol.TimeInForce[words.includes('ioc') ? 'immediateOrCancel' : 'goodTillCancelled'],
      clientOrderId: after(words, 'id') ?? '',
    })
  }

  #money(
    build: typeof write.deposit,
    account: string,
    asset: string,
    amountUnits: bigint,
    idempotencyKey: string = `key ${++this.#key}`,
  ): Uint8Array {
    const number = assetNames.indexOf(asset)
    return build({
      account: this.#account(account),
      asset: number < 0 ? 3 : number,
      amountUnits,
      idempotencyKey,
    })
  }

  #account(name: string): number {
    const index = accountNames.indexOf(name)
    if (index >= 0) return protocol.limits.accountUserMin + index
    return name === 'house' ? protocol.limits.accountFees : 31
  }

  #book(): string[] {
    const { engine } = this
    const level = (side: number, price: number): string => {
      const lots = engine.depthAt(0, side, price)
      return lots === 0 ? '' : `${protocol.sideNames[side]} ${lots} @ ${price}`
    }
    const prices = Array.from({ length: 2000 }, (_, index) => 2000 - index)
    const lines = prices.flatMap((price) => [level(1, price), level(0, price)])
    const book = lines.filter((line) => line !== '')
    return book.length === 0 ? ['empty'] : book
  }
}

const after = (words: readonly string[], word: string): string | undefined => {
  const at = words.indexOf(word)
  return at < 0 ? undefined : words[at + 1]
}

/** A scenario's text with the core's own answers in place of those that are written. */
export function replay(text: string): string {
  let scenario: Scenario | undefined
  const lines: string[] = []
  for (const line of text.split('\n')) {
    if (line.startsWith('  ')) continue
    lines.push(line)
    if (line === '' || line.startsWith('//')) continue
    if (line.startsWith('limits ')) {
      const limits = line
        .slice(7)
        .split(', ')
        .map((limit) => limit.split(' '))
      scenario = new Scenario(
        Object.fromEntries(limits.map(([key, value]) => [key, Number(value)])),
      )
      continue
    }
    if (line.startsWith('venue')) {
      scenario = new Scenario()
      continue
    }
    scenario ??= new Scenario()
    lines.push(...scenario.run(line).map((event) => `  ${event}`))
  }
  return lines.join('\n')
}
