// Runs text scenarios: a line of a trader, then, indented, what the core says to it.
//
// order-words.ts and command-words.ts have the lines that are commands. These are the others:
//   a; b                    both commands in one frame
//   … on 1                  of the second market      … session 1    sent through that edge session
//   wait 5 seconds          moves the clock alone     tick           an empty frame
//   epoch                   the first frame of a new start
//   book [on 1]             what stands in it
//   timer                   when the core's next timer is due
//   limits stepsPerFrameMax 2, …    and    venue      begin anew, with limits or without

import * as protocol from '@openbell/protocol'
import { type Engine, type EngineModule, loadEngine } from '../node.js'
import { commandOf } from './command-words.js'
import * as write from './commands.js'
import { drawEvents } from './events.js'
import { type Names, time } from './names.js'
import { accountNames, assetNames, fieldsOf, Words } from './words.js'

const houseNames: Record<number, string> = {
  [protocol.limits.accountExternal]: 'outside',
  [protocol.limits.accountFees]: 'fees',
  [protocol.limits.accountAdjustments]: 'adjustments',
}

const names: Names = {
  asset: (number) => assetNames[number] ?? `asset ${number}`,
  account: (number) =>
    houseNames[number] ??
    accountNames[number - protocol.limits.accountUserMin] ??
    `account ${number}`,
}

/** A venue with one market (ticks of 1.00, lots of 0.01) and four accounts with money. */
export class Scenario {
  readonly engine: Engine
  #timestampUs = 1_000_000
  #laneSequence = 0

  constructor(module?: EngineModule, limits: Partial<protocol.Configure> = {}) {
    this.engine = loadEngine(module, write.smallCapacities)
    const commands = [
      write.configure(limits),
      write.listAsset(0, 'BTC', 4),
      write.listAsset(1, 'USD', 2),
      write.setFeeTier(0, 0, 0),
      write.listMarket(),
      ...accountNames.map((_, index) => write.openAccount(index + 1)),
    ]
    this.send(write.frame(...commands))
    for (const account of accountNames)
      for (const asset of ['BTC', 'USD'])
        this.run(`${account} deposit 100000 ${asset} key first-${asset}`)
  }

  /** Applies a frame, and empty frames as long as work is left; a frame's events are drawn. */
  send(payload: Uint8Array, isEpoch = false): string[] {
    const { engine } = this
    const lines: string[] = []
    const apply = (commands: Uint8Array, first: boolean) =>
      engine.apply(
        engine.sequence + 1,
        this.#timestampUs,
        commands,
        (events) => lines.push(...drawEvents(events, names)),
        first && isEpoch,
      )
    apply(payload, true)
    for (;;) {
      const broken = engine.checkInvariants()
      if (broken.length > 0) throw new Error(`invariant ${broken.join(', ')}`)
      if (!engine.hasUnfinishedWork()) return lines
      lines.push('… next frame')
      apply(new Uint8Array(), false)
    }
  }

  /** What a line of a scenario brings about. @throws Error on a line that means nothing */
  run(line: string): string[] {
    const words = new Words(line)
    switch (words.at(0)) {
      case 'book':
        return this.#book(words.number('on'))
      case 'wait':
        this.#timestampUs += words.microseconds('wait')
        return []
      case 'tick':
        return this.send(new Uint8Array())
      case 'epoch':
        return this.send(new Uint8Array(), true)
      case 'timer': {
        const { nextDeadlineUs } = this.engine
        return [nextDeadlineUs === undefined ? 'none' : `due at ${time(nextDeadlineUs)}`]
      }
    }
    return this.send(write.frame(...line.split('; ').map((part) => this.#command(part))))
  }

  #command(part: string): Uint8Array {
    const words = new Words(part)
    const command = commandOf(words, this.#timestampUs)
    if (words.has('session') && words.at(0) !== 'session') {
      const view = new DataView(command.buffer)
      const { session, laneSequence } = protocol.PlaceOrder.offset
      view.setUint32(session, words.number('session'), true)
      protocol.writeU64(view, laneSequence, ++this.#laneSequence)
    }
    return command
  }

  #book(market: number): string[] {
    const { engine } = this
    const level = (side: number, price: number): string => {
      const lots = engine.depthAt(market, side, price)
      return lots === 0 ? '' : `${protocol.sideNames[side]} ${lots} @ ${price}`
    }
    const prices = Array.from({ length: 2000 }, (_, index) => 2000 - index)
    const lines = prices.flatMap((price) => [level(1, price), level(0, price)])
    const book = lines.filter((line) => line !== '')
    return book.length === 0 ? ['empty'] : book
  }
}

/** A scenario's text with the core's own answers in place of those that are written. */
export function replay(text: string, module?: EngineModule): string {
  let scenario: Scenario | undefined
  const lines: string[] = []
  for (const line of text.split('\n')) {
    if (line.startsWith('  ')) continue
    lines.push(line)
    if (line === '' || line.startsWith('//')) continue
    if (line.startsWith('limits ') || line.startsWith('venue')) {
      scenario = new Scenario(module, line.startsWith('venue') ? {} : fieldsOf(line.slice(7)))
      continue
    }
    scenario ??= new Scenario(module)
    lines.push(...scenario.run(line).map((event) => `  ${event}`))
  }
  return lines.join('\n')
}
