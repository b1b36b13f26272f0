// `npm run bench -- replay`: journals many commands through the path, and then measures how long the
// exchange takes to be back by replaying all of them, without a snapshot.
import { FedLink } from '@openbell/gateway/operate/fed-link.js'
import { parseOptions } from '@openbell/gateway/operate/options.js'
import { withTemporaryFolder } from '@openbell/gateway/operate/temporary-folder.js'
import { batchMax, type JournalFlow, namedFlow, plainFlow } from './journal-flow.js'
import { openFlow, openPath } from './open-path.js'
import { countOption } from './options.js'
import { type Spread, spreadOf, spreadText } from './statistics.js'

/** What can be journaled, by the names of the workloads. */
export const replayFlows = { plain: plainFlow, 'client ids': namedFlow }
export type ReplayWorkload = keyof typeof replayFlows

export interface ReplayFigures {
  readonly workload: ReplayWorkload
  /** Those by which the exchange begins among them. */
  readonly commands: number
  readonly frames: number
  /** From opening the folder to the first turn. */
  readonly milliseconds: Spread
  /** Of the exchange that wrote the journal. */
  readonly liveHash: string
  readonly recoveredHash: string
}

/** Writes a journal of at least so many commands; returns the state hash that it ends with. */
export function writeJournal(folder: string, flow: JournalFlow, commands: number): string {
  const link = new FedLink()
  const path = openFlow(folder, link, flow)
  for (let written = 0; written < commands; ) {
    const { bytes, count } = flow.next()
    link.feed(bytes)
    path.turn()
    written += count
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
  const { frames, commands } = path.recovery
  const stateHash = path.core.stateHash()
  path.close()
  return { milliseconds, frames, commands, stateHash }
}

export function measureReplay(
  folder: string,
  workload: ReplayWorkload,
  batch: number,
  commands: number,
  trials: number,
): ReplayFigures {
  const liveHash = writeJournal(folder, replayFlows[workload](batch), commands)
  const recoveries = Array.from({ length: trials }, () => recoverJournal(folder))
  const last = recoveries[trials - 1]
  const milliseconds = spreadOf(recoveries.map((each) => Math.round(each.milliseconds)))
  return {
    workload,
    commands: last.commands,
    frames: last.frames,
    milliseconds,
    liveHash,
    recoveredHash: last.stateHash,
  }
}

export async function replay(args: string[]): Promise<number> {
  const { values } = parseOptions({
    args,
    options: {
      commands: { type: 'string', default: '1000000' },
      batch: { type: 'string', default: '256' },
      trials: { type: 'string', default: '3' },
      'client-ids': { type: 'boolean', default: false },
      folder: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  const commands = countOption('commands', values.commands, 100_000_000)
  const batch = countOption('batch', values.batch, batchMax)
  const trials = countOption('trials', values.trials, 1000)
  const workload = values['client-ids'] ? 'client ids' : 'plain'
  const figures = await withTemporaryFolder(
    async (folder) => measureReplay(folder, workload, batch, commands, trials),
    values.folder,
  )
  console.log(values.json ? JSON.stringify(figures) : textOf(figures, trials))
  return figures.liveHash === figures.recoveredHash ? 0 : 1
}

function textOf(figures: ReplayFigures, trials: number): string {
  const { workload, commands, frames, milliseconds, liveHash, recoveredHash } = figures
  const whole = (count: number) => count.toLocaleString('en')
  const verdict = liveHash === recoveredHash ? 'the same' : `NOT the live one, ${liveHash}`
  return [
    `journal      ${whole(commands)} commands in ${whole(frames)} frames, ${workload}`,
    `recovered    in ${spreadText(milliseconds)} ms, median of ${trials}`,
    `a second     ${whole(Math.round((1000 * commands) / milliseconds.median))}`,
    `state hash   ${recoveredHash}, ${verdict}`,
  ].join('\n')
}
