// A command reaches the streams with the settings of whichever part it runs beside.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { runCliWith } from './testing/run-cli.js'

test('beside a core of production nothing is missing but the streams', () => {
  const core = { NODE_ENV: 'production', ROLE: 'core', DATABASE_URL: '' }
  const where = { ...core, NATS_URL: 'nats://127.0.0.1:1' }
  const { code, errors } = runCliWith(where, 'promote', '--show', '--timeout-ms', '200')
  assert.match(errors, /openbell: NATS cannot be reached within 200 ms\n$/)
  assert.is(code, 2)
})

test('what is no setting is refused here, too', () => {
  const { code, errors } = runCliWith({ OPENBELL_DATE: 'x' }, 'promote', '--show')
  assert.match(errors, 'OPENBELL_DATE is no setting of Openbell')
  assert.is(code, 2)
})

test.run()
