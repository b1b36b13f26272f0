// The import rule of the stages, proven: what it forbids is an error, what the stages need is not.
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

const root = fileURLToPath(new URL('../', import.meta.url))
const biome = join(root, 'node_modules/@biomejs/biome/bin/biome')

const stages = 'edge ingress journal matching publish views identity projection jobs'.split(' ')

const imports = 'style/noRestrictedImports'
const globals = 'style/noRestrictedGlobals'
const properties = 'nursery/noJsRestrictedProperties'

// Lines that stand alone in any number: what they export has no name twice.
let count = 0
const using = (module) => `export * as it${count++} from '${module}'`
const exporting = (expression) => `export const it${count++} = ${expression}`

/** Each case: a path in `gateway/src`, a line of it, and the rule that this breaks, if any. */
const cases = [
  // A stage knows the protocol, the ports and itself.
  ...stages.flatMap((stage) => [
    [`${stage}/a.ts`, using('@openbell/protocol')],
    [`${stage}/a.ts`, using('../ports.js')],
    [`${stage}/a.ts`, using('../ports/clock.js')],
    [`${stage}/a.ts`, using('./other.js')],
    [`${stage}/a.ts`, using('node:buffer')],
    [`${stage}/a.ts`, "export { createHash } from 'node:crypto'"],
    [`${stage}/a.ts`, using(`../${stages.find((other) => other !== stage)}/b.js`), imports],
    [`${stage}/a.ts`, using('../exchange.js'), imports],
    [`${stage}/a.ts`, using('../adapters/files.js'), imports],
    [`${stage}/a.ts`, using('../operate/cli.js'), imports],
    [`${stage}/a.ts`, using('../../../sim/src/world.js'), imports],
    [`${stage}/a.ts`, "export type { B } from '../exchange.js'", imports],
    [`${stage}/a.ts`, exporting("await import('../exchange.js')"), imports],
    [`${stage}/a.test.ts`, using('../exchange.js')],
  ]),
  ...stages.map((stage) => [
    `${stage}/a.ts`,
    using('@openbell/engine'),
    stage === 'matching' ? undefined : imports,
  ]),
  ['edge/binance/a.ts', using('../other.js')],
  ['edge/binance/a.ts', using('../ours/other.js')],
  ['edge/binance/a.ts', using('../../ports.js')],
  ['edge/binance/a.ts', using('../../journal/b.js'), imports],
  ['edge/binance/a.ts', using('../../exchange.js'), imports],
  ['newcomer/a.ts', exporting('Date.now()'), globals],

  // Libraries have one home each.
  ...['hono', 'hono/cors', '@hono/node-server', 'ws', 'node:http', 'node:net'].flatMap((module) => [
    ['edge/a.ts', using(module)],
    ['edge/binance/a.ts', using(module)],
    ...stages
      .filter((stage) => stage !== 'edge')
      .map((stage) => [`${stage}/a.ts`, using(module), imports]),
    ['exchange.ts', using(module), imports],
  ]),
  ['metrics/a.ts', using('prom-client')],
  ['metrics/a.ts', using('../ports.js')],
  ['metrics/a.ts', using('../edge/b.js'), imports],
  ['metrics/a.ts', using('node:http'), imports],
  ['metrics/a.ts', exporting('Date.now()'), globals],
  ['edge/a.ts', using('prom-client'), imports],
  ['adapters/a.ts', using('hono'), imports],
  ['adapters/a.ts', using('ws'), imports],
  ...['postgres', 'nats', 'ioredis'].flatMap((module) => [
    ['adapters/a.ts', using(module)],
    ['adapters/postgres/a.ts', using(module)],
    ...stages.map((stage) => [`${stage}/a.ts`, using(module), imports]),
    ['exchange.ts', using(module), imports],
    ['config.ts', using(module), imports],
  ]),
  ...['node:fs', 'node:fs/promises', 'node:worker_threads', 'node:child_process'].flatMap(
    (module) => [
      ['adapters/a.ts', using(module)],
      ['operate/a.ts', using(module)],
      ['main.ts', using(module)],
      ...stages.map((stage) => [`${stage}/a.ts`, using(module), imports]),
      ['exchange.ts', using(module), imports],
      ['config.ts', using(module), imports],
    ],
  ),

  // Who joins, who starts, who only describes.
  ['exchange.ts', using('./journal/a.js')],
  ['roles/edge.ts', using('../edge/a.js')],
  ['roles/edge.ts', using('../adapters/a.js')],
  ['roles/edge.ts', using('../operate/cli.js'), imports],
  ['roles/edge.ts', using('hono'), imports],
  ['recovery.ts', using('./journal/a.js')],
  ['exchange.ts', using('./operate/cli.js'), imports],
  ['config.ts', using('./journal/a.js'), imports],
  ['main.ts', using('./exchange.js')],
  ['main.ts', using('./adapters/a.js')],
  ['main.ts', using('./roles/all.js')],
  ['main.ts', using('./journal/a.js'), imports],
  ['operate/replay.ts', using('../journal/a.js')],
  ['adapters/a.ts', using('../ports.js')],
  ['adapters/a.ts', using('@openbell/protocol')],
  ['adapters/a.ts', using('../journal/a.js'), imports],
  ['adapters/postgres/a.ts', using('../client.js')],
  ['adapters/postgres/a.ts', using('../../journal/a.js'), imports],
  ['ports/log.ts', using('./clock.js')],
  ['ports/log.ts', using('../journal/a.js'), imports],
  ['ports.ts', using('./exchange.js'), imports],

  // No clock, no timer, no chance.
  ...stages.flatMap((stage) => [
    [`${stage}/a.ts`, exporting('Date.now()'), globals],
    [`${stage}/a.ts`, exporting('new Date()'), globals],
    [`${stage}/a.ts`, exporting('performance.now()'), globals],
    [`${stage}/a.ts`, exporting('setTimeout(() => {}, 1)'), globals],
    [`${stage}/a.ts`, exporting('setInterval(() => {}, 1)'), globals],
    [`${stage}/a.ts`, exporting('process.hrtime()'), globals],
    [`${stage}/a.ts`, exporting('globalThis.setTimeout'), globals],
    [`${stage}/a.ts`, exporting('crypto.randomUUID()'), globals],
    [`${stage}/a.ts`, exporting('Math.random()'), properties],
    [`${stage}/a.ts`, exporting('Math.max(1, 2)')],
    [`${stage}/a.ts`, "export { randomBytes } from 'node:crypto'", imports],
    [`${stage}/a.test.ts`, exporting('Date.now()')],
  ]),
  ['adapters/system-clock.ts', exporting('Date.now()')],
  ['operate/bench.ts', exporting('performance.now()')],
]

/** Lints a world in which each path has all its cases as lines; returns what was said of which. */
function lint() {
  const world = mkdtempSync(join(tmpdir(), 'openbell-import-rule-'))
  try {
    mkdirSync(join(world, 'gateway'))
    for (const config of ['biome.json', 'gateway/biome.jsonc'])
      copyFileSync(join(root, config), join(world, config))
    for (const [path, lines] of linesByPath()) {
      const file = join(world, 'gateway/src', path)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, `${lines.join('\n')}\n`)
    }
    const args = [biome, 'lint', '--reporter=json', '--max-diagnostics=none']
    const { stdout } = spawnSync(process.execPath, args, { cwd: world, encoding: 'utf8' })
    return JSON.parse(stdout).diagnostics.filter(({ category }) => ruleOf(category) !== undefined)
  } finally {
    rmSync(world, { recursive: true })
  }
}

const ruleOf = (category) =>
  [imports, globals, properties].find((rule) => category === `lint/${rule}`)

function linesByPath() {
  const files = new Map()
  for (const [path, line] of cases) files.set(path, [...(files.get(path) ?? []), line])
  return files
}

/** `path: line` → the rule that the line breaks, and how badly. */
function verdicts(diagnostics) {
  const files = linesByPath()
  const found = new Map()
  for (const { category, severity, location } of diagnostics) {
    const path = location.path.replace('gateway/src/', '')
    const key = `${path}: ${files.get(path)[location.start.line - 1]}`
    found.set(key, `${severity} ${ruleOf(category)}`)
  }
  return found
}

test('each line breaks the rule it is meant to break, and no other', () => {
  const found = verdicts(lint())
  const wrong = cases.flatMap(([path, line, rule]) => {
    const expected = rule === undefined ? undefined : `error ${rule}`
    const actual = found.get(`${path}: ${line}`)
    return actual === expected ? [] : [`${path}: ${line}  is ${actual}, not ${expected}`]
  })
  assert.equal(wrong, [])
})

test.run()
