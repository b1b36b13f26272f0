// Three servers that keep a stream together: whichever of them dies, the log goes on, and loses nothing.
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { StoredFrame } from '../../ports.js'
import { natsClusterProgram, TestNats } from '../../testing/nats-server.js'
import { checkFrame, Frames, settings, silentLog, until } from '../../testing/stream-world.js'
import { connectNats, type NatsClient } from './connect.js'
import { probeServers } from './server-probe.js'
import { StreamLog } from './stream-log.js'

const clusterTest = natsClusterProgram() ? test : test.skip

clusterTest('a server of three that dies takes nothing with it, whichever it is', async () => {
  const servers = await TestNats.startCluster(3)
  const stopping = new AbortController()
  const clients: NatsClient[] = []
  const open = async (): Promise<StreamLog> => {
    const urls = servers.map(({ url }) => url).join(',')
    const client = await connectNats(urls, { name: 'openbell test', log: silentLog })
    clients.push(client)
    const { signal } = stopping
    const cluster = { ...settings, replicas: 3 }
    return StreamLog.open({ client, settings: cluster, check: checkFrame, log: silentLog, signal })
  }
  try {
    const sizes = async () => {
      const { reports } = await probeServers(servers.map(({ monitorUrl }) => monitorUrl).join(','))
      return reports.map(({ clusterSize }) => clusterSize)
    }
    // A server is healthy before it has heard of all the others.
    for (let tries = 0; tries < 1_200 && (await sizes()).join() !== '3,3,3'; tries++)
      await sleep(50)
    assert.equal(await sizes(), [3, 3, 3])
    const [leader, standby] = [await open(), await open()]
    const followed: StoredFrame[] = []
    const stop = new AbortController()
    const following = standby.follow(1, (frame) => void followed.push(frame), stop.signal)
    const frames = new Frames()
    for (const server of servers) {
      for (let count = 0; count < 100; count++) {
        const { bytes, chain, sequence } = frames.next()
        if (count === 50) await server.kill()
        assert.is(await leader.append(bytes, chain, sequence - 1), 'committed')
      }
      await server.run()
      await until(() => followed.length === frames.all.length)
    }
    stop.abort()
    await following
    const isSame = frames.all.map(({ bytes }, at) =>
      Buffer.compare(bytes, followed[at]?.bytes ?? new Uint8Array()),
    )
    assert.equal(new Set(isSame), new Set([0]))
  } finally {
    stopping.abort(new Error('the test is over'))
    await Promise.all(clients.map((client) => client.close()))
    await Promise.all(servers.map((server) => server.stop()))
  }
})

test.run()
