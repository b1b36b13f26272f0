// What is packed as @openbell/engine: it stands alone, is typed, and does what its page says.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { installEngine } from '../testing/installed-engine.mjs'
import { output } from '../testing/output.mjs'

const root = fileURLToPath(new URL('../../', import.meta.url))
const { folder, installed, remove } = await installEngine()
test.after(remove)

const files = readdirSync(installed, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(installed.length + 1))
const read = (path) => readFileSync(join(installed, path), 'utf8')
const modules = files.filter((path) => /^(dist|protocol)\/.*\.(js|d\.ts)$/.test(path))
const specifiersOf = (path) =>
  [...read(path).matchAll(/\b(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)].map(([, name]) => name)

function run(name, program, env = {}) {
  const path = join(folder, name)
  writeFileSync(path, program)
  return output(process.execPath, [path], { cwd: folder, env: { ...process.env, ...env } })
}

test('nothing but modules, their types, the core, examples and what a reader needs', () => {
  const others = files.filter((path) => !/^(dist|protocol|docs|examples)\//.test(path)).sort()
  assert.equal(others, ['LICENSE', 'README.md', 'openbell.wasm', 'package.json'])
  assert.equal(
    files.filter((path) => /\.(map|ts)$|\.test\.|testing/.test(path) && !path.endsWith('.d.ts')),
    [],
  )
  assert.not(existsSync(join(folder, 'node_modules/@openbell/protocol')))
  const { dependencies, devDependencies, scripts } = JSON.parse(read('package.json'))
  assert.equal([dependencies, devDependencies, scripts], [undefined, undefined, undefined])
})

test('every link of its pages leads to a file of the package', () => {
  const pages = files.filter((path) => path.endsWith('.md'))
  assert.is(pages.length, 3)
  for (const path of pages)
    for (const [, target] of read(path).matchAll(/\]\(([^):]+)\)/g))
      assert.ok(existsSync(join(installed, path, '..', target)), `${path}: ${target}`)
})

test('its texts name no path that only the repository has, unless they say so', () => {
  const texts = files.filter((path) => /\.(md|mjs|py|go|rs)$/.test(path))
  assert.ok(texts.length > 10)
  for (const path of texts)
    for (const line of read(path).split('\n')) {
      const words = line.replace(/\]\([^)]*\)/g, ']')
      for (const [named] of words.matchAll(
        /\b(docs|wasm|protocol|engine-as|sim|native)\/[\w./-]+/g,
      ))
        if (!existsSync(join(installed, named)))
          assert.match(line, /in the repository/i, `${path}: ${named}`)
    }
})

test('its page knows how large the core is', () => {
  const [, kilobytes] = /: (\d+) KB of WebAssembly/.exec(read('README.md'))
  const { length } = readFileSync(join(installed, 'openbell.wasm'))
  assert.ok(Math.abs(length / 1000 / kilobytes - 1) < 0.05, `${length} bytes`)
})

test('every import is a file of the package, and Node’s modules are for node.js alone', () => {
  assert.ok(modules.length > 30)
  for (const path of modules)
    for (const name of specifiersOf(path))
      if (name.startsWith('.')) {
        const target = join(path, '..', name)
        const file = path.endsWith('.d.ts') ? target.replace(/\.js$/, '.d.ts') : target
        assert.ok(modules.includes(file), `${path} imports ${name}`)
      } else assert.ok(name.startsWith('node:') && path === 'dist/node.js', `${path}: ${name}`)
})

test('the lines of its page run', async () => {
  const [, lines] = /```js\n(.*?)```/s.exec(read('README.md'))
  assert.ok(lines.trim().split('\n').length <= 16)
  const printed = await run('page.mjs', lines)
  assert.match(printed, /tradeId: 1,.*quoteUnits: 30000000n/s)
})

test('the portable face runs where no module of Node is', async () => {
  const program = `
    import { readFileSync } from 'node:fs'
    import { Engine, engineFromBytes } from '${join(installed, 'dist/index.js')}'
    import { engineHash } from '@openbell/engine/hash'
    const bytes = readFileSync('${join(installed, 'openbell.wasm')}')
    const module = engineFromBytes(bytes)
    const engine = Engine.restore(module, new Engine(module, { orders: 100 }).snapshot())
    console.log(module.hash === engineHash, engine.stateHash().length)`
  assert.is(await run('portable.mjs', program), 'true 16')
})

test('its types need neither the DOM’s nor Node’s', async () => {
  const program = `
    import { type Amount, CommandBatch, Deposit, Engine, EventCursor, fetchEngine, Trade } from '@openbell/engine'
    import { engineHash } from '@openbell/engine/hash'
    const engine: Engine = new Engine(await fetchEngine(), { orders: 100 })
    const batch = new CommandBatch()
    batch.add(Deposit, { account: 16, asset: 0, amountUnits: 5, idempotencyKey: engineHash })
    const fees: Amount[] = []
    engine.apply(1, 0, batch.take(), (bytes: Uint8Array) => {
      for (const events = new EventCursor(bytes); events.hasNext; )
        if (events.next() === Trade.kind)
          fees.push(Trade.get.makerFeeUnits(events.words, events.at))
    })
    const wrong = () => batch.add(Deposit, { account: 16, asset: '0', amountUnits: 5 })`
  for (const [condition, resolution] of [
    ['node', 'nodenext'],
    ['browser', 'bundler'],
  ]) {
    writeFileSync(join(folder, 'typed.mts'), program)
    const compiler = join(root, 'node_modules/typescript/lib/tsc.js')
    const module = resolution === 'bundler' ? 'esnext' : 'nodenext'
    const args = [compiler, '--noEmit', '--strict', '--target', 'es2022', '--lib', 'es2023']
    args.push('--types', '', '--module', module, '--moduleResolution', resolution)
    args.push('--customConditions', condition, 'typed.mts')
    const said = await output(process.execPath, args, { cwd: folder }).catch(({ stdout }) => stdout)
    assert.match(said, /^typed\.mts\(13,\d+\): error TS\d+: .*'string'.*\n$/)
  }
})

test.run()
