// Which servers may keep the log of a venue: a table, and the real servers asked.
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { natsProgram, TestNats } from '../../testing/nats-server.js'
import { StreamWorld, withServer } from '../../testing/stream-world.js'
import { judgeServers, type Probe, probeServers, type ServerReport } from './server-probe.js'

const good: ServerReport = {
  id: 'one',
  version: '2.10.27',
  syncAlways: true,
  hasJetStream: true,
  clusterSize: 1,
  maxPayloadBytes: 1024 * 1024,
  storeBytesMax: 120 * 1024 ** 3,
}
/** All of them answer. */
const of = (reports: readonly ServerReport[]): Probe => ({ reports, silent: [] })
const three = { version: '2.12.3', clusterSize: 3 }

// What differs from a good server · what is refused in production · in development · what is warned of
const table: [Partial<ServerReport>, string, string, string][] = [
  [{}, '', '', ''],
  [{ version: '2.10.23' }, '', '', ''],
  [{ version: '2.15.0-dev' }, '', '', ''],
  [{ version: '3.0.0' }, '', '', ''],
  [{ version: '2.10.22' }, 'install 2.10.23', '', 'install 2.10.23'],
  [{ version: '2.9.10' }, 'install 2.10.23', '', 'install 2.10.23'],
  [{ version: '2.8.4' }, '2.9.0 or newer', '2.9.0 or newer', 'install 2.10.23'],
  [{ syncAlways: false }, 'sync_interval: always', '', 'sync_interval: always'],
  [{ hasJetStream: false }, 'jetstream {}', 'jetstream {}', ''],
  [{ maxPayloadBytes: 512 * 1024 }, 'max_payload', 'max_payload', ''],
  [{ maxPayloadBytes: 600 * 1024 }, '', '', ''],
]

for (const [changed, inProduction, inDevelopment, warning] of table)
  test(`a server with ${JSON.stringify(changed)}`, () => {
    const production = judgeServers(of([{ ...good, ...changed }]), { isProduction: true })
    const development = judgeServers(of([{ ...good, ...changed }]), { isProduction: false })
    const holds = (sentences: readonly string[], part: string) =>
      part === '' ? assert.equal(sentences, []) : assert.match(sentences.join(' '), part)
    holds(production.refusals, inProduction)
    assert.equal(production.warnings, [])
    holds(development.refusals, inDevelopment)
    holds(development.warnings, warning)
  })

test('a cluster needs a newer version, and all of it is asked', () => {
  const judge = (servers: Partial<ServerReport>[]) =>
    judgeServers(of(servers.map((server) => ({ ...good, ...three, ...server }))), {
      isProduction: true,
      connectedId: 'b',
    }).refusals
  const ids = ['a', 'b', 'c'].map((id) => ({ id }))
  assert.equal(judge(ids), [])
  assert.match(judge(ids.slice(0, 2)).join(), 'names 2 of the 3')
  assert.match(judge([{ id: 'a' }, { id: 'x' }, { id: 'c' }]).join(), 'none of those that answer')
  const [old] = judge([{ id: 'a', version: '2.12.2' }, ...ids.slice(1)])
  assert.match(old ?? '', 'NATS 2.12.2 in a cluster may lose what it acknowledged: install 2.12.3')
})

test('a server that is down is warned of by name, as long as most answer', () => {
  const servers = ['a', 'b', 'c'].map((id) => ({ ...good, ...three, id }))
  const judge = (up: number, isProduction: boolean, connectedId = 'a') => {
    const silent = servers.slice(up).map(({ id }) => `${id} is down.`)
    return judgeServers({ reports: servers.slice(0, up), silent }, { isProduction, connectedId })
  }
  assert.equal(judge(3, true), { refusals: [], warnings: [] })
  assert.equal(judge(2, true), { refusals: [], warnings: ['c is down.'] })
  assert.equal(judge(1, true).refusals, [
    'Of the 3 servers that NATS_MONITOR_URL names 1 can be asked.',
  ])
  assert.match(judge(2, true, 'c').refusals.join(), 'none of those that answer')
  assert.is(judge(0, true).refusals.length, 2)
  for (const up of [0, 1, 2]) {
    assert.equal(judge(up, false).refusals, [])
    assert.match(judge(up, false).warnings.join(), 'c is down.')
  }
})

test('what the streams take when they roll must have room', () => {
  const judge = (gibibytes: number, isProduction: boolean) => {
    const streamsBytesMax = gibibytes * 1024 ** 3
    const probe = of([{ ...good, storeBytesMax: 500 * 1024 ** 3 }, good])
    return judgeServers(probe, { isProduction, streamsBytesMax })
  }
  assert.equal(judge(120, true), { refusals: [], warnings: [] })
  const words = 'up to 121 GiB when they roll, and NATS may store 120 GiB: raise max_file_store'
  assert.match(judge(121, true).refusals.join(), words)
  assert.equal(judge(121, false).refusals, [])
  assert.match(judge(121, false).warnings.join(), words)
})

test('of those that answer none may lose anything', () => {
  const reports = ['a', 'b'].map((id) => ({ ...good, ...three, id, syncAlways: id === 'a' }))
  const probe = { reports, silent: ['c is down.'] }
  assert.match(judgeServers(probe, { isProduction: true }).refusals.join(), 'sync_interval: always')
  assert.match(
    judgeServers(probe, { isProduction: false }).warnings.join(),
    'sync_interval: always',
  )
})

withServer('a durable server is found fit', async (world) => {
  const probe = await probeServers(world.server.monitorUrl)
  const connectedId = (await world.connect()).connection.info?.server_id ?? ''
  assert.ok(probe.reports[0]?.syncAlways)
  assert.is(probe.reports[0]?.storeBytesMax, 4 * 1024 ** 3)
  const verdict = judgeServers(probe, { isProduction: true, connectedId })
  assert.equal(verdict, { refusals: [], warnings: [] })
})

/** Where Debian 12 puts its own. */
const oldProgram = '/usr/sbin/nats-server'
const oldServer = natsProgram && existsSync(oldProgram) ? test : test.skip
oldServer('a server that does not sync is refused in production, and warned of elsewhere', () =>
  StreamWorld.run(
    async (world) => {
      const probe = await probeServers(`${world.server.monitorUrl}/`)
      assert.not(judgeServers(probe, { isProduction: true }).refusals.length === 0)
      const verdict = judgeServers(probe, { isProduction: false })
      assert.equal(verdict.refusals, [])
      assert.ok(verdict.warnings.length > 0)
    },
    { program: oldProgram, isDurable: false },
  ),
)

withServer(
  'a port that nobody answers is named with what to do, and the others are heard',
  async (world) => {
    const server = await TestNats.start()
    await server.stop()
    const probe = await probeServers(`${server.monitorUrl},${world.server.monitorUrl}`)
    assert.equal(
      probe.reports.map(({ syncAlways }) => syncAlways),
      [true],
    )
    assert.match(probe.silent.join(), `${server.monitorUrl} cannot be asked`)
    assert.match(probe.silent.join(), 'http_port')
  },
)

test('an answer is read so far and no further', async () => {
  const long = Buffer.alloc(5 * 1024 * 1024, '0')
  const server = createServer((_request, response) => response.end(long)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const { silent } = await probeServers(`http://127.0.0.1:${port}`)
  server.close()
  assert.match(silent.join(), 'it answers more than 4194304 bytes')
})

test.run()
