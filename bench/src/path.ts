// `npm run bench -- path`: durable commands a second of the whole path, by the size of a batch. Timed
// is the turn of the loop: seal the frame, write and sync it, apply it, append its events.

import type { Path } from '@openbell/gateway/exchange.js'
import { FedLink } from '@openbell/gateway/operate/fed-link.js'
import { parseOptions } from '@openbell/gateway/operate/options.js'
import { withTemporaryFolder } from '@openbell/gateway/operate/temporary-folder.js'
import { openPath } from './open-path.js'
import { countOption } from './options.js'
import { OrderFlow } from './order-flow.js'
import { ratesOf, type Spread, spreadText } from './statistics.js'

/** How many commands a trial has, by the size of its batches. */
const defaultPlan: readonly (readonly [batch: number, commands: number])[] = [
  [1, 2_000],
  [16, 32_000],
  [256, 256_000],
  [4_096, 409_600],
]

export interface PathFigures {
  readonly batch: number
  /** Durable commands. */
  readonly perSecond: Spread
}

/** Seconds of the turns alone; the commands are made between them. */
function timeTurns(path: Path, link: FedLink, flow: OrderFlow, batch: number, count: number) {
  let milliseconds = 0
  for (let done = 0; done < count; done += batch) {
    link.feed(flow.batch(batch))
    const startedMs = performance.now()
    path.turn()
    milliseconds += performance.now() - startedMs
  }
  return milliseconds / 1000
}

export function measurePath(
  folder: string,
  trials: number,
  plan: typeof defaultPlan = defaultPlan,
): PathFigures[] {
  const link = new FedLink()
  const path = openPath(folder, link)
  const flow = new OrderFlow(1)
  for (const [batch] of plan) timeTurns(path, link, flow, batch, 20 * batch)
  const figures = plan.map(([batch, count]) => {
    const seconds = Array.from({ length: trials }, () => timeTurns(path, link, flow, batch, count))
    return { batch, perSecond: ratesOf(count, seconds) }
  })
  path.close()
  return figures
}

export async function path(args: string[]): Promise<number> {
  const { values } = parseOptions({
    args,
    options: {
      trials: { type: 'string', default: '5' },
      folder: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  const trials = countOption('trials', values.trials, 1000)
  const figures = await withTemporaryFolder(
    async (folder) => measurePath(folder, trials),
    values.folder,
  )
  console.log(values.json ? JSON.stringify(figures) : textOf(figures, trials))
  return 0
}

function textOf(figures: readonly PathFigures[], trials: number): string {
  const rows = figures.map(
    ({ batch, perSecond }) => `${String(batch).padStart(5)}  ${spreadText(perSecond)}`,
  )
  return [`batch  durable commands a second, median of ${trials}`, ...rows].join('\n')
}
