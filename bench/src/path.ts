// `npm run bench -- path`: durable commands a second of the whole path, by the size of a batch. Timed
// is the turn of the loop: seal the frame, write and sync it, apply it, hand its events on.
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Path } from '@openbell/gateway/exchange.js'
import { FedLink } from '@openbell/gateway/operate/fed-link.js'
import { parseOptions } from '@openbell/gateway/operate/options.js'
import { withTemporaryFolder } from '@openbell/gateway/operate/temporary-folder.js'
import { batchMax } from './journal-flow.js'
import { openPath } from './open-path.js'
import { countOption } from './options.js'
import { OrderFlow } from './order-flow.js'
import { type Spread, spreadOf, spreadText } from './statistics.js'
import { measureSustained, type SustainedFigures } from './sustained.js'

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

/** Milliseconds of the turns alone; the commands are made between them. */
function timeTurns(path: Path, link: FedLink, flow: OrderFlow, batch: number, count: number) {
  let milliseconds = 0
  for (let done = 0; done < count; done += batch) {
    link.feed(flow.batch(batch))
    const startedMs = performance.now()
    path.turn()
    milliseconds += performance.now() - startedMs
  }
  return milliseconds
}

/** Durable commands a second of a new path, after some batches that are not timed. */
export function durableRate(parent: string, batch: number, count: number): number {
  const folder = mkdtempSync(join(parent, 'path-'))
  const link = new FedLink()
  const path = openPath(folder, link)
  const flow = new OrderFlow(1)
  try {
    timeTurns(path, link, flow, batch, 20 * batch)
    return (1000 * count) / timeTurns(path, link, flow, batch, count)
  } finally {
    path.close()
    rmSync(folder, { recursive: true })
  }
}

export function measurePath(
  folder: string,
  trials: number,
  plan: typeof defaultPlan = defaultPlan,
): PathFigures[] {
  return plan.map(([batch, count]) => {
    const rates = Array.from({ length: trials }, () => durableRate(folder, batch, count))
    return { batch, perSecond: spreadOf(rates.map(Math.round)) }
  })
}

export async function path(args: string[]): Promise<number> {
  const { values } = parseOptions({
    args,
    options: {
      trials: { type: 'string', default: '5' },
      seconds: { type: 'string' },
      batch: { type: 'string', default: '4096' },
      folder: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  if (values.seconds !== undefined) {
    const seconds = countOption('seconds', values.seconds, 86_400)
    const batch = countOption('batch', values.batch, batchMax)
    const figures = await withTemporaryFolder(
      async (folder) => measureSustained(folder, seconds, batch),
      values.folder,
    )
    console.log(values.json ? JSON.stringify(figures) : sustainedText(figures))
    return 0
  }
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

function sustainedText({ batch, seconds, commands, perSecond, slowestSecond }: SustainedFigures) {
  const whole = (count: number) => count.toLocaleString('en')
  return [
    `durable      ${whole(commands)} commands in ${seconds} s, ${whole(batch)} a frame`,
    `per second   ${whole(perSecond)}, ${whole(slowestSecond)} in the slowest second`,
  ].join('\n')
}
