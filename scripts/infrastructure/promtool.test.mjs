// The configuration of Prometheus and its alarms, tried by Prometheus's own tool where it is installed.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

const folder = fileURLToPath(new URL('../../infrastructure/prometheus/', import.meta.url))
const run = (...args) => spawnSync('promtool', args, { cwd: folder, encoding: 'utf8' })
const testWithTool = run('--version').error ? test.skip : test

function expectSuccess({ status, stdout, stderr }) {
  assert.is(status, 0, `${stdout}${stderr}`)
}

testWithTool('the configuration and its rules can be loaded', () => {
  expectSuccess(run('check', 'config', 'prometheus.yml'))
})

testWithTool('each alarm goes off when it should, and not before', () => {
  const tests = readdirSync(`${folder}tests`).map((name) => `tests/${name}`)
  assert.ok(tests.length > 1)
  expectSuccess(run('test', 'rules', ...tests))
})

test.run()
