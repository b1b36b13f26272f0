// Commands are found by name; what is not understood ends with one line and code 2.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { runCli } from './testing/run-cli.js'

test('help and version', () => {
  for (const name of ['help', '--help', '-h']) {
    const { code, out } = runCli(name)
    assert.is(code, 0)
    for (const command of ['start', 'replay', 'verify', 'version', 'help'])
      assert.match(out, `  openbell ${command === 'start' ? '[start]' : command} `)
  }
  for (const name of ['version', '--version']) assert.match(runCli(name).out, /^\d+\.\d+\.\d+\n$/)
})

const misunderstood: [string[], string][] = [
  [['strat'], "there is no command 'strat'"],
  [['--port', '1'], "Unknown option '--port'"],
  [['start', '--port'], "Unknown option '--port'"],
  [['help', '--all'], "Unknown option '--all'"],
  [['verify', 'data'], 'verify takes --data FOLDER'],
  [['verify', '--data'], "Option '--data <value>' argument missing"],
]
for (const [args, words] of misunderstood)
  test(`refuses '${args.join(' ')}'`, () => {
    const { code, out, errors } = runCli(...args)
    assert.is(code, 2)
    assert.is(out, '')
    assert.is(errors, `openbell: ${words} (see: openbell help)\n`)
  })

test.run()
