// The examples of the engine's package, each on its runtime: the same bytes with the same hashes.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { installEngine } from '../testing/installed-engine.mjs'
import { output } from '../testing/output.mjs'
import { findRuntime, runtimeEnvironment } from '../testing/runtimes.mjs'
import { serveFiles } from '../testing/serve-files.mjs'

const { folder, installed, remove } = await installEngine()
test.after(remove)

const here = { cwd: folder, env: runtimeEnvironment }
const example = (path) => join(folder, 'examples', path)
const load = (path) => import(pathToFileURL(path).href)
const engine = await load(join(installed, 'dist/node.js'))
const flow = await load(example('flow.mjs'))
const onNode = await output(process.execPath, [example('anywhere.mjs')], here)

/** A test that runs where one of these programs is. */
const testOn = (names, work) => {
  const program = findRuntime(...names)
  const run = program === undefined ? test.skip : test
  run(`the small flow on ${names[0]} gives the same hashes`, () => work(program))
}

test('Node prints a state hash and a hash of all events, every time the same', async () => {
  assert.match(onNode, /^state hash {3}[0-9a-f]{16}\nevents hash {2}[0-9a-f]{64}$/)
  assert.is(await output(process.execPath, [example('anywhere.mjs')], here), onNode)
})

test('the flow has trades, stops that go off, cancels and refusals', async () => {
  const kinds = new Set()
  const rejects = new Set()
  const core = new engine.Engine(engine.compileEngine(), flow.capacities)
  for (const { timestampUs, commands } of flow.flowFrames(engine.compileEngine()))
    core.apply(core.sequence + 1, timestampUs, commands, (bytes) => {
      for (const events = new engine.EventCursor(bytes); events.hasNext; ) {
        const kind = events.next()
        kinds.add(kind)
        if (kind === engine.Outcome.kind) rejects.add(events.read(engine.Outcome).reject)
      }
    })
  for (const name of ['Trade', 'SpecialOrderAccepted', 'OrderActivated', 'OrderClosed'])
    assert.ok(kinds.has(engine[name].kind), name)
  assert.ok(rejects.size > 2)
  assert.equal(core.checkInvariants(), [])
})

test('the flow’s file for other languages holds the same frames', () => {
  const file = flow.flowFile(engine.compileEngine())
  assert.equal(new Uint8Array(readFileSync(example('flow.bin'))), file)
})

test('the quick start trades', async () => {
  const printed = await output(process.execPath, [example('quick-start.mjs')], here)
  assert.match(printed, /quantityLots: 20,.*\n6000000 \{ availableUnits: 1020000000n/s)
})

test('the backtest trades and counts its profit, from a recording as from what it makes up', async () => {
  const backtest = (...args) => output(process.execPath, [example('backtest.mjs'), ...args], here)
  const { makeUpRows } = await load(example('recorded-flow.mjs'))
  const lines = makeUpRows(7).map(({ id, timeMs, action, side, priceTicks, quantityLots }) => {
    const price = `${Math.trunc(priceTicks / 100)}.${`${priceTicks % 100}`.padStart(2, '0')}`
    return [id, timeMs, 0, price, quantityLots, action, ['bid', 'ask'][side]].join(',')
  })
  const recording = join(folder, 'recording.csv')
  const head = 'id,timestamp,exchange.timestamp,price,volume,action,direction'
  const changed = '7,1,0,2350.00,1,changed,bid'
  writeFileSync(recording, `${[head, changed, ...lines].join('\n')}\n`)
  const madeUp = await backtest()
  assert.match(madeUp, /trades {7}\d{3}, the maker's \d{3}\n/)
  assert.match(madeUp, /profit {7}-?\d+\.\d{10} USD.*\nstate hash {3}[0-9a-f]{16}$/s)
  assert.is(await backtest(recording), madeUp)
  writeFileSync(recording, `${head}\n1,2,3,1.005,5,created,bid\n`)
  const refusal = await backtest(recording).catch(({ stderr }) => stderr)
  assert.match(refusal, /RangeError: line 2 is no row of a recording/)
})

testOn(['newer-node'], async (node) => {
  const version = await output(node, ['--version'], here)
  assert.ok(Number.parseInt(version.slice(1), 10) > 20, version)
  assert.is(await output(node, [example('anywhere.mjs')], here), onNode)
})

testOn(['deno'], async (deno) => {
  const args = ['run', '--no-remote', '--allow-read', example('anywhere.mjs')]
  assert.is(await output(deno, args, here), onNode)
})

testOn(['bun'], async (bun) =>
  assert.is(await output(bun, [example('anywhere.mjs')], here), onNode),
)

testOn(['workerd'], async (workerd) => {
  const args = ['serve', example('workers/wrangler.jsonc'), '--socket-addr=http=127.0.0.1:0']
  const child = spawn(workerd, [...args, '--control-fd=3'], {
    ...here,
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  })
  const timer = setTimeout(() => child.kill('SIGKILL'), 60_000)
  try {
    const control = createInterface({ input: child.stdio[3] })
    const [line] = await Promise.race([once(control, 'line'), once(child, 'exit')])
    const { port } = JSON.parse(line)
    const response = await fetch(`http://127.0.0.1:${port}`, {
      signal: AbortSignal.timeout(30_000),
    })
    assert.is((await response.text()).trim(), onNode)
  } finally {
    clearTimeout(timer)
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  }
})

/** Posts the page of the example when its flow has run, however long that takes. */
const watchedPage = `<iframe src="examples/browser/index.html"></iframe><script>
  const frame = document.querySelector('iframe')
  const look = () => {
    const page = frame.contentDocument
    const isRunning = page.getElementById('hashes').textContent.startsWith('running')
    if (isRunning) setTimeout(look, 20)
    else fetch('/', { method: 'POST', body: page.documentElement.outerHTML })
  }
  frame.onload = look
</script>`

testOn(['chromium', 'chromium-browser', 'google-chrome'], async (chromium) => {
  writeFileSync(join(installed, 'watched.html'), watchedPage)
  const { url, posted, close } = await serveFiles(installed)
  const flags = '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run'.split(' ')
  flags.push('--disable-background-networking', '--disable-component-update', '--disable-sync')
  flags.push(`--user-data-dir=${join(folder, 'chromium')}`)
  const group = { stdio: 'ignore', detached: true }
  const browser = spawn(chromium, [...flags, `${url}/watched.html`], group)
  const ended = once(browser, 'exit')
  const end = () => process.kill(-browser.pid, 'SIGKILL')
  const timer = setTimeout(end, 60_000)
  try {
    const page = await Promise.race([posted, ended.then(() => 'the browser has ended')])
    assert.is(/<pre id="hashes">(.*?)<\/pre>/s.exec(page)?.[1], onNode)
    assert.match(page, /<code id="live-hash">[0-9a-f]{16}<\/code>/)
  } finally {
    clearTimeout(timer)
    if (browser.exitCode === null && browser.signalCode === null) end()
    await ended
    await close()
  }
})

/** A `go` that has wazero (`.ci/go-wazero.sh`). */
const { OPENBELL_GO: go } = process.env
if (!go) console.log('left out: OPENBELL_GO names no go with wazero')
const testGo = go ? test : test.skip
testGo('the small flow in Go gives the same hashes', async () => {
  const program = join(folder, 'go-flow')
  await output(go, ['build', '-o', program, 'main.go'], { cwd: example('go') })
  const args = [join(installed, 'openbell.wasm'), example('flow.bin')]
  assert.is(await output(program, args, here), onNode)
})

/** Where the machine has wasmtime for Python, which neither npm nor Debian offers. */
const python = findRuntime('python3')
const hasWasmtime = await output(python ?? '', ['-c', 'import wasmtime']).then(
  () => true,
  () => false,
)
if (!hasWasmtime) console.log('left out: wasmtime for Python is not on this machine')
const testPython = hasWasmtime ? test : test.skip
testPython('the small flow in Python gives the same hashes', async () => {
  const args = [example('python/flow.py'), join(installed, 'openbell.wasm'), example('flow.bin')]
  assert.is(await output(python, args, here), onNode)
})

test.run()
