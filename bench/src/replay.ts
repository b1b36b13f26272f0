// `npm run bench -- replay`: journals many commands through the path, and then measures how long the
// exchange takes to be back by replaying all of them, without a snapshot.
import { FedLink } from '@openbell/gateway/operate/fed-link.js'
import { parseOptions } from '@openbell/gateway/operate/options.js'
import { withTemporaryFolder } from '@openbell/gateway/operate/temporary-folder.js'
import { openPath } from './open-path.js'
import { countOption } from './options.js'
import { OrderFlow } from './order-flow.js'
import { type Spread, spreadOf, spreadText } from './statistics.js'

const batch = 256

export interface ReplayFigures {
  readonly commands: number
  readonly frames: number
  /** From opening the folder to the first turn. */
  readonly milliseconds: Spread
  /** Of the exchange that wrote the journal. */
  readonly liveHash: string
  readonly recoveredHash: string
}

/** Writes a journal of so many commands; returns the state hash that it ends with. */
export function writeJournal(folder: string, commands: number): string {
  const link = new FedLink()
  const path = openPath(folder, link)
  const flow = new OrderFlow(1)
  for (let left = commands; left > 0; left -= batch) {
    link.feed(flow.batch(Math.min(batch, left)))
    path.turn()
  }
  const hash = path.core.stateHash()
  path.close()
  return hash
}

/** Opens what the folder holds, and closes it again. */
export function recoverJournal(folder: string) {
  const startedMs = performance.now()
  const path = openPath(folder, new FedLink())
  const milliseconds = performance.now() - startedMs
  const { frames } = path.recovery
  const stateHash = path.core.stateHash()
  path.close()
  return { milliseconds, frames, stateHash }
}

export function measureReplay(folder: string, commands: number, trials: number): ReplayFigures {
  const liveHash = writeJournal(folder, commands)
  const recoveries = Array.from({ length: trials }, () => recoverJournal(folder))
  const { frames, stateHash } = recoveries[trials - 1]
  const milliseconds = spreadOf(recoveries.map((each) => Math.round(each.milliseconds)))
  return { commands, frames, milliseconds, liveHash, recoveredHash: stateHash }
}

export async function replay(args: string[]): Promise<number> {
  const { values } = parseOptions({
    args,
    options: {
      commands: { type: 'string', default: '1000000' },
      trials: { type: 'string', default: '3' },
      folder: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  const commands = countOption('commands', values.commands, 100_000_000)
  const trials = countOption('trials', values.trials, 1000)
  const figures = await withTemporaryFolder(
    async (folder) => measureReplay(folder, commands, trials),
    values.folder,
  )
  console.log(values.json ? JSON.stringify(figures) : textOf(figures, trials))
  return figures.liveHash === figures.recoveredHash ? 0 : 1
}

function textOf(figures: ReplayFigures, trials: number): string {
  const { commands, frames, milliseconds, liveHash, recoveredHash } = figures
  const whole = (count: number) => count.toLocaleString('en')
  const verdict = liveHash === recoveredHash ? 'the same' : `NOT the live one, ${liveHash}`
  return [
    `journal      ${whole(commands)} commands in ${whole(frames)} frames`,
    `recovered    in ${spreadText(milliseconds)} ms, median of ${trials}`,
    `state hash   ${recoveredHash}, ${verdict}`,
  ].join('\n')
}
