// A command reaches the streams with the settings of whichever part it runs beside.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { natsProgram, TestNats } from '../testing/nats-server.js'
import { runCliWith } from './testing/run-cli.js'

test('beside a core of production nothing is missing but the streams', () => {
  const core = { NODE_ENV: 'production', ROLE: 'core', DATABASE_URL: '' }
  const where = { ...core, NATS_URL: 'nats://127.0.0.1:1' }
  const { code, errors } = runCliWith(where, 'promote', '--show', '--timeout-ms', '200')
  assert.match(errors, /openbell: NATS cannot be reached within 200 ms\n$/)
  assert.is(code, 2)
})

if (natsProgram)
  test('what a server refuses is one line', async () => {
    const permissions = 'default_permissions: { publish: { deny: ">" } }'
    const users = 'users: [{ user: "a", password: "b" }]'
    const server = await TestNats.start({
      configuration: `authorization { ${permissions}, ${users} }`,
    })
    try {
      const where = { NATS_URL: server.url.replace('//', '//a:b@') }
      const { code, errors } = runCliWith(where, 'promote', '--show')
      assert.match(errors, /^openbell: NATS: .*Permissions Violation.*\n$/m)
      assert.is(code, 2)
    } finally {
      await server.stop()
    }
  })
else test.skip('what a server refuses is one line', () => {})

test('what is no setting is refused here, too', () => {
  const { code, errors } = runCliWith({ OPENBELL_DATE: 'x' }, 'promote', '--show')
  assert.match(errors, 'OPENBELL_DATE is no setting of Openbell')
  assert.is(code, 2)
})

test.run()
