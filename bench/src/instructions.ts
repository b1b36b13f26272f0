// `npm run bench -- instructions`: how many machine instructions the released core takes for a message.
// The core is made native as `native/` does it and run under callgrind, so the figure is the same every time.
import { join } from 'node:path'
import { parseOptions } from '@openbell/gateway/operate/options.js'
import { withTemporaryFolder } from '@openbell/gateway/operate/temporary-folder.js'
import { benchmarkFlow, exchangeFlow } from './instructions-flow.js'
import { NativeCore, requireCounting } from './instructions-native.js'
import { type CoreTree, presentTree, treeOfCommit } from './instructions-tree.js'
import { countOption } from './options.js'
import { scenarioOrders } from './public-data.js'
import { scenarios } from './workload/scenarios.js'

/** The one that is also sent as commands of the exchange. */
const exchangeScenario = 'normal'

export interface InstructionFigures {
  readonly flow: string
  readonly messages: number
  /** Whether its orders stand in for the public ones. */
  readonly isGenerated: boolean
  /** Instructions a message, by the order of the trees. */
  readonly perMessage: readonly number[]
}

/** Instructions a message of each tree, for each scenario and for the flow of the exchange. */
export async function measureInstructions(
  trees: readonly CoreTree[],
  data: string | undefined,
  folder: string,
  optimize: number,
): Promise<InstructionFigures[]> {
  const cores = trees.map((tree, index) => ({
    tree,
    native: NativeCore.build(tree, join(folder, `core-${index}`), `-O${optimize}`),
  }))
  const figures: InstructionFigures[] = []
  for (const scenario of scenarios) {
    const { records, isGenerated } = await scenarioOrders(scenario, 100_000, data)
    const kinds: { flow: string; make: typeof benchmarkFlow }[] = [
      { flow: scenario, make: benchmarkFlow },
    ]
    if (scenario === exchangeScenario) kinds.push({ flow: 'exchange', make: exchangeFlow })
    for (const { flow, make } of kinds) {
      const counts = cores.map(({ tree, native }) => {
        const made = make(tree.protocol, records)
        return { messages: made.messages, instructions: native.count(made) }
      })
      const { messages } = counts[0]
      figures.push({
        flow,
        messages,
        isGenerated,
        perMessage: counts.map(({ instructions }) => instructions / messages),
      })
    }
  }
  return figures
}

export async function instructions(args: string[]): Promise<number> {
  const { values } = parseOptions({
    args,
    options: {
      baseline: { type: 'string' },
      data: { type: 'string' },
      optimize: { type: 'string', default: '2' },
      json: { type: 'boolean', default: false },
    },
  })
  const optimize = countOption('optimize', values.optimize, 3)
  requireCounting()
  const figures = await withTemporaryFolder(async (folder) => {
    const { baseline } = values
    const trees = baseline === undefined ? [] : [await treeOfCommit(baseline, folder)]
    return measureInstructions([...trees, presentTree()], values.data, folder, optimize)
  })
  console.log(values.json ? JSON.stringify(figures) : textOf(figures, values.baseline))
  return 0
}

function textOf(figures: readonly InstructionFigures[], baseline: string | undefined): string {
  const titles = ['flow', 'messages', ...(baseline === undefined ? [] : [baseline.slice(0, 10)])]
  titles.push('now', ...(baseline === undefined ? [] : ['ratio']))
  const rows = figures.map(({ flow, messages, perMessage }) => {
    const [before, now = before] = perMessage
    const ratio = baseline === undefined ? [] : [(now / before).toFixed(3)]
    return [flow, String(messages), ...perMessage.map((count) => count.toFixed(1)), ...ratio]
  })
  const lines = [titles, ...rows].map(
    ([first, ...others]) => first.padEnd(12) + others.map((cell) => cell.padStart(11)).join(''),
  )
  if (figures.some(({ isGenerated }) => isGenerated))
    lines.push('The public files are not at hand: these orders are generated.')
  return lines.join('\n')
}
