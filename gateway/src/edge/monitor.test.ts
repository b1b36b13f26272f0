// The door for those who watch: three answers, and nothing of the API.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { systemClock, systemTimers } from '../adapters/system.js'
import { sendRaw } from '../testing/small-edge.js'
import { startMonitor } from './monitor.js'

test('health, readiness and figures; all else is unknown', async () => {
  let isReady = false
  const monitor = await startMonitor(
    {
      readiness: () => ({ isReady, parts: { lease: isReady ? 'leader' : 'standby' } }),
      figures: { contentType: 'text/plain; version=0.0.4', text: async () => 'openbell_ready 0\n' },
      clock: systemClock,
      timers: systemTimers,
      reporter: { info() {}, warn() {}, error() {} },
    },
    { port: 0, host: '127.0.0.1' },
  )
  const get = (path: string) => sendRaw(monitor.address, { method: 'GET', path })
  assert.equal((await get('/health')).body, { status: 'ok' })
  const before = await get('/ready')
  assert.equal([before.status, before.body], [503, { ready: false, parts: { lease: 'standby' } }])
  isReady = true
  assert.is((await get('/ready')).status, 200)
  const { headers, text } = await get('/metrics')
  assert.match(headers['content-type'] as string, 'version=0.0.4')
  assert.is(text, 'openbell_ready 0\n')
  for (const path of ['/api/v3/ping', '/api/openapi.json', '/'])
    assert.is((await get(path)).status, 404, path)
  await monitor.close()
})

test.run()
