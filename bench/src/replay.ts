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

function journal(folder: string, commands: number): string {
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

export function measureReplay(folder: string, commands: number, trials: number): ReplayFigures {
  const liveHash = journal(folder, commands)
  let frames = 0
  let recoveredHash = ''
  const times = Array.from({ length: trials }, () => {
    const startedMs = performance.now()
    const path = openPath(folder, new FedLink())
    const milliseconds = Math.round(performance.now() - startedMs)
    frames = path.recovery.frames
    recoveredHash = path.core.stateHash()
    path.close()
    return milliseconds
  })
  return { commands, frames, milliseconds: spreadOf(times), liveHash, recoveredHash }
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
