// `npm run bench -- <benchmark>`: what each layer costs.
import { OperateError, UsageError } from '@openbell/gateway/operate/errors.js'
import { allLayers } from './all-layers.js'
import { conformance } from './conformance.js'
import { describe } from './describe.js'
import { engine } from './engine.js'
import { generate } from './generate.js'
import { growth } from './growth.js'
import { instructions } from './instructions.js'
import { latency } from './latency.js'
import { layers } from './layers/layers.js'
import { logs } from './logs.js'
import { path } from './path.js'
import { peers } from './peers.js'
import { projector } from './projector.js'
import { replay } from './replay.js'

const help = `npm run bench -- [--quick] [--layer NAME] [--orders FILE …] [--seed 23] [--trials 9]
                 [--folder FOLDER] [--save FILE] [--json]
                 one table a layer:${layers.map(({ name }) => `\n                   ${name}`).join('')}

npm run bench -- <benchmark> [options]

  generate --scenario NAME --out FILE [--orders 1000000] [--seed 23]
                 a workload of the public benchmark's shape, as an order file
  describe --orders FILE | --scenario NAME [--orders 1000000] [--seed 23] [--json]
                 the shape of a workload
  engine --orders FILE | --scenario NAME [--orders 1000000] [--seed 23] [--batch 256]
                 [--trials 5] [--expect SHA256] [--json]
                 messages a second of the engine alone
  conformance [--data FOLDER]
                 the public order files and edge cases against their hashes
  instructions [--baseline COMMIT] [--data FOLDER] [--optimize 2] [--json]
                 machine instructions a message of the core, and of a commit's
  replay [--commands 1000000] [--batch 256] [--client-ids] [--trials 3] [--folder FOLDER] [--json]
                 time to be back from a journal of so many commands, without a snapshot
  path [--trials 5] [--folder FOLDER] [--json]
                 durable commands a second, by the size of a batch
  path --seconds 60 [--batch 4096] [--folder FOLDER] [--json]
                 durable commands a second, sustained
  logs [--trials 5] [--trial-seconds 2] [--folder FOLDER] [--json]
                 acknowledgement and commands a second, with the journal's file and with JetStream as the
                 log, by turns; OPENBELL_NATS_SERVER names the server's program
  logs --seconds 60 [--rate 100000] [--folder FOLDER] [--json]
                 the same with JetStream alone, sustained
  projector [--trials 5] [--fills 20000] [--orders 40000] [--rate 10000] [--seconds 10] [--json]
                 rows into Postgres: fills a second, catching up, and the lag behind a stream;
                 on DATABASE_URL's server where it is set, else on an embedded one
  peers [--orders FILE …] [--trials 5] [--seconds 3] [--batch 256] [--data FOLDER] [--json]
                 the engine next to other JavaScript engines, by turns, on the same messages
  latency [--orders FILE | --scenario normal] [--rates 0.5,1,2,5] [--seconds 2] [--trials 5]
          [--batch 256] [--arrivals exponential] [--svg FILE] [--json]
                 from the intended arrival of a message to its reports, by millions a second
  growth [--only depth|span|markets|accounts] [--max N] [--messages 200000] [--trials 5]
         [--svg FOLDER] [--json]
                 messages a second as the book, its prices, markets and accounts become more`

const benchmarks: ReadonlyMap<string, (args: string[]) => Promise<number>> = new Map([
  ['generate', generate],
  ['describe', describe],
  ['engine', engine],
  ['conformance', conformance],
  ['instructions', instructions],
  ['replay', replay],
  ['path', path],
  ['logs', logs],
  ['projector', projector],
  ['peers', peers],
  ['latency', latency],
  ['growth', growth],
])

/** Returns the exit code: 0 measured, 1 failed, 2 not understood. */
export async function main(argv: readonly string[]): Promise<number> {
  const [name = '', ...args] = argv
  if (name === 'help' || name === '--help') {
    console.log(help)
    return 0
  }
  try {
    // Options alone, or nothing, mean all layers.
    if (name === '' || name.startsWith('--')) return await allLayers([...argv])
    const benchmark = benchmarks.get(name)
    if (!benchmark) throw new UsageError(`there is no benchmark '${name}'`)
    return await benchmark(args)
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof OperateError)) throw error
    console.error(`bench: ${error.message}`)
    return error instanceof UsageError ? 2 : 1
  }
}
