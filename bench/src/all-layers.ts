// `npm run bench`: one table a layer.
import { basename } from 'node:path'
import { UsageError } from '@openbell/gateway/operate/errors.js'
import { parseOptions } from '@openbell/gateway/operate/options.js'
import { withTemporaryFolder } from '@openbell/gateway/operate/temporary-folder.js'
import { type Layer, measureLayer, type Result } from './layers/layer.js'
import { layers } from './layers/layers.js'
import { resultRows } from './layers/results.js'
import { fullScale, type OrderFile, quickScale, type Scale } from './layers/scale.js'
import { commit, machine, machineText } from './machine.js'
import { countOption } from './options.js'
import { ordersOfFile, seedMax } from './orders-option.js'
import { tableText } from './table.js'
import { writeFile } from './write-file.js'

export async function allLayers(args: string[]): Promise<number> {
  const { values } = parseOptions({
    args,
    options: {
      layer: { type: 'string' },
      quick: { type: 'boolean', default: false },
      trials: { type: 'string' },
      seed: { type: 'string' },
      orders: { type: 'string', multiple: true },
      folder: { type: 'string' },
      save: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  const base = values.quick ? quickScale : fullScale
  const scale: Scale = {
    ...base,
    trials: countOption('trials', values.trials ?? `${base.trials}`, 1000),
    seed: countOption('seed', values.seed ?? `${base.seed}`, seedMax),
    files: await Promise.all((values.orders ?? []).map(readOrderFile)),
  }
  const results: Result[] = []
  if (!values.json) console.log(`${machineText()}\n`)
  for (const layer of chosenLayers(values.layer)) {
    const found = await withTemporaryFolder(
      async (folder) => measureLayer(layer, scale, folder),
      values.folder,
    )
    results.push(...found)
    if (!values.json) console.log(textOf(layer, scale.trials, found))
  }
  const report = { machine: machine(), commit: commit(), results }
  if (values.json) console.log(JSON.stringify(report))
  if (values.save !== undefined) writeFile(values.save, `${JSON.stringify(report, undefined, 2)}\n`)
  return 0
}

const readOrderFile = async (path: string): Promise<OrderFile> => ({
  name: basename(path).split('.')[0],
  records: await ordersOfFile(path),
})

const textOf = ({ name }: Layer, trials: number, results: readonly Result[]): string =>
  `${name}, ${trials} trials\n${tableText(resultRows(results), 2)}\n`

/** All, the one of this name, or else those whose name has the word. */
export function chosenLayers(word = ''): readonly Layer[] {
  const exact = layers.find(({ name }) => name === word)
  if (exact) return [exact]
  const found = layers.filter(({ name }) => name.includes(word))
  if (found.length === 0)
    throw new UsageError(`--layer is a part of ${layers.map(({ name }) => `'${name}'`).join(', ')}`)
  return found
}
