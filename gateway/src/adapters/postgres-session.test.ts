// One connection to a real Postgres: what it sends ahead.
import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openTestDatabase } from '../testing/database.js'
import { Session } from './postgres-session.js'

test('large statements go out without waiting for each other’s answers', async () => {
  const database = await openTestDatabase({ migrated: false })
  const { hostname, port } = new URL(database.url)
  let isHolding = false
  let heldBytes = 0
  const proxy = createServer((client) => {
    const upstream = connect(Number(port), hostname)
    client.on('data', (bytes) => {
      if (isHolding) heldBytes += bytes.length
      else upstream.write(bytes)
    })
    upstream.on('data', (bytes) => client.write(bytes))
    for (const socket of [client, upstream]) socket.on('error', () => {})
    client.on('close', () => upstream.destroy())
    upstream.on('close', () => client.destroy())
  }).listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const url = new URL(database.url)
  url.host = `127.0.0.1:${(proxy.address() as AddressInfo).port}`
  const session = new Session(url.href, { statementTimeoutMs: 0 })
  try {
    const text = 'x'.repeat(4_000_000)
    const ask = () => session.query('SELECT length($1::text)', [text])
    await ask()
    isHolding = true
    const lost = Promise.allSettled([ask(), ask(), ask()])
    while (heldBytes < 3 * text.length) await sleep(1)
    await session.close()
    assert.equal(
      (await lost).map(({ status }) => status),
      ['rejected', 'rejected', 'rejected'],
    )
  } finally {
    proxy.close()
    await database.stop()
  }
})

test.run()
