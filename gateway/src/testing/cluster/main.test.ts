// `npm run cluster`: it opens, takes an order, is watched, and leaves nothing.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openAccount, signed } from '../api-client.js'
import { openTestDatabase } from '../database.js'
import { natsClusterProgram } from '../nats-server.js'

const main = new URL('./main.js', import.meta.url).href
const program = `process.exitCode = await (await import('${main}')).main(process.argv.slice(1))`
const clusterTest = natsClusterProgram() ? test : test.skip

const ask = async <Data>(url: string): Promise<Data> => {
  const { data } = (await (await fetch(url)).json()) as { data: Data }
  return data
}

/** The alarms are loaded, and each part tells its figures where Prometheus will ask. */
async function expectWatched(prometheus: string): Promise<void> {
  const { groups } = await ask<{ groups: unknown[] }>(`${prometheus}/api/v1/rules`)
  assert.ok(groups.length > 1)
  const { yaml } = await ask<{ yaml: string }>(`${prometheus}/api/v1/status/config`)
  const targets = yaml.match(/127\.0\.0\.1:\d+/g) ?? []
  assert.is(targets.length, 6, 'two cores, two edges, the projector and Prometheus')
  assert.not.match(yaml, ':9464')
  for (const target of targets) assert.is((await fetch(`http://${target}/metrics`)).status, 200)
}

clusterTest('the venue opens, takes an order at an edge, and ends without a trace', async () => {
  const database = await openTestDatabase({ migrated: false })
  const { REDIS_URL: _, ...rest } = process.env
  const child = spawn(
    process.execPath,
    ['--input-type=module', '-e', program, '--', '--port', '0', '--nats', '3'],
    { env: { ...rest, DATABASE_URL: database.url }, stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const ended = once(child, 'exit')
  const said: string[] = []
  const find = (words: RegExp) => said.flatMap((line) => words.exec(line)?.[1] ?? [])
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      said.push(line)
      if (line.startsWith('the venue is open')) break
    }
    child.stdout.resume()
    const [folder = ''] = find(/data and logs in (\S+)/)
    assert.ok(existsSync(folder), said.join('\n'))
    assert.is(find(/NATS_URL=(\S+),/)[0]?.split(',').length, 3)
    const [edge = ''] = find(/^edge-2 .*is open at (http:\S+)/)
    const key = await openAccount(edge, 'ada', { USDT: '1000' })
    const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC' }
    const terms = { quantity: '0.01', price: '60000' }
    const { status, body } = await signed<{ status: string }>(edge, key, 'POST', 'order', {
      ...order,
      ...terms,
    })
    assert.equal([status, body.status], [200, 'NEW'])
    const [prometheus] = find(/^Prometheus is at (\S+)/)
    if (prometheus) await expectWatched(prometheus)
    else assert.ok(find(/^(Prometheus is left out)/).length === 1)
    child.kill('SIGTERM')
    assert.equal(await ended, [0, null])
    assert.not.ok(existsSync(folder))
  } finally {
    child.kill('SIGTERM')
    await ended
    await database.stop()
  }
})

test.run()
